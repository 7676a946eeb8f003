import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackTable } from './attack-table.js';
import { attempt, makeCast, runAttacks, type Cast } from './attacks.js';

let cast: Cast;
beforeAll(async () => (cast = await makeCast()));
afterAll(() => cast.world.close());

describe('the control schema under attack', () => {
  it('refuses every attempt', async () => {
    const attacks = attackTable(cast);
    expect(attacks.length).toBeGreaterThan(150);
    expect(await runAttacks(cast, attacks)).toEqual([]);
  });

  it('still does for everybody what is theirs', async () => {
    const { sessions, acme, ua, app } = cast;
    expect(await attempt(sessions.ua, `select body from ${acme}.notes`)).toBe(`gave {"body":"secret of ${acme}"}`);
    expect(await attempt(sessions.ua, `insert into ${acme}.notes (body) values ('mine') returning author`)).toBe(`gave {"author":"${ua.id}"}`);
    expect(await attempt(sessions.aa, `select status from cognition.suspend_user('${ua.id}')`)).toBe('gave {"status":"suspended"}');
    expect(await attempt(sessions.app, 'select cognition.current_user_id() as id')).toBe(`gave {"id":"${app.id}"}`);
  });
});
