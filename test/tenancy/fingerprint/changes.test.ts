import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareFingerprints } from '../../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprint } from '../../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../../src/tenancy/fingerprint/types.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import type { Landlord } from '../../support/landlord.js';
import { everyKind, landlords } from '../program/server.js';

const all = landlords();
let landlord: Landlord;
let acme: string;
let before: Fingerprint;

const look = (): Promise<Fingerprint> => fingerprint(landlord.admin, { schema: acme, roles: ['admins', 'billing', 'users'], template: false }, { rows: true, exact: true });
const isValue = (line: string): boolean => line.includes('value of ');

beforeAll(async () => {
  landlord = await all.make(everyKind);
  acme = landlord.name('acme');
  await createTenant(landlord.control, { name: acme, displayName: 'Acme' });
  before = await look();
}, 60_000);
afterAll(() => all.stop());

/** What a change, which is taken back, makes different, sequences apart: these never go back. `ROLE` begins the tenant's roles. */
async function changed(sql: string): Promise<readonly string[]> {
  const { admin } = landlord;
  await admin.query('begin');
  try {
    await admin.query(`set local search_path = ${acme}, extensions; ${sql.replaceAll('ROLE', acme)}; set local search_path = pg_catalog`);
    return compareFingerprints(before, await look()).map(({ object, kind, details }) => `${kind} ${object}${details.length === 0 ? '' : `: ${details.map((one) => one.split(' is ')[0]).join(', ')}`}`).filter((line) => !isValue(line) || sql.includes('nextval'));
  } finally {
    await admin.query('rollback');
  }
}

it.each([
  ['create table more ()', 'added table more'],
  ['drop view aliases', 'missing column aliases.again'],
  ['alter table orders add x int', 'added column orders.x'],
  ['alter table cache alter value type json', 'changed column cache.value: type'],
  ['alter table customers alter notes type text collate by_code', 'changed column customers.notes: collation, compression, storage'],
  ['alter table orders alter total drop default', 'changed column orders.total: default'],
  ['alter table orders alter reference set not null', 'changed column orders.reference: not null'],
  ['alter table orders alter id set generated always', 'changed column orders.id: identity'],
  ['alter table customers alter name_length drop expression', 'changed column customers.name_length: default, generated'],
  ['alter table customers alter notes set storage main', 'changed column customers.notes: storage'],
  ['alter table customers alter notes set compression default', 'changed column customers.notes: compression'],
  ['alter table customers alter name set statistics 10', 'changed column customers.name: statistics'],
  ['alter table customers alter number reset (n_distinct)', 'changed column customers.number: options'],
  ['comment on column customers.name is null', 'changed column customers.name: comment'],
  ['alter table customers set (fillfactor = 80)', 'changed table customers: options'],
  ['alter table cache set logged', 'changed table cache: persistence'],
  ['alter table customers replica identity default', 'changed table customers: replica identity'],
  ['alter table customers disable row level security', 'changed table customers: row security'],
  ['alter table events no force row level security', 'changed table events: forced'],
  ['alter table vip no inherit customers', 'changed table vip: inherits'],
  ['alter table events detach partition events_2025', 'changed table events_2025: bound, inherits'],
  ['alter table typed not of', 'changed table typed: of'],
  ['alter table orders owner to ROLE_admins', 'changed table orders: grants, owner'],
  ['alter sequence numbers increment 6', 'changed sequence numbers: values'],
  ['alter sequence numbers owned by none', 'changed sequence numbers: owned by'],
  ['select nextval(\'numbers\')', 'changed value of numbers'],
  ['alter index orders_total_idx set (fillfactor = 50)', 'changed index orders_total_idx: definition'],
  ['drop index orders_total_idx; create index orders_total_idx on orders (total)', 'changed index orders_total_idx: comment, definition'],
  ['alter table orders set without cluster', 'changed index orders_pkey: clustered'],
  ['alter table orders drop constraint orders_total_check, add constraint orders_total_check check (total > 0)', 'changed constraint orders_total_check on orders: comment, definition'],
  ['alter table orders add constraint c check (total < 9) not valid', 'added constraint c on orders'],
  ['alter table orders alter constraint orders_customer_id_fkey not deferrable', 'changed constraint orders_customer_id_fkey on orders: definition'],
  ['alter domain code drop constraint code_form', 'missing constraint code_form on code'],
  ['alter domain code drop default', 'changed type code: default'],
  ['alter domain code drop not null', 'changed type code: not null'],
  ['alter type mood rename value \'sad\' to \'blue\'', 'changed type mood: labels'],
  ['alter type money_amount add attribute x int cascade', 'added column money_amount.x'],
  ['revoke usage on type mood from ROLE_users', 'changed type mood: grants'],
  ['create or replace view simple as select id, total from orders where total < 11', 'changed view simple: options, query'],
  ['alter view large_orders set (security_invoker = false)', 'changed view large_orders: options'],
  ['refresh materialized view totals', 'changed materialized view totals: populated'],
  ['create or replace function touch() returns trigger language plpgsql as $$ begin return null; end $$', 'changed function touch(): settings'],
  ['alter function has_mood(mood) security definer', 'changed function has_mood(m mood): definer'],
  ['alter function has_mood(mood) set work_mem = \'9MB\'', 'changed function has_mood(m mood): settings'],
  ['alter function has_mood(mood) volatile', 'changed function has_mood(m mood): volatility'],
  ['create or replace function mine() returns boolean stable parallel safe begin atomic select true; end', 'changed function mine(): body'],
  ['grant execute on function count_orders() to public', 'changed function count_orders(): grants'],
  ['alter procedure tidy(int) owner to ROLE_admins', 'changed procedure tidy(IN keep integer): grants, owner'],
  ['drop aggregate longest(text)', 'missing aggregate longest(text)'],
  ['alter trigger touch on orders rename to t', 'added trigger t on orders'],
  ['alter table orders disable trigger touch', 'changed trigger touch on orders: enabled'],
  ['alter table simple rename to simpler; alter view simpler rename to simple; drop rule log_simple on simple', 'missing rule log_simple on simple'],
  ['alter policy own on customers to ROLE_users', 'changed policy own on customers: roles'],
  ['alter policy own on customers using (true)', 'changed policy own on customers: using'],
  ['alter policy everything on customers with check (true)', 'changed policy everything on customers: check'],
  ['grant select on orders to ROLE_billing', 'changed table orders: grants'],
  ['grant select on orders to tenant_users', 'changed table orders: grants'],
  ['revoke update (name) on customers from ROLE_users', 'changed column customers.name: grants'],
  ['grant usage on schema ROLE to public', 'changed schema: grants'],
  ['alter default privileges for role ROLE_owner in schema ROLE grant insert on tables to ROLE_users', 'changed default privileges of owner in the schema on r: grants'],
  ['alter default privileges for role ROLE_owner grant execute on functions to public', 'missing default privileges of owner on f'],
  ['comment on schema ROLE is null', 'changed schema: comment'],
  ['alter operator ~~~ (money_amount, money_amount) owner to ROLE_admins', 'changed operator ~~~(money_amount, money_amount): owner'],
  ['drop collation by_code cascade; create collation by_code from "POSIX"', 'changed collation by_code: collcollate, collctype, owner'],
  ['alter text search configuration words drop mapping for word', 'changed text search configuration words: mappings'],
  ['alter text search dictionary plain (accept = true)', 'changed text search dictionary plain: options'],
  ['alter statistics orders_statistics set statistics 5', 'changed statistics orders_statistics: target'],
  ['update tenant_template set note = \'other\' where tenant_template = 2', 'changed rows of tenant_template'],
  ['insert into cache (key) values (\'x\')', 'added rows of cache'],
])('%s', async (sql, wanted) => {
  const found = await changed(sql);
  expect(found.map((one) => one.replace(/^changed (rows|value) of (\w+).*/, 'changed $1 of $2'))).toContain(wanted);
});

it.each([
  ['the order of columns', 'alter table picked rename one to three; alter table picked add one int; alter table picked drop three'],
  ['gaps among columns', 'alter table orders add x int; alter table orders drop x'],
  ['a number the server chose', 'alter table orders drop constraint orders_total_check; alter table orders add check (total >= 0), add check (total < 5); alter table orders drop constraint orders_total_check; comment on constraint orders_total_check1 on orders is \'No debts\'; alter table orders rename constraint orders_total_check1 to orders_total_check7'],
  ['statistics and vacuum', 'analyze orders'],
])('does not count: %s', async (_what, sql) => {
  const found = await changed(sql);
  expect(found.filter((one) => !one.includes('constraint orders_total_check'))).toEqual([]);
});

it('a body that another text was put into is told', async () => {
  expect(await changed(`create or replace function touch() returns trigger language plpgsql set search_path = ROLE, extensions, pg_temp as $$ begin return null; end $$`)).toEqual(['body function touch()']);
});

it('a schema that is not there is an error', async () => {
  await expect(fingerprint(landlord.admin, { schema: 'no such"schema', roles: [], template: false })).rejects.toThrow('schema no such"schema does not exist');
});

it('does not say what the server calls the copies of a foreign key to a partitioned table', async () => {
  const { admin } = landlord;
  const [key, rename] = ['alter table visits add constraint to_year foreign key (id, year) references years', 'alter table visits rename id to number'];
  const made = async (...statements: readonly string[]): Promise<Fingerprint> => {
    await admin.query(`begin; set local search_path = ${acme}; create table years (id int, year int, primary key (id, year)) partition by list (year); create table year_1 partition of years for values in (1); create table visits (id int, year int)`);
    try {
      await admin.query(`${statements.join('; ')}; set local search_path = pg_catalog`);
      return await look();
    } finally {
      await admin.query('rollback');
    }
  };
  const [early, late] = [await made(key, rename), await made(rename, key.replace('(id, year)', '(number, year)'))];
  expect(compareFingerprints(early, late)).toEqual([]);
  expect(compareFingerprints(early, await made(rename)).map(({ object, kind }) => `${kind} ${object}`)).toEqual(['missing constraint to a partition on visits', 'missing constraint to_year on visits']);
});
