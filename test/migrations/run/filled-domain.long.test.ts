import { afterAll, beforeAll, expect, it } from 'vitest';
import { RowsInTheWay } from '../../../src/migrations/run/migrate-up.js';
import { openFleet, type FleetWorld } from './fleet-world.js';

const before = 'create domain code as text not null; create table orders (id int primary key)';
let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': before }, ['full', 'empty']);
  await world.rows(`insert into ${world.tenants['full'] ?? ''}.orders select generate_series(1, 2500)`);
  await world.up();
}, 60_000);
afterAll(() => world.close());

it('a column of a domain that takes no null is refused before anything is begun, and filled as it is planned', async () => {
  const first = world.files();
  await world.add('coded', 'alter table orders add column c code;');
  world.change({ 'tenant_template/a.sql': before.replace('primary key', 'primary key, c code') });
  const thrown: unknown = await world.up().catch((error: unknown) => error);
  if (!(thrown instanceof RowsInTheWay)) throw thrown;
  expect(thrown.found.map(({ tenant, step, what, rows }) => [tenant, step, what, rows.length])).toEqual([[world.tenants['full'], 1, 'orders.c is added', 5]]);
  world.setFiles(first);
  await world.add('coded', `alter table orders add column c text;
    -- pgcog step batched orders by id
    update orders set c = 'n' || id where c is null;
    -- pgcog step transaction
    alter table orders alter column c type code;`);
  const { migrated, failures } = await world.up();
  expect([migrated.length, failures]).toEqual([2, []]);
  expect(await world.differences()).toEqual({ full: [], empty: [] });
  expect(await world.rows(`select count(*)::int as rows, (count(*) filter (where c = 'n' || id))::int as filled from ${world.tenants['full'] ?? ''}.orders`)).toEqual([{ rows: 2500, filled: 2500 }]);
}, 60_000);
