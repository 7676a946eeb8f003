import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/types.js';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { attackTable } from './attack-table.js';
import { attempt, differentAttacks, runAttacks, sentSql } from './attacks.js';
import { makeCast, type Cast, type Who } from './cast.js';
import { residualAttacks } from './residuals.js';

/** The control schema under attack, on this version of PostgreSQL and in this credential mode. */
export function attackSuite(version: ServerMajor, credentials: Config['credentials']): void {
  describe(`the control schema under attack, on PostgreSQL ${version}, credential mode ${credentials}`, () => {
    let cast: Cast;
    beforeAll(async () => (cast = await makeCast({ version, changes: { credentials } })));
    afterAll(() => cast.world.close());

    it('still does for everybody what is theirs', async () => {
      const { acme, ua, ua2, app, cr, confusing } = cast;
      const ask = (who: Who, sql: string): Promise<string> => attempt(cast.sessions[who], sentSql(cast, who, sql));
      expect(await ask('ua', `select body from ${acme}.notes`)).toBe(`gave {"body":"secret of ${acme}"}`);
      expect(await ask('ua', `insert into ${acme}.notes (body) values ('mine') returning author`)).toBe(`gave {"author":"${ua.id}"}`);
      expect(await ask('ua', `insert into ${acme}.own (body) values ('mine'); select author from ${acme}.own`)).toBe(`gave {"author":"${ua.id}"}`);
      expect(await ask('aa', `select status from cognition.suspend_user('${ua2.id}')`)).toBe('gave {"status":"suspended"}');
      expect(await ask('app', 'select cognition.current_user_id() as id')).toBe(`gave {"id":"${app.id}"}`);
      expect(await ask('cr', 'select cognition.current_user_id() as id, cognition.current_tenant() as tenant')).toBe(`gave ${JSON.stringify({ id: cr.id, tenant: confusing.role })}`);
    });

    it('does not refuse what PostgreSQL lets every login do, and that is all', async () => {
      expect(await runAttacks(cast, residualAttacks(cast))).toEqual([]);
    });

    it('refuses every attempt', async () => {
      const attacks = attackTable(cast);
      expect(new Set(attacks.map(([who, , sql]) => `${who} ${sql}`)).size).toBe(attacks.length);
      expect(differentAttacks(attacks)).toBeGreaterThanOrEqual(credentials === 'role' ? 400 : 320);
      expect(await runAttacks(cast, attacks)).toEqual([]);
    });
  });
}
