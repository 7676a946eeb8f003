import { afterAll, describe, expect, it } from 'vitest';
import { lines, pairs } from './support.js';

const world = pairs();
afterAll(() => world.stop());

const domains = `create domain code as text not null; create domain "Over Code" as code check (length(value) > 1); create domain free as text; create domain given as text not null default 'x'; create domain "over given" as given; create domain over_free as free default 'y';
  create domain said as int check (value is not null); create domain small as numeric(4, 2) not null;`;
const before = `${domains} create table orders (id int primary key, a int); insert into orders values (1, 1), (2, null)`;
const with_ = (...columns: readonly string[]): string => `${domains} create table orders (id int primary key, a int, ${columns.join(', ')})`;

describe('a new column of a domain that takes no null', () => {
  it('is asked for a value, as a column that is NOT NULL itself is', async () => {
    const { plan } = await world.pair(before, with_('c code', 'd "Over Code" not null', 'e small', 's said'));
    expect((await plan()).value.questions.map(({ kind, object, flags }) => [kind, object, flags])).toEqual([
      ['fill', 'column orders.c', [`--fill "orders.c=''"`]], ['fill', 'column orders.d', [`--fill "orders.d=''"`]], ['fill', 'column orders.e', ['--fill orders.e=0']], ['fill', 'column orders.s', ['--fill orders.s=0']],
    ]);
  });

  it('is filled as what the domain is over, and becomes the domain then', async () => {
    const pair = await world.pair(before, with_('c "Over Code" not null', 'e small'));
    const answers = { fill: { 'orders.c': "'n' || id", 'orders.e': '1.5' } };
    const { value } = await pair.plan(answers);
    expect(value.questions).toEqual([]);
    expect(value.steps.map(({ kind, sql }) => `${kind}: ${sql}`)).toEqual(expect.arrayContaining([
      'transaction: alter table orders add column c text', "batched: update orders set c = 'n' || id where c is null", 'transaction: alter table orders alter column c type "Over Code"',
      'transaction: alter table orders add column e numeric(4,2)', 'batched: update orders set e = 1.5 where e is null', 'transaction: alter table orders alter column e type small',
    ]));
    expect(value.hazards.map(({ kind, object }) => `${kind}: ${object}`)).toEqual(expect.arrayContaining(['rewrites: column orders.c', 'rewrites: column orders.e']));
    const proof = await pair.prove(answers);
    expect(lines(proof)).toEqual([]);
    const { rows } = await pair.from.database.admin.query("select count(*)::int as rows, (count(*) filter (where e = 1.5 and c = 'n' || id))::int as filled from tenant_template.orders");
    expect(rows).toEqual([{ rows: 4, filled: 4 }]);
  });

  it('is what it is to be before a view, an index, a policy and a column that is computed rest on it', async () => {
    const rest = 'create index on orders (c); create view codes as select c, said from orders; alter table orders enable row level security; create policy coded on orders using (c <> \'\'); alter table orders add unique (c)';
    const pair = await world.pair(before, `${with_('c code', 's said', 'said made', 'g text generated always as (c::text || \'!\') stored').replace('create table', 'create domain made as int check (value > 0) not null; create table')}; ${rest}`);
    const answers = { fill: { 'orders.c': "'n' || id", 'orders.s': 'a', 'orders.said': '5' } };
    expect((await pair.plan(answers)).value.questions).toEqual([]);
    expect(lines(await pair.prove({ fill: { ...answers.fill, 'orders.s': 'id' } }))).toEqual([]);
  });

  it('has no question where a default says it, or null is taken', async () => {
    const { plan } = await world.pair(before, with_('c code default \'z\'', 'f free', 'g given', 'h "over given"', 'o over_free', 'n "over given" not null', 'k code generated always as (a::text || \'1\') stored'));
    const { value } = await plan();
    expect(value.questions).toEqual([]);
    expect(value.steps.filter(({ sql }) => sql.startsWith('update'))).toEqual([]);
  });
});
