import { afterAll, beforeAll, expect, it } from 'vitest';
import { RowsInTheWay } from '../../../src/migrations/run/migrate-up.js';
import { openFleet, type FleetWorld } from './fleet-world.js';

const names = ['cast', 'long', 'empty', 'same', 'expression', 'lost', 'negative', 'valid', 'pair', 'good', 'fine', 'none'];
const template = `create table regions (code text primary key);
  create table orders (id int generated always as identity, code uuid default gen_random_uuid(), total text, note text, email text, region text, amount int, "Odd ""name" int, primary key (id, code));
  alter table orders add constraint amount_check check (amount < 1000) not valid;
  create table lines (position int, size int);`;
const migration = `
  alter table orders alter column total type numeric(8, 2) using total::numeric(8, 2), alter column note type varchar(5);
  alter table orders alter "Odd ""name" set not null;
  -- pgcog step alone
  create unique index concurrently orders_email on orders (lower(email)) where region is not null;
  -- pgcog step transaction
  alter table orders add constraint orders_region_fkey foreign key (region) references regions not valid;
  alter table orders add constraint orders_positive check (amount > 0);
  -- pgcog step alone
  alter table orders validate constraint orders_region_fkey;
  alter table orders validate constraint amount_check;
  -- pgcog step transaction
  alter table lines add primary key (position);
  alter table lines add column added text;
  -- pgcog step batched lines by position
  update lines set added = 'x', size = coalesce(size, 1);
  -- pgcog step transaction
  alter table lines alter column added set not null, alter column size set not null;`;
const after = `create table regions (code text primary key);
  create table orders (id int generated always as identity, code uuid default gen_random_uuid(), total numeric(8, 2), note varchar(5), email text, region text references regions, amount int constraint orders_positive check (amount > 0), "Odd ""name" int not null, primary key (id, code));
  alter table orders add constraint amount_check check (amount < 1000);
  create unique index orders_email on orders (lower(email)) where region is not null;
  create table lines (position int primary key, size int not null, added text not null);`;

const rows: Readonly<Record<string, string>> = {
  cast: `insert into orders (total, "Odd ""name") select case when n > 7 then 'ten' else n::text end, 1 from generate_series(1, 14) n`,
  long: `insert into orders (note, "Odd ""name") values ('12345   ', 1), ('123456', 1)`,
  empty: 'insert into orders (total) values (1)',
  same: `insert into regions values ('eu'); insert into orders (email, region, "Odd ""name") values ('Ann@x', 'eu', 1), ('ann@x', 'eu', 1), ('ann@x', null, 1)`,
  expression: `insert into orders (amount, "Odd ""name") values (0, 1), (null, 1)`,
  lost: `insert into orders (region, "Odd ""name") values ('nowhere', 1)`,
  negative: `insert into lines (size) values (1)`,
  valid: `alter table orders drop constraint amount_check; insert into orders (amount, "Odd ""name") values (1000, 1), (999, 1); alter table orders add constraint amount_check check (amount < 1000) not valid`,
  pair: 'insert into lines (position) values (3), (3)',
  good: `insert into regions values ('eu'); insert into orders (total, note, email, region, amount, "Odd ""name") select n, 'abcd ', n, 'eu', n, n from generate_series(1, 20) n; insert into lines (position) select generate_series(1, 20)`,
};

let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': template }, names);
  for (const [name, sql] of Object.entries(rows)) await world.rows(`set search_path = ${world.tenants[name] ?? ''}; ${sql}; reset search_path`);
  await world.up();
  await world.add('strict', migration);
  world.change({ 'tenant_template/a.sql': after });
}, 60_000);
afterAll(() => world.close());

it('names every tenant and its rows before anything is begun', async () => {
  const thrown: unknown = await world.up().catch((error: unknown) => error);
  if (!(thrown instanceof RowsInTheWay)) throw thrown;
  const found = thrown.found.map(({ tenant, step, what, rows: keys }) => [tenant.replace(`_${world.control.run}`, ''), step, what, keys.length, keys[0]]);
  const key = { id: expect.any(Number), code: expect.any(String) };
  expect(found).toEqual([
    ['cast', 1, 'orders.total is to become numeric(8, 2)', 5, { ...key, id: 8 }],
    ['empty', 2, 'orders.Odd "name is to be not null', 1, key],
    ['expression', 5, 'orders is to hold orders_positive: amount > 0', 1, { ...key, id: 1 }],
    ['long', 1, 'orders.note is to become varchar(5)', 1, { ...key, id: 2 }],
    ['lost', 6, 'orders is to refer to regions by orders_region_fkey', 1, key],
    ['negative', 8, 'lines.position is to be not null', 1, { ctid: '(0,1)' }],
    ['pair', 8, 'lines is to be unique by position', 1, { position: 3, rows: 2 }],
    ['same', 3, 'orders is to be unique by lower(email)', 1, { 'lower(email)': 'ann@x', rows: 2 }],
    ['valid', 7, 'orders is to hold amount_check: (amount < 1000)', 1, { ...key, id: 1 }],
  ].map((one) => [...one]));
  expect(await world.rows('select count(*)::int as n from cognition.migrations')).toEqual([{ n: 1 }]);
});

it('leaves them out when told to, and each of them would have failed', async () => {
  const { migrated, skipped, behind } = await world.up({ skipFailing: true });
  expect(migrated).toEqual(['fine', 'good', 'none'].map((name) => world.tenants[name]));
  expect([new Set(skipped.map(({ tenant }) => tenant)).size, behind]).toEqual([9, 9]);
  const { failures } = await migrateAll();
  expect(failures.map(({ tenant }) => tenant.replace(`_${world.control.run}`, '')).sort()).toEqual(names.filter((name) => !['fine', 'good', 'none'].includes(name)).sort());
});

it('asks of one that stopped half way what is left to do', async () => {
  const done = await world.rows<{ name: string; step: number }>(`select schema_name as name, max(step) as step from cognition.migration_ledger where state = 'done' and number = 2 and schema_name = any ($1) group by 1`, [[world.tenants['valid'], world.tenants['negative']]]);
  expect(done.map(({ step }) => step).sort()).toEqual([6, 7]);
  const thrown: unknown = await world.up().catch((error: unknown) => error);
  if (!(thrown instanceof RowsInTheWay)) throw thrown;
  expect(thrown.found.map(({ tenant, step }) => [tenant.replace(`_${world.control.run}`, ''), step])).toEqual([['cast', 1], ['empty', 2], ['expression', 5], ['long', 1], ['lost', 6], ['negative', 8], ['pair', 8], ['same', 3], ['valid', 7]]);
  expect(world.events.filter(({ event }) => event === 'unasked')).toEqual([]);
});

/** What the preflight would not let begin. */
async function migrateAll(): Promise<{ readonly failures: readonly { readonly tenant: string }[] }> {
  const { migrateTenants } = await import('../../../src/migrations/run/migrate-tenants.js');
  const { readGroups } = await import('../../../src/migrations/run/groups.js');
  const options = await world.options({ continueOnError: true });
  await world.control.master.query('set role cognition_owner');
  const groups = await readGroups(world.control.master, 1, 'tenant');
  await world.control.master.query('reset role');
  const left = names.filter((name) => !['fine', 'good', 'none'].includes(name));
  return migrateTenants(options, left.map((name) => ({ tenant: world.tenants[name] ?? '', number: 1 })), groups, { workers: 4, verify: false });
}
