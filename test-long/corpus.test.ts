import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCorpus } from '../scripts/corpus/run-corpus.js';
import type { CorpusReport } from '../scripts/corpus/types.js';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const own = join(repository, 'fixtures', 'corpus');
const large = join(repository, '..', 'shared', 'corpus', 'schemas');

async function run(folder: string): Promise<{ readonly report: CorpusReport; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const report = await runCorpus({ folder, repository, print: (line) => lines.push(line) });
  return { report, lines };
}

describe('the corpus', () => {
  it.each([own, ...(existsSync(large) ? [large] : [])])('%s goes through the generator', async (folder) => {
    const { report } = await run(folder);
    expect(report.failures).toEqual([]);
    expect(report.schemas.length).toBeGreaterThanOrEqual(3);
    expect(report.total.tables.taken).toBeGreaterThanOrEqual(report.total.tables.all * 0.95);
    expect(report.total.columns.taken).toBeGreaterThanOrEqual(report.total.columns.all * 0.9);
    expect(report.total.notNull.taken).toBe(report.total.notNull.all);
    expect(report.total.viewColumns.taken).toBeGreaterThan(0);
  });

  it('fails where a schema cannot be loaded, where there is none, and says what is left out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pgcog-corpus-test-'));
    try {
      expect((await run(folder)).report.failures).toEqual(['there is no schema']);
      writeFileSync(join(folder, 'some-roles.sql'), 'create role elsewhere;\nCREATE ROLE "El""se";\n');
      writeFileSync(join(folder, 'broken.sql'), 'create table a (id int primary key, b nothing_such, c int references a);\ncreate view v as select 1 as one;');
      writeFileSync(join(folder, 'fine.sql'), 'create table t (id int primary key, x int not null); create table no_columns (); grant select on t to elsewhere, "El""se";\ncreate function f() returns trigger language plpgsql as $$ begin return new; end $$;');
      const { report, lines } = await run(folder);
      expect(report.schemas.map(({ name, tally }) => [name, tally.tables, tally.columns])).toEqual([
        ['broken', { taken: 0, all: 2 }, { taken: 0, all: 3 }], ['fine', { taken: 1, all: 2 }, { taken: 2, all: 2 }],
      ]);
      expect(report.failures.join('\n')).toMatch(/PGC151.*nothing_such/);
      expect(report.failures.join('\n')).toMatch(/1 of 4 tables is under 95 %/);
      expect(lines.join('\n')).toMatch(/left out PGC316 table no_columns[^]*left out PGC314 function f\(\)/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
