import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackTable } from './attack-table.js';
import { attempt, makeCast, runAttacks, type Cast } from './attacks.js';

describe.each([17, 18] as const)('the control schema under attack, on PostgreSQL %i', (version) => {
  let cast: Cast;
  beforeAll(async () => (cast = await makeCast({ version })));
  afterAll(() => cast.world.close());

  it('still does for everybody what is theirs', async () => {
    const { sessions, acme, ua, ua2, app } = cast;
    expect(await attempt(sessions.ua, `select body from ${acme}.notes`)).toBe(`gave {"body":"secret of ${acme}"}`);
    expect(await attempt(sessions.ua, `insert into ${acme}.notes (body) values ('mine') returning author`)).toBe(`gave {"author":"${ua.id}"}`);
    expect(await attempt(sessions.aa, `select status from cognition.suspend_user('${ua2.id}')`)).toBe('gave {"status":"suspended"}');
    expect(await attempt(sessions.app, 'select cognition.current_user_id() as id')).toBe(`gave {"id":"${app.id}"}`);
  });

  it('refuses every attempt', async () => {
    const attacks = attackTable(cast);
    expect(new Set(attacks.map(([who, , sql]) => `${who} ${sql}`)).size).toBe(attacks.length);
    expect(attacks.length).toBeGreaterThanOrEqual(200);
    expect(await runAttacks(cast, attacks)).toEqual([]);
  });
});
