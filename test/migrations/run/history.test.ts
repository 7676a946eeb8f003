import { describe, expect, it } from 'vitest';
import { MigrationRefused } from '../../../src/migrations/ledger/migration-refused.js';
import { checkHistory } from '../../../src/migrations/run/check-history.js';
import type { StoredMigration } from '../../../src/migrations/run/read-state.js';
import { cutMigration } from '../../../src/migrations/ledger/cut-migration.js';
import type { MigrationFile } from '../../../src/migrations/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { makeConfig } from '../../catalog/support.js';
import { migrationOf } from './migration-of.js';

const config = makeConfig();
const file = (number: number, after: string | null, sql = 'alter table a add column b int;', name = 'm'): Promise<MigrationFile> => migrationOf(config, { name, sql, number, after });
const stored = ({ id, number, checksum, after }: MigrationFile): StoredMigration => ({ id, number, checksum, after, program: null });
const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (thrown) {
    return thrown instanceof MigrationRefused ? [thrown.code, thrown.message] : thrown;
  }
};

describe('folder and database', () => {
  it('what is not applied is pending, comments and blanks count for nothing', async () => {
    const [one, two] = [await file(1, null), await file(2, '0001_m')];
    const remarked = await file(1, null, '-- a remark\nalter table a\n  add column b int;');
    expect(checkHistory([remarked, two], [stored(one)])).toEqual([two]);
    expect(checkHistory([one, two], [stored(one), stored(two)])).toEqual([]);
  });

  it('two ways are told', async () => {
    const [one, two, twin, edited] = [await file(1, null), await file(2, '0001_m'), await file(3, '0001_m', undefined, 'twin'), await file(1, null, 'alter table a add column c int;')];
    expect(refusal(() => checkHistory([edited, two], [stored(one)]))).toEqual(['PGC640', 'migrations/0001_m.sql was edited after it was applied']);
    expect(refusal(() => checkHistory([one], [stored(one), stored(two)]))).toEqual(['PGC641', 'the database has migration 0002_m, which the folder has not']);
    expect(refusal(() => checkHistory([one, two, twin], []))).toEqual(['PGC641', 'migrations/0002_m.sql and migrations/0003_twin.sql both follow 0001_m']);
    const [late, third] = [await file(2, '0001_m', undefined, 'late'), await file(3, '0002_late')];
    expect(refusal(() => checkHistory([one, late, third], [stored(one), stored(third)]))).toEqual(['PGC641', 'migrations/0002_late.sql comes before 0003_m, which was applied already']);
  });
});

describe('a step, cut', () => {
  const cut = async (sql: string): Promise<unknown> => cutMigration(await loadGrammar(), config, await file(2, '0001_m', sql)).steps;

  it('names of the template are slots, wherever they stand', async () => {
    expect(await cut('grant select on tenant_template.orders to tenant_users, tenant_template_admins;')).toMatchObject([
      { pieces: ['grant select on ', 'schema', '.orders to ', 'role users', ', ', 'role admins', ''], path: ['', 'schema', ', extensions'], outside: null, careful: true },
    ]);
  });

  it('what the template gets is in a transaction, and a batch has its range', async () => {
    expect(await cut('-- pgcog step alone\ncreate index concurrently i on orders (a);\ndrop index concurrently i;')).toMatchObject([
      { templatePieces: [expect.stringMatching(/^create index +i on orders \(a\)$/)], outside: { does: 'create index', name: 'i' }, careful: false }, { outside: { does: 'drop index', name: 'i' } },
    ]);
    expect(await cut('-- pgcog step batched orders by "Id", b\nupdate orders as o set a = (select 1 where true) where a is null or b = 2;')).toMatchObject([
      { pieces: ['update orders as o set a = (select 1 where true) where (', 'range', ') and ( a is null or b = 2\n)'], batch: { table: 'orders', alias: 'o', key: ['"Id"', 'b'] } },
    ]);
  });
});
