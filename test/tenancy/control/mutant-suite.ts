import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackTable } from './attack-table.js';
import { runAttacks } from './attacks.js';
import { makeCast } from './cast.js';
import { startControlServer, type ControlServer } from './control-server.js';
import type { Mutant } from './mutants.js';
import { faultNames, staticFaults } from './static-faults.js';

/** What notices, of all that should: each attack and each static fault by its name. */
async function noticed({ sql, by, credentials = 'user' }: Mutant, on: ControlServer): Promise<readonly string[]> {
  const confusing = by.some((name) => /^c[rle]: /.test(name));
  const cast = await makeCast({ on, mutate: sql, confusing, changes: { credentials } });
  try {
    const attacks = attackTable(cast).filter(([who, what]) => by.includes(`${who}: ${what}`));
    const known = new Set([...attacks.map(([who, what]) => `${who}: ${what}`), ...faultNames]);
    expect(by.filter((name) => !known.has(name))).toEqual([]);
    const failures = [...(await runAttacks(cast, attacks)), ...(await staticFaults(cast.world))];
    return by.filter((name) => failures.some((failure) => failure.startsWith(`${name}: `)));
  } finally {
    await cast.world.super.query('alter role cognition_owner nosuperuser nologin');
    await cast.world.close();
  }
}

/** Each mutant, on the version of PostgreSQL that it is about. */
export function mutantSuite(mutants: Readonly<Record<string, Mutant>>): void {
  const versions = ([15, 17] as const).filter((version) => Object.values(mutants).some((mutant) => (mutant.version ?? 17) === version));
  describe.each(versions)('a broken rule is noticed, on PostgreSQL %i', (version) => {
    let server: ControlServer;
    beforeAll(async () => (server = await startControlServer(version)));
    afterAll(() => server.stop());

    it.each(Object.entries(mutants).filter(([, mutant]) => (mutant.version ?? 17) === version))('%s', async (_what, mutant) => {
      expect(await noticed(mutant, server)).toEqual(mutant.by);
    });

    it('and nothing is, in what is whole', async () => {
      for (const credentials of ['user', 'role'] as const) {
        const cast = await makeCast({ on: server, changes: { credentials } });
        expect(await staticFaults(cast.world)).toEqual([]);
        await cast.world.close();
      }
    });
  });
}
