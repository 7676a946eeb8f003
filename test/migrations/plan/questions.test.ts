import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printMigration } from '../../../src/migrations/files/print-migration.js';
import type { Answers, Question } from '../../../src/migrations/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { lines, pairs, type Pair } from './support.js';

const all = pairs();
let pair: Pair;

const before = `
  create type status as enum ('new', 'paid', 'gone');
  create type level as enum ('low', 'mid', 'high');
  create table people (id int primary key, name text, age int);
  create table orders (id int primary key, note text, status text, kind text, level level, state status, "Old Name" int);
  create table trash (id int); create table "Odd Name" ("Key One" int, two int, primary key ("Key One", two));
  create sequence numbers as int;
  create type pair as (a int, b int);
  create view names as select name from people;`;
const after = `
  create type status as enum ('new', 'paid');
  create type level as enum ('low', 'middle', 'high');
  create table persons (id int primary key, name text, age int);
  create table orders (id int primary key, remark text, status status, kind text, level level, state status, region text not null, "New Name" int);
  create table "Odd Name" ("Key One" int, two int, three int not null, primary key ("Key One", two)); create sequence counters as int;
  create type pair as (a int, c int);
  create view names as select name from persons;`;

beforeAll(async () => {
  pair = await all.pair(before, after);
}, 60_000);
afterAll(() => all.stop());

const ask = async (answers: Partial<Answers> = {}): Promise<readonly Question[]> => (await pair.plan(answers)).value.questions;
const flagsOf = async (object: string, answers: Partial<Answers> = {}): Promise<readonly string[] | undefined> => (await ask(answers)).find((one) => one.object === object)?.flags;

const renames = [
  { from: 'people', to: 'persons' }, { from: 'orders.note', to: 'remark' }, { from: 'orders."Old Name"', to: '"New Name"' }, { from: 'numbers', to: 'counters' }, { from: 'pair.b', to: 'c' }, { from: 'level.mid', to: 'middle' },
];
const answers: Answers = { renames, using: { 'orders.status': "'new'::status" }, fill: { 'orders.region': "'eu'", '"Odd Name".three': '3' }, allow: ['deletes-data'] };

describe('what SQL cannot guess is asked', () => {
  it('whether a table, column, sequence, attribute or label is renamed', async () => {
    const asked = (await ask()).filter(({ kind }) => kind === 'rename');
    expect(asked.map(({ object }) => object)).toEqual(['table people', 'sequence numbers', 'column orders."Old Name"', 'column orders.note', 'attribute pair.b', 'label level.mid']);
    expect(asked.find(({ object }) => object === 'column orders.note')).toEqual({
      kind: 'rename', object: 'column orders.note', text: 'orders.note was dropped and orders.remark, orders.region added: is it renamed?', flags: ['--rename orders.note=remark', '--rename orders.note=region', '--allow deletes-data'],
    });
    expect(await flagsOf('column orders."Old Name"')).toEqual([`--rename 'orders."Old Name"="New Name"'`, '--allow deletes-data']);
  });

  it('how a type becomes another that PostgreSQL does not cast to by itself', async () => {
    expect(await flagsOf('column orders.status')).toEqual(['--using orders.status=status::status']);
    expect(await flagsOf('column orders.status', { using: { 'orders.status': 'null' } })).toBeUndefined();
  });

  it('what rows have in a new column that must have something', async () => {
    expect(await flagsOf('column orders.region', { renames })).toEqual([`--fill "orders.region=''"`]);
  });

  it('but not while it may be no new column', async () => {
    expect(await flagsOf('column orders.region')).toBeUndefined();
  });

  it('whether data may go', async () => {
    expect(await flagsOf('table trash')).toEqual(['--allow deletes-data']);
    expect((await ask({ allow: ['deletes-data'] })).map(({ kind }) => kind).sort()).toEqual(['fill', 'fill', 'using']);
  });

  it('nothing, when all is answered', async () => expect(await ask(answers)).toEqual([]));

  it('the plan has what can be said without answers', async () => {
    const { value } = await pair.plan();
    expect(value.hazards.filter(({ kind }) => kind === 'deletes-data').map(({ object }) => object)).toEqual(expect.arrayContaining(['table people', 'table trash', 'column orders.note', 'attribute pair.b']));
  });
});

describe('answers', () => {
  it('make statements of PostgreSQL\'s own', async () => {
    const steps = await pair.steps(answers);
    expect(steps.filter((one) => one.includes('rename'))).toEqual(expect.arrayContaining([
      'transaction: alter table people rename to persons', 'transaction: alter table orders rename column note to remark', 'transaction: alter table orders rename column "Old Name" to "New Name"',
      'transaction: alter sequence numbers rename to counters', 'transaction: alter type pair rename attribute b to c cascade', "transaction: alter type level rename value 'mid' to 'middle'",
    ]));
    expect(steps).toContain("transaction: alter table orders alter column status type status using 'new'::status");
    expect(steps.filter((one) => /drop (table|column|sequence)/.test(one))).toEqual(['transaction: drop table trash']);
  });

  it('fill in batches along the key', async () => {
    const { value } = await pair.plan(answers);
    expect(value.steps.filter(({ sql }) => sql.includes('region')).map(({ kind, sql, batch }) => ({ kind, sql, batch }))).toEqual([
      { kind: 'transaction', sql: 'alter table orders add column region text', batch: null },
      { kind: 'batched', sql: "update orders set region = 'eu' where region is null", batch: { table: 'orders', key: ['id'] } },
      { kind: 'transaction', sql: 'alter table orders add constraint pgcog_region_not_null check (region is not null) not valid', batch: null },
      { kind: 'alone', sql: 'alter table orders validate constraint pgcog_region_not_null', batch: null },
      { kind: 'transaction', sql: 'alter table orders alter column region set not null', batch: null },
      { kind: 'transaction', sql: 'alter table orders drop constraint pgcog_region_not_null', batch: null },
    ]);
  });

  it('name tables and keys as they are, not as SQL', async () => {
    const { value } = await pair.plan(answers);
    expect(value.steps.filter(({ sql }) => sql.includes('set three ='))).toEqual([{
      kind: 'batched', home: 'tenant', sql: 'update "Odd Name" set three = 3 where three is null', batch: { table: 'Odd Name', key: ['Key One', 'two'] }, comment: [],
    }]);
    expect(lines(printMigration({ id: '0002_change', after: '0001_init', template: null, plan: value, grammar: await loadGrammar(), config: pair.from.config }))).toEqual([]);
  });

  it('may say what is not likely: another type under another name', async () => {
    expect(await pair.steps({ ...answers, renames: [...renames.filter(({ from }) => !from.startsWith('orders.')), { from: 'orders.note', to: '"New Name"' }] })).toContain('transaction: alter table orders rename column note to "New Name"');
  });

  it('to no question are told', async () => {
    expect(lines(await pair.plan({ ...answers, renames: [{ from: 'orders.nope', to: 'x' }, ...renames], using: { ...answers.using, 'orders.id': 'id' }, fill: { ...answers.fill, 'orders.kind': '1' } }))).toEqual([
      'error PGC654: --rename orders.nope=x answers nothing that this migration asks', 'error PGC654: --using orders.id=... answers nothing that this migration asks', 'error PGC654: --fill orders.kind=... answers nothing that this migration asks',
    ]);
  });

  it.each(['1; drop table orders', '1) from orders; --', '', "'eu", 'a b c'])('that are no expression are refused: %s', async (value) => {
    const { value: plan, diagnostics } = await pair.plan({ ...answers, fill: { 'orders.region': value } });
    expect(lines({ diagnostics })).toEqual([`error PGC655: --fill orders.region=${value} is no SQL expression`]);
    expect(plan.steps).toEqual([]);
  });

  it('lead to the new state, and rows follow their table', async () => {
    const proof = await pair.prove(answers);
    expect(lines(proof)).toEqual([]);
    const { rows } = await pair.from.database.admin.query('select count(*)::int as people, (select count(*)::int from tenant_template.orders where region = \'eu\') as orders from tenant_template.persons');
    expect(rows).toEqual([{ people: 2, orders: 2 }]);
  });
});
