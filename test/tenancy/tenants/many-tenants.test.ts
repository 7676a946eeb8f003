import { afterAll, expect, it } from 'vitest';
import { sqlFailure } from '../../../src/postgres/failure.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { renameTenant, resumeTenant, suspendTenant } from '../../../src/tenancy/tenants/change-tenant.js';
import { listTenants } from '../../../src/tenancy/tenants/list-tenants.js';
import { landlords } from '../program/server.js';

const all = landlords();
afterAll(() => all.stop());

const template = `create table orders (id bigint generated always as identity primary key, customers text default 'tenant_template');
create function total() returns bigint language sql as $$ select count(*) from tenant_template.orders orders where orders.id > 0 $$;
grant select on orders to tenant_users; insert into orders (customers) values ('x');`;

it('a tenant may be called like a table, a column or a reserved word of SQL', async () => {
  const landlord = await all.make(template);
  const { rows } = await landlord.admin.query<{ taken: boolean }>(`select exists (select from pg_roles where rolname ~ '^(orders|select|customers|user)_(owner|users|admins|billing)$') as taken`);
  expect(rows[0]?.taken).toBe(false);
  for (const name of ['orders', 'select', 'customers', 'user']) {
    await createTenant(landlord.control, { name, displayName: name });
    expect((await landlord.admin.query<{ n: string }>(`select "${name}".total() as n`)).rows[0]?.n).toBe('1');
  }
  for (const name of ['orders', 'select', 'customers', 'user']) await dropTenant(landlord.control, name, name);
}, 60_000);

it('is listed, renamed, suspended, resumed and dropped', async () => {
  const landlord = await all.make(template);
  const { control } = landlord;
  const [acme, other] = [landlord.name('acme'), landlord.name('acme_other')];
  const [id] = [await createTenant(control, { name: acme, displayName: 'Acme' }), await createTenant(control, { name: other, displayName: 'Other' })];
  await renameTenant(control, acme, `Acme "Inc"'; drop`);
  await suspendTenant(control, acme);
  expect(await listTenants(control)).toEqual([{ id, name: acme, displayName: `Acme "Inc"'; drop`, status: 'suspended' }, expect.objectContaining({ name: other, status: 'active' })]);
  await resumeTenant(control, acme);
  expect((await listTenants(control))[0]).toMatchObject({ status: 'active' });
  await expect(suspendTenant(control, 'nobody')).rejects.toThrow('there is no tenant nobody');
  expect(sqlFailure(await dropTenant(control, acme, 'acme').catch((thrown: unknown) => thrown))).toMatchObject({ sqlState: '22023' });
  expect(sqlFailure(await dropTenant(control, 'nobody', 'nobody').catch((thrown: unknown) => thrown))).toMatchObject({ sqlState: 'P0002' });
  await landlord.admin.query(`grant select on cognition.tenants to ${acme}_users`);
  await dropTenant(control, acme, acme);
  expect((await listTenants(control)).map(({ name }) => name)).toEqual([other]);
  const { rows } = await landlord.admin.query<{ name: string }>(`select rolname as name from pg_roles where rolname like $1 || '\\_%' union all select nspname from pg_namespace where nspname like $1 || '%' order by 1`, [acme.replace(/_[^_]*$/, '')]);
  expect(rows.map(({ name }) => name).filter((name) => name.includes(acme.split('_')[1] ?? ''))).toEqual([other, `${other}_admins`, `${other}_billing`, `${other}_owner`, `${other}_users`]);
}, 60_000);

it('rows that no function decides are compared by content', async () => {
  const landlord = await all.make(`create table a (x text); insert into a values ('1');`);
  await landlord.admin.query(`update tenant_template.a set x = '2'; select cognition.adopt_template()`);
  const failure = sqlFailure(await createTenant(landlord.control, { name: landlord.name('acme'), displayName: 'A' }).catch((thrown: unknown) => thrown));
  expect(failure?.message).toMatch(/^rows of a differs from the template: is 1 \w{32} in the template and 1 \w{32} here$/);
  const random = await all.make(`create table a (x text); insert into a values (random()::text);`);
  await createTenant(random.control, { name: random.name('acme'), displayName: 'A' });
}, 60_000);
