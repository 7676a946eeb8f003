import { afterAll, expect, it } from 'vitest';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { landlords } from './server.js';

const all = landlords();
afterAll(() => all.stop());

it('a tenant may use labels that its template adds to an enum, though it is made within a subtransaction', async () => {
  const landlord = await all.make(`create type mood as enum ('sad', 'ok');
    alter type mood add value 'happy' after 'ok';
    alter type mood rename value 'sad' to 'low';
    create table days (id int primary key, mood mood not null default 'happy');
    grant select on days to tenant_users;`);
  const acme = landlord.name('acme');
  await landlord.control.query('begin; savepoint deeper');
  await createTenant(landlord.control, { name: acme, displayName: 'Acme' });
  await landlord.control.query('commit');
  await landlord.admin.query(`insert into ${acme}.days (id) values (1)`);
  const { rows } = await landlord.admin.query(`select mood::text, enum_range(null::${acme}.mood)::text as labels from ${acme}.days`);
  expect(rows).toEqual([{ mood: 'happy', labels: '{low,ok,happy}' }]);
});
