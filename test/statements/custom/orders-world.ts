import { openWorld, type World } from './support.js';

const template = `
create type status as enum ('new', 'in work', 'done');
create type address as (street text, city text);
create table customers (id uuid primary key default gen_random_uuid(), name text not null, home address, secret text);
create table orders (
  id uuid primary key default gen_random_uuid(), customer_id uuid not null references customers, status status not null default 'new',
  total numeric(12, 2) not null default 0, placed_at timestamptz not null default now(), photo bytea, took interval, tags text[] not null default '{}'
);
create table lines (order_id uuid not null references orders, no int not null, product text not null, qty int not null, primary key (order_id, no));
create view open_orders as select id, customer_id, total from orders where status <> 'done';
create function touch(o uuid) returns int language sql volatile begin atomic select 1; end;`;

export const ann = '00000000-0000-4000-8000-00000000000a';
export const bob = '00000000-0000-4000-8000-00000000000b';

/** A world with customers and their orders in it. `name` is called fullName in the API, `secret` is hidden. */
export async function openOrders(): Promise<World> {
  const settings = 'version: 1\ntables: { customers: { columns: { secret: { hidden: true }, name: { name: fullName } } } }\n';
  const world = await openWorld(template, { 'pgcog.config.ts': 'export default { defaultGrants: true, engine: "vtl" };', 'resolvers.yaml': settings });
  await world.database.admin.query(`insert into tenant_template.customers (id, name, home) values ('${ann}', 'Ann', '(Main,Bonn)'), ('${bob}', 'Bob', null);
    insert into tenant_template.orders (customer_id, total, placed_at) select '${ann}', n, '2026-01-01'::timestamptz + n * interval '1 day' from generate_series(1, 4) n;
    insert into tenant_template.orders (customer_id, total, photo, took) values ('${bob}', 9, '\\x00ff', '1 day')`);
  return world;
}
