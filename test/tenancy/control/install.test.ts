import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openControl, type ControlWorld } from './harness.js';

let world: ControlWorld;
beforeAll(async () => (world = await openControl()));
afterAll(() => world.close());

describe('install', () => {
  it('works', async () => {
    const acme = await world.addTenant('acme');
    const ann = await world.addMember(acme, 'users');
    expect((await ann.session.query('select cognition.current_user_id() as id, cognition.current_tenant() as t, cognition.current_role_name() as r')).rows).toEqual([{ id: ann.id, t: acme, r: 'users' }]);
    expect((await ann.session.query(`select body from ${acme}.notes`)).rows).toHaveLength(1);
  });
});
