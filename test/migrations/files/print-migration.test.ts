import { describe, expect, it } from 'vitest';
import { checksum } from '../../../src/migrations/files/checksum.js';
import { commentsOf } from '../../../src/migrations/files/comments-of.js';
import { formatStatement } from '../../../src/migrations/files/format-statement.js';
import { hazardKinds } from '../../../src/migrations/files/read-header.js';
import { printMigration } from '../../../src/migrations/files/print-migration.js';
import type { MigrationPlan, PlannedStep } from '../../../src/migrations/types.js';
import { fc } from '../../support/property.js';
import { config, grammar, read } from './support.js';

const step = (sql: string, changes: Partial<PlannedStep> = {}): PlannedStep => ({ kind: 'transaction', home: 'tenant', sql, batch: null, comment: [], ...changes });
const print = (plan: Partial<MigrationPlan>, after: string | null = '0001_init') =>
  printMigration({ id: '0002_change', after, template: null, plan: { steps: [], hazards: [], ...plan }, grammar, config });

describe('a printed migration', () => {
  it('reads well', () => {
    const { value, diagnostics } = printMigration({
      id: '0002_change', after: '0001_init', template: 'ab'.repeat(32), grammar, config,
      plan: {
        hazards: [{ kind: 'deletes-data', object: 'column customers.old' }, { kind: 'alone', object: 'index orders_note' }, { kind: 'alone', object: 'index orders_note' }],
        steps: [
          step('CREATE TABLE lines (id uuid DEFAULT gen_random_uuid() NOT NULL, order_id uuid, price numeric(10,2) DEFAULT round(1, 2), CONSTRAINT lines_pkey PRIMARY KEY (id, order_id)) WITH (fillfactor=90)'),
          step('ALTER TABLE orders ADD COLUMN note_of_the_customer text COLLATE "C", ADD COLUMN price_of_all numeric(10,2), ALTER COLUMN region DROP NOT NULL;', { comment: ['Why:\nsupport asked', '', 'pgcog step alone'] }),
          step('create index concurrently orders_note on orders (note)', { kind: 'alone' }),
          step("update orders set region = 'eu'", { kind: 'batched', batch: { table: 'orders', key: ['Id', 'part'] } }),
          step('create table plans (id int)', { home: 'shared' }),
          step('select 1'),
        ],
      },
    });
    expect(diagnostics).toEqual([]);
    expect(value).toBe(`-- pgcog migration 0002_change
-- after 0001_init
-- template ${'ab'.repeat(32)}
-- hazard deletes-data: column customers.old
-- hazard alone: index orders_note

CREATE TABLE lines (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  order_id uuid,
  price numeric(10,2) DEFAULT round(1, 2),
  CONSTRAINT lines_pkey PRIMARY KEY (id, order_id)
) WITH (fillfactor=90);

-- Why:
-- support asked
--
-- "pgcog step alone"
ALTER TABLE orders ADD COLUMN note_of_the_customer text COLLATE "C",
  ADD COLUMN price_of_all numeric(10,2),
  ALTER COLUMN region DROP NOT NULL;

-- pgcog step alone
create index concurrently orders_note on orders (note);

-- pgcog step batched orders by "Id", part
update orders set region = 'eu';

-- pgcog step shared
create table plans (id int);

-- pgcog step transaction
select 1;
`);
  });

  it('is not handed on where it would not be read as it is meant', () => {
    expect(print({ steps: [step('create index concurrently a on orders (id)')] }).diagnostics).toMatchObject([{ code: 'PGC706' }]);
    expect(print({ steps: [step('select 1; select 2')] }).diagnostics).toMatchObject([{ code: 'PGC722' }]);
    expect(print({ steps: [step('-- nothing')] }).diagnostics).toMatchObject([{ severity: 'error' }]);
    expect(print({ steps: [step('drop table tenant_b.orders')] }).diagnostics).toMatchObject([{ code: 'PGC710' }]);
  });

  it('keeps what a file would lose: carriage returns, the end of a comment', () => {
    const { value, diagnostics } = print({ steps: [step("comment on table orders is 'a\r\nb\\c'"), step('create function f() returns text language sql as $f$select \'\r\'$f$'), step('select 1 -- why')] });
    expect(diagnostics).toEqual([]);
    expect(value).not.toContain('\r');
    expect(value).toContain("E'a\\r\nb\\\\c'");
    expect(value).toContain("as E'select ''\\r'''");
    expect(value).toContain('select 1;');
  });
});

describe('whatever is planned', () => {
  const statements = ['create table a (id int)', "select 'a;b -- c'", 'alter table "Ä x" add column "ß;" text', 'create function f() returns int language sql as $$ select 1; -- pgcog step alone\n $$', 'drop view v', 'create function g() returns int begin atomic select 1; select 2; end'];
  const line = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('pgcog step alone', ' pgcog migration 0009_x', 'after 0001_a', '*/', '-- hazard x'));
  const planned = fc.record({
    sql: fc.constantFrom(...statements), kind: fc.constantFrom('transaction' as const, 'alone' as const), home: fc.constantFrom('tenant' as const, 'shared' as const),
    batch: fc.constant(null), comment: fc.array(line, { maxLength: 3 }),
  });
  const batched = fc.record({ table: fc.string({ minLength: 1, maxLength: 9, unit: 'grapheme' }), key: fc.array(fc.string({ minLength: 1, maxLength: 9, unit: 'grapheme' }), { minLength: 1, maxLength: 3 }) })
    .filter(({ table, key }) => [table, ...key].every((name) => !/[\0\p{Cs}\r\n]/u.test(name) && Buffer.byteLength(name) < 64))
    .map((batch): PlannedStep => ({ kind: 'batched', home: 'tenant', batch, comment: [], sql: `delete from "${batch.table.replaceAll('"', '""')}" where true` }));
  const hazard = fc.record({ kind: fc.constantFrom(...hazardKinds), object: fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== '') });

  it('is read back as it was, and printed the same every time', () => {
    fc.assert(fc.property(fc.array(fc.oneof(planned, batched), { minLength: 1, maxLength: 6 }), fc.array(hazard, { maxLength: 3 }), (steps, hazards) => {
      const { value: text, diagnostics } = print({ steps, hazards }, null);
      expect(diagnostics).toEqual([]);
      expect(print({ steps, hazards }, null).value).toBe(text);
      const [back] = read([{ path: 'migrations/0002_change.sql', text }]);
      expect(back?.steps.map(({ kind, home, batch, sql }) => ({ kind, home, batch, sql: sql.text }))).toEqual(steps.map(({ kind, home, batch, sql }) => ({ kind, home, batch, sql })));
      const objects = new Set(hazards.map(({ kind, object }) => `${kind} ${object.replace(/[\r\n\u2028\u2029]+/gu, ' ').trim()}`));
      expect(new Set(back?.hazards.map(({ kind, object }) => `${kind} ${object}`))).toEqual(objects);
    }));
  });

  it('has one checksum, however it is written', () => {
    const blanks = fc.array(fc.constantFrom(' ', '\n', '\t', '/* a; */', '-- b\n'), { minLength: 1, maxLength: 3 }).map((parts) => ` ${parts.join('')} `);
    const sum = (text: string): string => checksum([{ kind: 'transaction', home: 'tenant', batch: null, sql: { file: '', text, segments: [] } }]);
    fc.assert(fc.property(fc.constantFrom(...statements), blanks, fc.boolean(), (sql, blank, loud) => {
      const tokens = grammar.scan(sql);
      const other = tokens.map(({ text, kind }) => (loud && (kind === 'keyword' || (kind === 'identifier' && !text.startsWith('"'))) ? text.toUpperCase() : text)).join(blank);
      expect(sum(other)).toBe(sum(sql));
      expect(sum(`${other}${blank}, 1`)).not.toBe(sum(sql));
    }));
  });

  it('is formatted without a change of what it says', () => {
    const column = fc.tuple(fc.stringMatching(/^[a-z]{1,12}$/u), fc.constantFrom('int', 'numeric(10, 2)', "text default 'a,(b'", 'text check (a in (1, 2))')).map(([name, type]) => `"${name}" ${type}`);
    fc.assert(fc.property(fc.array(column, { minLength: 1, maxLength: 12 }), fc.constantFrom('table', 'unlogged table', 'alter'), (columns, kind) => {
      const sql = kind === 'alter' ? `alter table a add column ${columns.join(', add column ')}` : `create ${kind} a (${columns.join(',')}) partition by range (a)`;
      const text = formatStatement(grammar, sql);
      expect(grammar.scan(text).map((token) => token.text)).toEqual(grammar.scan(sql).map((token) => token.text));
      if (sql.length > 110) expect(text.split('\n').length).toBe(kind === 'alter' ? columns.length : columns.length + 2);
      expect(formatStatement(grammar, text)).toBe(text);
    }));
  });
});

describe('comments of a template', () => {
  it('go with their statements', () => {
    const text = '-- file\n\n/*\n * People\n * who buy\n */\nselect 1; -- one\n\n\n-- two\nselect 2; -- behind\n-- the end\n';
    const [one, two] = [text.indexOf('select 1'), text.indexOf('select 2')];
    expect(commentsOf(text, { from: 0, start: one, end: one + 8, last: false })).toEqual(['file', '', 'People', 'who buy', 'one']);
    expect(commentsOf(text, { from: one + 8, start: two, end: two + 8, last: true })).toEqual(['two', 'behind', 'the end']);
  });
});
