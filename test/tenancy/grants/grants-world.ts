import type { Client } from 'pg';
import type { Grammar } from '../../../src/parse/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { cutGrant } from '../../../src/tenancy/grants/cut-grant.js';
import type { TenantGrant } from '../../../src/tenancy/grants/types.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { startControlServer } from '../control/control-server.js';
import { openControl, type ControlWorld, type Member } from '../control/harness.js';
import { install } from '../template/install.js';

/** A control schema with a template, and tenants with members who have logins. */
export interface GrantsWorld extends ControlWorld {
  /** `acme` with the run's ending. */
  named(stem: string): string;
  make(stem: string): Promise<void>;
  /** @throws Error where the text is refused */
  cut(text: string): TenantGrant;
  member(stem: string, role: string): Promise<Member>;
  /** One more session of whoever installed it. */
  connect(): Promise<Client>;
  /** One more of the superuser. */
  connectSuper(): Promise<Client>;
}

/** Orders with their author, a view, a function and a sequence; users read orders, admins all, billing nothing. */
export const template = `
create table orders (id int generated always as identity primary key, author text default cognition.current_user_id() references cognition.users, total int not null default 5);
create table invoices (id int primary key, order_id int references orders, paid boolean not null default false);
create view large_orders as select * from orders where total > 1;
create sequence numbers;
create type mood as enum ('good', 'bad');
create function sum_of_orders() returns bigint language sql stable security definer as $$ select sum(total) from orders $$;
insert into orders (author, total) values (null, 7);
insert into invoices values (1, 1, true);
grant select, insert (total), update (total) on orders to tenant_users;
grant select on large_orders, invoices to tenant_admins;`;

export async function openGrants(sql = template): Promise<GrantsWorld> {
  const server = await startControlServer(17);
  const world = await openControl({ on: server });
  const grammar: Grammar = await loadGrammar();
  await install(world.master, sql, world.config);
  const named = (stem: string): string => `${stem}_${world.run}`;
  return {
    ...world, named,
    connect: async () => {
      const client = await server.connect(world.database);
      await client.query(`set session authorization aurora_${world.run}`);
      return client;
    },
    connectSuper: () => server.connect(world.database),
    close: async () => {
      await world.close();
      await server.stop();
    },
    make: async (stem) => void (await createTenant(world.master, { name: named(stem), displayName: stem })),
    cut: (text) => {
      const { value, diagnostics } = cutGrant(grammar, world.config, text);
      if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
      return value;
    },
    member: (stem, role) => world.addMember(named(stem), role),
  };
}
