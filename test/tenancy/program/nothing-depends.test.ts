import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareFingerprints } from '../../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprint } from '../../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../../src/tenancy/fingerprint/types.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import type { Landlord } from '../../support/landlord.js';
import { everyKind, landlords } from './server.js';

const all = landlords();
let landlord: Landlord;
let acme: string;
let before: Fingerprint;

/** A helper of a policy that can be inlined: no subquery, no settings. */
const helper = `
CREATE FUNCTION is_own(owner text) RETURNS boolean STABLE BEGIN ATOMIC SELECT owner = tenant_template.who() AND tenant_template.has_rank('ok'::tenant_template.mood); END;
CREATE POLICY inlined ON customers AS RESTRICTIVE FOR DELETE TO tenant_admins USING (is_own(owner_id));
GRANT EXECUTE ON FUNCTION is_own(text), who(), has_rank(mood) TO tenant_admins;`;
const helped = `
CREATE FUNCTION who() RETURNS text STABLE LANGUAGE plpgsql AS $$ BEGIN RETURN cognition.current_user_id(); END $$;
CREATE FUNCTION has_rank(m mood) RETURNS boolean STABLE RETURN m > 'sad';`;

const look = (): Promise<Fingerprint> => fingerprint(landlord.admin, { schema: acme, roles: ['admins', 'billing', 'users'], template: false }, { rows: true, exact: true });

/** The template is gone, with its roles' rights and all that would depend on it, before anything is tried. */
beforeAll(async () => {
  landlord = await all.make(everyKind + helped + helper);
  acme = landlord.name('acme');
  await createTenant(landlord.control, { name: acme, displayName: 'Acme' });
  before = await look();
  await landlord.admin.query('drop schema tenant_template cascade');
}, 60_000);
afterAll(() => all.stop());

it('the tenant is what it was, object by object, row by row', async () => {
  expect(before.rows.length).toBeGreaterThan(150);
  expect(compareFingerprints(before, await look())).toEqual([]);
  expect((await landlord.admin.query(`select to_regnamespace('tenant_template') as gone`)).rows).toEqual([{ gone: null }]);
});

/** What the last statement gives, one text a row, under `search_path = pg_catalog`; taken back. `T` is the tenant's schema. */
async function gives(...statements: readonly string[]): Promise<readonly string[]> {
  const { admin } = landlord;
  await admin.query(`begin; set local search_path = pg_catalog`);
  try {
    let rows: readonly (readonly unknown[])[] = [];
    for (const text of statements) rows = (await admin.query<unknown[]>({ text: text.replaceAll('T.', `${acme}.`), rowMode: 'array' })).rows;
    return rows.map((row) => row.map(String).join(' '));
  } finally {
    await admin.query('rollback');
  }
}

const customer = `insert into T.customers (id, name, code) values ('00000000-0000-0000-0000-000000000001', 'Second', 'second')`;
const order = `insert into T.orders (customer_id, placed_on, total) values ('00000000-0000-0000-0000-000000000001', '2025-02-03', 500)`;

it.each([
  ['defaults: a sequence, a constant that is the template\'s name, a domain\'s, an enum\'s', [customer, `select number > 500, (select count(*) from T.customers where number > 500) from T.customers where name = 'Second'`], ['true 1']],
  ['a default of a column of a view', ['alter table T.orders alter customer_id drop not null', 'insert into T.simple (id) values (77)', 'select total from T.simple'], ['5.00']],
  ['a default that is a text', [`insert into T.tenant_template (tenant_template) values (9) returning note`], ['tenant_template']],
  ['a generated column, an identity and an expression with a sequence', [customer, `insert into T.orders (customer_id) values ('00000000-0000-0000-0000-000000000001') returning id >= 1000, reference ~ '^o5'`], ['true true']],
  ['a trigger that writes elsewhere, when its condition holds', [customer, order, `select key ~ '^orders5', (value ->> 'total')::numeric::int from T.cache`], ['true 500']],
  ['a deferred constraint trigger on a partitioned table', [`insert into T.events (id, at, kind) values (1, '2025-05-05', 'x'), (2, '2031-01-01', 'y')`, 'set constraints all immediate', `select tableoid::regclass from T.events order by id`], ['events_2025', 'events_rest']],
  ['a trigger of a partition', [`insert into T.events (id, at, kind) values (1, '2025-05-05', 'x')`, 'set constraints all immediate', `select count(*) from T.cache where key ~ '^events_2025'`], ['1']],
  ['a rule', [customer, order.replace('500', '5'), `update T.simple set total = 6`, `select key from T.cache where key = 'simple'`], ['simple']],
  ['views over views and tables', [customer, order, `select name, total from T.large_orders`], ['Second 500.00']],
  ['a view whose alias is the template\'s name', [`select * from T.aliases order by 1`], ['1 tenant_template is text 1', '2 second 2']],
  ['a materialized view', [customer, order.replace('500', '5'), `refresh materialized view T.totals`, `select total from T.totals`], ['5.00']],
  ['a text function that is pinned', [customer, order, `select T.count_orders()`], ['1']],
  ['an SQL function with a type of the schema', [`select T.has_mood('ok'), T.has_mood('sad')`], ['true false']],
  ['PL/pgSQL with types and sequences of the schema', [customer, order, `select total from T.add_order('00000000-0000-0000-0000-000000000001')`], ['500.00']],
  ['BEGIN ATOMIC', [`select T.mine(), T.is_own('x')`], ['false null']],
  ['a function of a row', [`select T.lines(c) from T.customers c`], ['First']],
  ['an aggregate', [`select T.longest(t) from (values ('a'), ('abc'), ('ab')) v(t)`], ['abc']],
  ['an operator', [`select row(1, 'EUR', 'ok')::T.money_amount operator(T.~~~) row(1.5, 'EUR', 'ok')::T.money_amount`], ['true']],
  ['a domain, a range, a composite type', [`select 'abc'::T.code, upper(T.days('2025-01-01', '2025-02-01')), (row(1, 'EUR', 'tenant_template')::T.money_amount).feeling`], null],
  ['a text search configuration', [`select to_tsvector('T.words', 'Running dogs')`], ["'dog':2 'run':1"]],
  ['an index over it', [`set local enable_seqscan = off`, `explain (costs off) select 1 from T.customers where to_tsvector('T.words', name) @@ to_tsquery('T.words', 'first')`], null],
  ['a foreign key and its cascade', [customer, order, `delete from T.customers where name = 'Second'`, 'select count(*) from T.orders'], ['0']],
])('works without the template: %s', async (_what, statements, wanted) => {
  const got = await gives(...statements);
  if (wanted !== null) expect(got.map((line) => line.replaceAll(`${acme}.`, ''))).toEqual(wanted);
  expect(got.length).toBeGreaterThan(0);
  expect(got.join(' ')).not.toMatch(/tenant_template\./);
});

it('a procedure that ends transactions does so in this tenant', async () => {
  const { admin } = landlord;
  await admin.query(`insert into ${acme}.cache (key) values ('x'); set search_path = pg_catalog`);
  await admin.query(`call ${acme}.tidy(1)`);
  await admin.query('reset search_path');
  expect((await admin.query(`select from ${acme}.cache`)).rows).toEqual([]);
});

it('a BEGIN ATOMIC helper of a policy is inlined: the plan asks what it asks, and does not call it', async () => {
  const plan = await gives(`set local role ${acme}_admins`, `explain (verbose, costs off) delete from T.customers where code <> 'x'`);
  expect(plan.join('\n')).toContain('.who()');
  expect(plan.join('\n')).toContain('Filter');
  expect(plan.join('\n')).not.toContain('is_own');
  const called = await gives(`alter function T.is_own(text) set search_path = pg_catalog`, `set local role ${acme}_admins`, `explain (verbose, costs off) delete from T.customers where code <> 'x'`);
  expect(called.join('\n')).toContain('is_own');
});
