import { beforeAll, expect, it } from 'vitest';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { Grammar } from '../../../src/parse/types.js';
import { cutGrant, grantFile } from '../../../src/tenancy/grants/cut-grant.js';
import { storedPieces } from '../../../src/tenancy/program/pieces.js';
import { makeConfig, under } from '../../catalog/support.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

const cut = (text: string) => cutGrant(grammar, makeConfig({ knownRoles: ['reporting'] }), text);

it.each([
  ['grant select on orders to tenant_billing;', 'grant select on orders to «role billing»'],
  ['GRANT select (a), update (b) ON tenant_template.orders TO tenant_users, tenant_template_billing, application_admins, reporting', 'GRANT select (a), update (b) ON «schema».orders TO «role users», «role billing», application_admins, reporting'],
  ['grant all on all tables in schema tenant_template to tenant_admins', 'grant all on all tables in schema «schema» to «role admins»'],
  ['revoke grant option for select on orders from tenant_users cascade', 'revoke grant option for select on orders from «role users» cascade'],
  ['grant execute on function f(tenant_template.mood) to tenant_users', 'grant execute on function f(«schema».mood) to «role users»'],
  ['create policy tenant_users on orders for select to tenant_users using (author = (select cognition.current_user_id()) and exists (select from shared.rates))', 'create policy tenant_users on orders for select to «role users» using (author = (select cognition.current_user_id()) and exists (select from shared.rates))'],
  ['alter policy p on orders using (tenant_template.mine())', 'alter policy p on orders using («schema».mine())'],
  ['drop policy if exists p on tenant_template.orders', 'drop policy if exists p on «schema».orders'],
  ['alter table only orders enable row level security, force row level security', 'alter table only orders enable row level security, force row level security'],
  ['-- why\n grant usage on sequence numbers to tenant_users -- here', 'grant usage on sequence numbers to «role users»'],
])('%s', (text, wanted) => {
  const { value, diagnostics } = cut(text);
  expect(diagnostics).toEqual([]);
  expect(storedPieces(value?.pieces ?? []).map((piece, i) => (i % 2 === 0 ? piece : `«${piece}»`)).join('').replace(/^-- why\n /, '')).toBe(wanted);
});

/** Code, what is under the caret, message. */
it.each([
  ['', 'PGC171', '', 'there is no statement'],
  ['select 1', 'PGC171', 'select 1', 'this is neither a grant nor about a policy'],
  ['grant select on orders to tenant_users; drop table orders', 'PGC171', 'drop table orders', 'more than one statement'],
  ['grant select on orders to tenant_users; grant select on orders to tenant_users', 'PGC171', 'grant select on orders to tenant_users', 'more than one statement'],
  ['grant select on orders', 'PGC100', '', 'syntax error at end of input'],
  ['grant select on orders to globex_users', 'PGC157', 'globex_users', 'role globex_users would be one tenant\'s own'],
  ['revoke select on orders from globex_users', 'PGC157', 'globex_users', 'role globex_users would be one tenant\'s own'],
  ['grant select on orders to public', 'PGC156', 'public', 'a grant to PUBLIC reaches every tenant'],
  ['grant select on orders to u_00000000000000000000000000000001', 'PGC155', 'u_00000000000000000000000000000001', 'role u_00000000000000000000000000000001 is not known'],
  ['grant select on orders to tenant_template_owner', 'PGC155', 'tenant_template_owner', 'role tenant_template_owner is not known'],
  ['grant select on orders to cognition_owner', 'PGC155', 'cognition_owner', 'role cognition_owner is not known'],
  ['grant select on orders to pg_read_all_data', 'PGC157', 'pg_read_all_data', 'role pg_read_all_data reaches beyond this tenant'],
  ['grant select on orders to "tenant_users""; drop table orders; --"', 'PGC155', '"tenant_users""; drop table orders; --"', 'role tenant_users"; drop table orders; -- is not known'],
  ['grant select on orders to current_user', 'PGC172', 'current_user', 'this names whoever runs the statement'],
  ['create policy p on orders to session_user using (true)', 'PGC172', 'session_user using (true)', 'this names whoever runs the statement'],
  ['grant select on orders to tenant_users granted by current_role', 'PGC172', 'current_role', 'this names whoever runs the statement'],
  ['grant select on orders to tenant_users with grant option', 'PGC172', 'grant select on orders to tenant_users with grant option', 'with GRANT OPTION, members could give this to other tenants\' roles'],
  ['grant select on globex.orders to tenant_users', 'PGC172', 'globex.orders', 'globex.orders is not in a tenant\'s schema'],
  ['grant select on shared.rates to tenant_users', 'PGC172', 'shared.rates', 'shared.rates is not in a tenant\'s schema'],
  ['grant select on cognition.users to tenant_users', 'PGC172', 'cognition.users', 'cognition.users is not in a tenant\'s schema'],
  ['grant select on pg_authid to tenant_users', 'PGC172', 'pg_authid', 'pg_catalog.pg_authid is not in a tenant\'s schema'],
  ['grant execute on function cognition.drop_tenant(text, text) to tenant_users', 'PGC172', 'grant execute on function cognition.drop_tenant(text, text) to tenant_users', 'cognition.drop_tenant is not in a tenant\'s schema'],
  ['grant all on all tables in schema tenant_template, globex to tenant_users', 'PGC172', 'grant all on all tables in schema tenant_template, globex to tenant_users', 'schema globex is not a tenant\'s'],
  ['create policy p on globex.orders using (true)', 'PGC172', 'globex.orders', 'globex.orders is not in a tenant\'s schema'],
  ['create policy p on orders using (exists (select from globex.orders))', 'PGC172', 'globex.orders', 'globex.orders is not in a tenant\'s schema'],
  ['create policy p on orders using (globex.f())', 'PGC172', 'globex.f', 'globex.f is not in a tenant\'s schema'],
  ['alter table cognition.users disable row level security', 'PGC172', 'cognition.users', 'cognition.users is not in a tenant\'s schema'],
  ['drop policy own_row on cognition.users', 'PGC172', 'drop policy own_row on cognition.users', 'cognition.users is not in a tenant\'s schema'],
  ['alter table orders enable row level security, add column x int', 'PGC171', 'alter table orders enable row level security, add column x int', 'this is neither a grant nor about a policy'],
  ['alter table orders owner to tenant_users', 'PGC171', 'alter table orders owner to tenant_users', 'this is neither a grant nor about a policy'],
  ['drop table orders', 'PGC171', 'drop table orders', 'this is neither a grant nor about a policy'],
  ['grant tenant_admins to tenant_users', 'PGC171', 'grant tenant_admins to tenant_users', 'this is neither a grant nor about a policy'],
  ['grant usage on schema tenant_template to tenant_users', 'PGC171', 'grant usage on schema tenant_template to tenant_users', 'this grants more than what is in a tenant\'s schema'],
  ['grant temporary on database shop to tenant_users', 'PGC171', 'grant temporary on database shop to tenant_users', 'this grants more than what is in a tenant\'s schema'],
  ['grant set on parameter work_mem to tenant_users', 'PGC171', 'grant set on parameter work_mem to tenant_users', 'this grants more than what is in a tenant\'s schema'],
  ['alter default privileges in schema tenant_template grant select on tables to tenant_users', 'PGC171', 'alter default privileges in schema tenant_template grant select on tables to tenant_users', 'this is neither a grant nor about a policy'],
  ['do $$ begin grant select on orders to tenant_users; end $$', 'PGC171', 'do $$ begin grant select on orders to tenant_users; end $$', 'this is neither a grant nor about a policy'],
])('refuses %s', (text, code, place, message) => {
  const { value, diagnostics } = cut(text);
  expect(value).toBeNull();
  expect(diagnostics.map((one) => [one.code, under([grantFile(text)], one.span), one.message])[0]).toEqual([code, place, message]);
  expect(diagnostics.every(({ hint, code: said }) => hint !== null || said === 'PGC100')).toBe(true);
});
