import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../../src/migrations/files/read-migrations.js';
import { readTexts } from '../../../src/migrations/files/read-texts.js';
import type { SourceFile } from '../../../src/source/types.js';
import { fc } from '../../support/property.js';
import { chain, config, grammar, read } from './support.js';

const byTexts = (files: readonly SourceFile[]): ReturnType<typeof readTexts> => readTexts(config, files);

/** Right as they stand, and of every kind that has an end of its own. */
const statements = [
  'create table t (id int primary key)', 'ALTER TABLE t ADD COLUMN "A;b" text default \'x;y\'', "create function f() returns text language sql as $b$\n-- pgcog step alone\nselect ';' $b$",
  'create function g(a int) returns int begin atomic select case when a > 0 then 1 else 2 end; select a; end', 'create rule r as on insert to t do also (insert into u values (1); delete from v)',
  "comment on table t is E'it\\'s; so'", 'create view v as select U&"\\0061;" /* ; /* nested; */ ; */ from t', "grant select on t to tenant_users", 'select 1 -- a remark; with a semicolon\n+ 2', "insert into t values ($$ ' $$), (N'\u00e4;😀')",
  'create procedure p() language sql begin atomic insert into t values (1); end', 'select a->>\'x;\', b #- \'{1}\' from t where c <> 1',
] as const;
const gaps = ['\n', ';\n', '\n;;\n', '\n-- a remark\n', '\n/* a; remark */\n', '\n-- pgcog step alone\n', '\n-- pgcog step shared\n', '\n-- pgcog step batched t by id\n', '\n-- pgcog step transaction\n', ' -- behind\n'];
const body = fc.array(fc.tuple(fc.constantFrom(...gaps), fc.constantFrom(...statements), fc.constantFrom(';', '\n;', ' /* x */;')).map((parts) => parts.join('')), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('\n'));

describe('migrations read by their texts', () => {
  it('are what the grammar reads, wherever it finds nothing wrong', () => {
    let right = 0;
    fc.assert(fc.property(body, body, (a, b) => {
      const files = chain({ '0001_init': a, '0002_more': b });
      const { value, diagnostics } = readMigrations(grammar, config, files);
      const found = byTexts(files);
      // What is wrong with a statement's meaning does not change where it ends.
      if (diagnostics.every(({ code }) => !['PGC100', 'PGC704', 'PGC705'].includes(code))) expect(found).toEqual(value);
      right += found === null ? 0 : 1;
    }), { numRuns: 150 });
    expect(right).toBeGreaterThan(125);
  });

  it('has the same checksum whatever remarks, blanks and capitals are changed, and no other', () => {
    const [before] = read(chain({ '0001_init': 'create table t (id int);\n-- pgcog step alone\nselect 1' }));
    const sumOf = (text: string): string | undefined => byTexts(chain({ '0001_init': text }))?.[0]?.checksum;
    expect(sumOf('CREATE  TABLE t /* ; */ (id int); ;\n-- a remark\n-- pgcog step alone\nselect 1;')).toBe(before?.checksum);
    for (const other of ['create table t (id int); select 1', 'create table t (id int8);\n-- pgcog step alone\nselect 1', 'create table "T" (id int);\n-- pgcog step alone\nselect 1', '-- pgcog step alone\ncreate table t (id int); select 1', 'create table t (id int);\n-- pgcog step alone\nselect 1; select 1']) {
      expect(sumOf(other)).toMatch(/^[0-9a-f]{64}$/);
      expect(sumOf(other)).not.toBe(before?.checksum);
    }
  });
});

describe('only the grammar can tell', () => {
  const init = { '0001_init': 'select 1;' };
  const file = (path: string, text: string): SourceFile => ({ path: `migrations/${path}.sql`, text });
  it.each<readonly [string, readonly SourceFile[]]>([
    ['a name that is none', [file('init', '-- pgcog migration init\nselect 1;')]],
    ['no header', [file('0001_init', 'select 1;')]],
    ['the header of another', [file('0001_init', '-- pgcog migration 0002_init\nselect 1;')]],
    ['two predecessors', [...chain(init), file('0002_a', '-- pgcog migration 0002_a\n-- after 0001_init\n-- after 0001_init\nselect 1;')]],
    ['a hazard that is none', [file('0001_init', '-- pgcog migration 0001_init\n-- hazard lock: t\nselect 1;')]],
    ['a directive that is none', chain({ '0001_init': '-- pgcog step alnoe\nselect 1;' })],
    ['a directive in a statement', chain({ '0001_init': 'select\n-- pgcog step alone\n1;' })],
    ['no statement', chain({ '0001_init': '-- nothing' })],
    ['a text without an end', chain({ '0001_init': "select 1; select 'x" })],
    ['a command of psql', chain({ '0001_init': '\\connect postgres\nselect 1;' })],
    ['data', chain({ '0001_init': 'copy t from stdin;\n1\n\\.\nselect 1;' })],
    ['two heads', [...chain(init), file('0002_a', '-- pgcog migration 0002_a\n-- after 0001_init\nselect 1;'), file('0002_b', '-- pgcog migration 0002_b\n-- after 0001_init\nselect 1;')]],
    ['no predecessor', [...chain(init), file('0002_a', '-- pgcog migration 0002_a\n-- after 0001_int\nselect 1;')]],
    ['one mistake among many that are right', [...chain({ ...init, '0002_a': 'select 1;', '0003_b': "select 'x" })]],
  ])('%s', (_, files) => {
    expect(readMigrations(grammar, config, files).diagnostics.length).toBeGreaterThan(0);
    expect(byTexts(files)).toBeNull();
  });

  it('whatever stands in the files, nothing is thrown, and what is read lies in them', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...statements, ...gaps, "'", '$$', '/*', '"', '\\.', '\0', 'begin atomic'), fc.string({ maxLength: 8 })), { maxLength: 12 }), (parts) => {
      const files = chain({ '0001_init': parts.join('\n') });
      for (const { sql, span } of byTexts(files)?.[0]?.steps ?? []) expect(files[0]?.text.slice(span.start, span.end)).toBe(sql.text);
    }));
  });
});
