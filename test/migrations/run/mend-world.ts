import { expect } from 'vitest';
import { mendTenant } from '../../../src/migrations/run/mend-tenant.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { openFleet, type FleetWorld } from './fleet-world.js';

const template = `create type state as enum ('open', 'closed');
create table customers (id int primary key, email text not null unique);
create table orders (id int primary key, customer_id int references customers, note text default 'none', state state not null default 'open', total numeric(10, 2) check (total >= 0));
create index orders_note on orders (note);
comment on column orders.note is 'A note';
create function shout(what text) returns text language sql immutable strict return upper(what);
create function stamp() returns trigger language plpgsql as $$ begin new.note := shout(new.note); return new; end $$;
create trigger stamp before insert on orders for each row execute function stamp();
create view open_orders as select id, shout(note) as note from orders where state = 'open';
alter table orders enable row level security;
create policy own on orders to tenant_users using (note is not null);
grant select, insert on orders to tenant_users;
grant select on open_orders to tenant_users;
grant execute on function shout(text) to tenant_users;`;
/** A tenant that somebody changes behind the tool's back. */
export interface MendWorld {
  /** Runs what somebody did; `%s` is the tenant's schema. */
  drift(sql: string): Promise<void>;
  differences(): Promise<readonly unknown[]>;
  /** Runs what is printed to mend the tenant, as it is to be run; returns it. */
  mend(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const limits = { lock: 3000, statement: 60_000, outside: 60_000 };

export async function openMendWorld(): Promise<MendWorld> {
  const world: FleetWorld = await openFleet({ 'tenant_template/a.sql': template }, ['a', 'b']);
  const schema = world.tenants['a'] ?? '';
  await world.rows('drop role if exists stranger_of_mending; create role stranger_of_mending');
  return {
    drift: async (sql) => void (await world.rows(sql.replaceAll('%s', schema))),
    differences: async () => (await world.differences())['a'] ?? [],
    mend: async () => {
      const { owners, statements, refusal } = await mendTenant(world.control.master, limits, await loadGrammar(), schema);
      expect(refusal).toBeNull();
      // What is somebody else's is given away by that somebody, or a superuser.
      for (const sql of owners) await world.rows(sql);
      await world.control.master.query(`begin; set local role ${schema}_owner; set local search_path = pg_catalog; set local check_function_bodies = off; ${statements.map((sql) => `${sql};`).join('\n')} commit`);
      return [...owners, ...statements];
    },
    close: async () => {
      await world.rows('drop owned by stranger_of_mending cascade; drop role stranger_of_mending');
      await world.close();
    },
  };
}

/** What somebody did behind the tool's back; `%s` is the tenant's schema. */
export const drifts: readonly (readonly [string, string])[] = [
  ['an index dropped', 'drop index %s.orders_note'],
  ['an index made', 'create index other on %s.orders (state)'],
  ['a column added', 'alter table %s.orders add column extra int'],
  ['a column dropped', 'alter table %s.customers drop column email'],
  ['a column of another type', 'alter table %s.orders alter column total type numeric(12, 4)'],
  ['another default', "alter table %s.orders alter column note set default 'x'"],
  ['a column that may be null', 'alter table %s.orders alter column state drop not null'],
  ['another body', "create or replace function %s.shout(what text) returns text language sql immutable strict return lower(what)"],
  ['a function more', 'create function %s.more() returns int language sql return 1'],
  ['no policy', 'drop policy own on %s.orders'],
  ['another policy', 'alter policy own on %s.orders using (true)'],
  ['row level security off', 'alter table %s.orders disable row level security'],
  ['rights taken', 'revoke insert on %s.orders from %s_users'],
  ['rights given', 'grant delete on %s.orders to %s_users'],
  ['rights for somebody else', 'grant select on %s.customers to stranger_of_mending'],
  ['rights of a column', 'grant update (note) on %s.orders to %s_users'],
  ['rights of a function taken', 'revoke execute on function %s.shout(text) from %s_users'],
  ['another comment', "comment on column %s.orders.note is 'Another'"],
  ['a constraint dropped', 'alter table %s.orders drop constraint orders_total_check'],
  ['a foreign key dropped', 'alter table %s.orders drop constraint orders_customer_id_fkey'],
  ['a unique constraint dropped', 'alter table %s.customers drop constraint customers_email_key'],
  ['a trigger off', 'alter table %s.orders disable trigger stamp'],
  ['a trigger dropped', 'drop trigger stamp on %s.orders'],
  ['a view dropped', 'drop view %s.open_orders'],
  ['a view otherwise', "create or replace view %s.open_orders with (security_invoker = true) as select id, note from %s.orders"],
  ['a table more', 'create table %s.more (id int)'],
  ['a table with another owner', 'alter table %s.customers owner to stranger_of_mending'],
  ['a function with another owner', 'alter function %s.shout(text) owner to stranger_of_mending'],
  ['a storage otherwise', 'alter table %s.orders alter column note set storage external'],
];

/** Of those above, that need what another one takes. */
export const clashing: ReadonlySet<string> = new Set(['a column dropped', 'another policy', 'a trigger off', 'a view otherwise', 'rights of a function taken', 'a function with another owner', 'a table with another owner']);
