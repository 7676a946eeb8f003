import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantToAllTenants } from '../../../src/tenancy/grants/grant-to-all-tenants.js';
import { grantToTenant } from '../../../src/tenancy/grants/grant-to-tenant.js';
import { listGrants } from '../../../src/tenancy/grants/list-grants.js';
import { tenantDifferences } from '../../../src/tenancy/grants/tenant-differences.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { attempt } from '../control/attacks.js';
import type { Member } from '../control/harness.js';
import { openGrants, type GrantsWorld } from './grants-world.js';

let world: GrantsWorld;
const members: Record<string, Member> = {};

beforeAll(async () => {
  world = await openGrants();
  for (const tenant of ['acme', 'globex']) {
    await world.make(tenant);
    for (const role of ['users', 'billing', 'admins']) members[`${tenant} ${role}`] = await world.member(tenant, role);
  }
}, 60_000);
afterAll(() => world.close());

const denied = '42501';
/** What a member gets; `TENANT` is the member's own schema. */
const ask = (who: string, sql: string): Promise<string> => attempt(members[who]?.session ?? world.super, sql.replaceAll('TENANT', world.named(who.split(' ')[0] ?? '')));
const total = 'select total from TENANT.orders';
const differences = async (tenant: string): Promise<readonly string[]> => (await tenantDifferences(world.master, world.named(tenant))).map(({ object, difference }) => `${object} ${difference.replaceAll(world.run, 'RUN')}`);

describe('one tenant\'s roles', () => {
  it('get what is granted, and nobody else\'s do', async () => {
    expect(await ask('acme billing', total)).toBe(denied);
    await grantToTenant(world.master, world.named('acme'), world.cut('grant select on orders to tenant_billing'));
    expect(await ask('acme billing', total)).toBe('gave {"total":7}');
    expect(await ask('globex billing', total)).toBe(denied);
    expect(await ask('globex billing', total.replace('TENANT', world.named('acme')))).toBe(denied);
    expect(await ask('acme billing', total.replace('TENANT', world.named('globex')))).toBe(denied);
  });

  it('is recorded, logged, and no difference to the template', async () => {
    expect((await listGrants(world.master)).map(({ tenant, statement, waiting, grantedBy }) => [tenant, statement, waiting, grantedBy])).toEqual([[world.named('acme'), 'grant select on orders to tenant_billing', [], `aurora_${world.run}`]]);
    expect((await world.super.query(`select target, after from cognition.audit_log where action = 'grant'`)).rows).toEqual([{ target: world.named('acme'), after: 'grant select on orders to tenant_billing' }]);
    expect(await differences('acme')).toEqual([]);
    expect(await differences('globex')).toEqual([]);
  });

  it('lose it by a REVOKE, which is recorded as well', async () => {
    await grantToTenant(world.master, world.named('acme'), world.cut('revoke select on orders from tenant_billing'));
    expect(await ask('acme billing', total)).toBe(denied);
    await grantToTenant(world.master, world.named('acme'), world.cut('revoke update on orders from tenant_users'));
    expect(await ask('acme users', 'update TENANT.orders set total = 1')).toBe(denied);
    expect(await ask('globex users', 'update TENANT.orders set total = 1')).toBe('changed 1');
    expect(await differences('acme')).toEqual([]);
  });

  it('what is granted by hand, or taken by hand, is a difference', async () => {
    const acme = world.named('acme');
    await world.asOwner(`do $$ begin set local role ${acme}_owner; grant select on ${acme}.invoices to ${acme}_billing; end $$`);
    expect(await differences('acme')).toEqual([expect.stringMatching(/^table invoices grants is .* in the template and .*own role billing=SELECT.* here$/)]);
    await world.asOwner(`do $$ begin set local role ${acme}_owner; revoke select on ${acme}.invoices from ${acme}_billing; end $$`);
    await grantToTenant(world.master, acme, world.cut('grant select on invoices to tenant_billing'));
    await world.asOwner(`do $$ begin set local role ${acme}_owner; revoke select on ${acme}.invoices from ${acme}_billing; end $$`);
    expect(await differences('acme')).toEqual([expect.stringMatching(/^table invoices grants is .*own role billing=SELECT.* in the template and .* here$/)]);
    await grantToTenant(world.master, acme, world.cut('revoke select on invoices from tenant_billing'));
    expect(await differences('acme')).toEqual([]);
  });
});

describe('all tenants\' roles', () => {
  const grant = 'grant select (total) on tenant_template.orders to tenant_template_billing';

  it('get what is granted: those that are there, and those to come', async () => {
    const seen: string[] = [];
    const { tenants, failures } = await grantToAllTenants(world.master, world.cut(grant), (done, of, tenant) => seen.push(`${done}/${of} ${tenant}`));
    expect([tenants, failures, seen]).toEqual([[world.named('acme'), world.named('globex')], [], [`1/2 ${world.named('acme')}`, `2/2 ${world.named('globex')}`]]);
    await world.make('initech');
    members['initech billing'] = await world.member('initech', 'billing');
    for (const tenant of ['acme', 'globex', 'initech']) {
      expect([tenant, await ask(`${tenant} billing`, total)]).toEqual([tenant, 'gave {"total":7}']);
      expect([tenant, await ask(`${tenant} billing`, 'select id from TENANT.orders')]).toEqual([tenant, denied]);
      expect([tenant, await differences(tenant)]).toEqual([tenant, []]);
    }
    expect(await ask('initech billing', total.replace('TENANT', world.named('acme')))).toBe(denied);
  });

  it('the same again is the same; taken away and given again it is another', async () => {
    const before = await listGrants(world.master);
    expect((await grantToAllTenants(world.master, world.cut(grant))).tenants).toEqual([]);
    expect(await listGrants(world.master)).toEqual(before);
    await grantToAllTenants(world.master, world.cut('revoke select (total) on orders from tenant_billing'));
    expect(await ask('initech billing', total)).toBe(denied);
    await grantToAllTenants(world.master, world.cut(grant));
    expect(await ask('initech billing', total)).toBe('gave {"total":7}');
    expect((await listGrants(world.master)).length).toBe(before.length + 2);
  });

  it('a tenant is dropped with what it alone was given', async () => {
    await grantToTenant(world.master, world.named('initech'), world.cut('grant select on invoices to tenant_users'));
    const before = await listGrants(world.master);
    await dropTenant(world.master, world.named('initech'), world.named('initech'));
    delete members['initech billing'];
    expect((await listGrants(world.master)).map(({ id }) => id)).toEqual(before.filter(({ tenant }) => tenant !== world.named('initech')).map(({ id }) => id));
  });
});

describe('row level security in one schema', () => {
  it('hides rows there alone, from views too, and is no difference to the template', async () => {
    const give = (text: string): Promise<string> => grantToTenant(world.master, world.named('acme'), world.cut(text));
    for (const tenant of ['acme', 'globex']) {
      await members[`${tenant} users`]?.session.query(`insert into ${world.named(tenant)}.orders (total) values (3)`);
    }
    await give('alter table orders enable row level security');
    expect(await ask('acme users', total)).toBe('no row');
    await give('create policy own on orders for select to tenant_users using (author = (select cognition.current_user_id()))');
    await give('grant select on orders, large_orders to tenant_users');
    expect(await ask('acme users', 'select total from TENANT.large_orders')).toBe('gave {"total":3}');
    expect(await ask('acme users', 'select count(*)::int as n from TENANT.large_orders')).toBe('gave {"n":1}');
    expect(await ask('globex users', 'select count(*)::int as n from TENANT.orders')).toBe('gave {"n":2}');
    expect([await differences('acme'), await differences('globex')]).toEqual([[], []]);
    await give('alter policy own on orders using (total > 5)');
    expect(await ask('acme users', total)).toBe('gave {"total":7}');
    await give('drop policy own on orders');
    await give('alter table orders disable row level security');
    expect(await ask('acme users', 'select count(*)::int as n from TENANT.orders')).toBe('gave {"n":2}');
    expect(await differences('acme')).toEqual([]);
  });

  it('for all tenants it is the same', async () => {
    await grantToAllTenants(world.master, world.cut('create policy small on invoices to tenant_admins using (not paid)'));
    await grantToAllTenants(world.master, world.cut('alter table invoices enable row level security'));
    await world.make('hooli');
    for (const tenant of ['acme', 'hooli']) {
      const member = await world.member(tenant, 'admins');
      expect(await attempt(member.session, `select id from ${world.named(tenant)}.invoices`)).toBe('no row');
      expect(await differences(tenant)).toEqual([]);
    }
  });
});
