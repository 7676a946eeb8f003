import { afterEach, beforeEach, expect, it } from 'vitest';
import { grantToAllTenants } from '../../../src/tenancy/grants/grant-to-all-tenants.js';
import { grantToTenant } from '../../../src/tenancy/grants/grant-to-tenant.js';
import { listGrants } from '../../../src/tenancy/grants/list-grants.js';
import { tenantDifferences } from '../../../src/tenancy/grants/tenant-differences.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { openGrants, type GrantsWorld } from './grants-world.js';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrants();
}, 60_000);
afterEach(() => world.close());

const grant = 'grant select on orders to tenant_billing';

/** Tenants whose billing may read orders, and tenants that may not. */
async function readers(): Promise<{ readonly yes: readonly string[]; readonly no: readonly string[] }> {
  const { rows } = await world.super.query<{ name: string; may: boolean }>(
    `select t.name, has_table_privilege(t.name || '_billing', t.name || '.orders', 'select') as may from cognition.tenants t order by 1`);
  return { yes: rows.filter(({ may }) => may).map(({ name }) => name), no: rows.filter(({ may }) => !may).map(({ name }) => name) };
}

it('a tenant that is made while all are given something has it', async () => {
  for (const stem of ['a', 'b', 'c']) await world.make(stem);
  const makers = await Promise.all(Array.from({ length: 6 }, () => world.connect()));
  const granting = grantToAllTenants(world.master, world.cut(grant));
  const making = makers.map((client, i) => createTenant(client, { name: world.named(`new${i}`), displayName: 'New' }));
  await Promise.all([granting, ...making]);
  expect(await readers()).toEqual({ yes: ['a', 'b', 'c', 'new0', 'new1', 'new2', 'new3', 'new4', 'new5'].map(world.named), no: [] });
  expect((await listGrants(world.master)).map(({ waiting }) => waiting)).toEqual([[]]);
  await Promise.all(makers.map((client) => client.end()));
}, 60_000);

it('a tenant whose transaction is open when the grant begins is waited for', async () => {
  const maker = await world.connect();
  await maker.query('begin');
  await createTenant(maker, { name: world.named('slow'), displayName: 'Slow' });
  const granting = grantToAllTenants(world.master, world.cut(grant));
  await waits(world);
  await maker.query('commit');
  expect((await granting).tenants).toEqual([world.named('slow')]);
  expect((await readers()).yes).toEqual([world.named('slow')]);
  await maker.end();
});

it('ended halfway, by the server or by its own process, it goes on where it stopped', async () => {
  for (const stem of ['a', 'b', 'c', 'd']) await world.make(stem);
  const doomed = await world.connect();
  doomed.on('error', () => undefined);
  const { rows: [self] } = await doomed.query<{ pid: number }>('select pg_backend_pid() as pid');
  let killed: Promise<unknown> = Promise.resolve();
  // Of the third tenant a table is held, so that the session is in its midst when it ends.
  await world.super.query(`begin; lock table ${world.named('c')}.orders`);
  const granting = grantToAllTenants(doomed, world.cut('alter table orders enable row level security'), (done) => {
    if (done === 2) killed = waits(world).then(() => end(self?.pid));
  });
  await expect(granting).rejects.toThrow();
  await killed;
  await world.super.query('rollback');
  expect((await listGrants(world.master)).map(({ waiting }) => waiting)).toEqual([['c', 'd'].map(world.named)]);
  await world.make('e');
  expect(await grantToAllTenants(world.master, world.cut('alter table orders enable row level security'))).toMatchObject({ tenants: ['c', 'd'].map(world.named), failures: [] });
  expect((await listGrants(world.master)).map(({ waiting }) => waiting)).toEqual([[]]);
  for (const stem of ['a', 'c', 'e']) expect(await tenantDifferences(world.master, world.named(stem))).toEqual([]);
}, 60_000);

it('one tenant that cannot have it waits alone, and gets it before anything else once it can', async () => {
  for (const stem of ['a', 'odd', 'z']) await world.make(stem);
  await world.asOwner(`alter table ${world.named('odd')}.orders rename to gone`);
  const { tenants, failures } = await grantToAllTenants(world.master, world.cut(grant));
  expect([tenants, failures]).toEqual([['a', 'z'].map(world.named), [{ tenant: world.named('odd'), message: 'relation "orders" does not exist' }]]);
  await expect(grantToTenant(world.master, world.named('odd'), world.cut('grant select on invoices to tenant_billing'))).rejects.toMatchObject({ code: '42P01' });
  await world.asOwner(`alter table ${world.named('odd')}.gone rename to orders`);
  await grantToTenant(world.master, world.named('odd'), world.cut('revoke select on orders from tenant_billing'));
  expect(await readers()).toEqual({ yes: ['a', 'z'].map(world.named), no: [world.named('odd')] });
  expect((await listGrants(world.master)).every(({ waiting }) => waiting.length === 0)).toBe(true);
  expect(await tenantDifferences(world.master, world.named('odd'))).toEqual([]);
}, 60_000);

it('two at once give each tenant all of it once', async () => {
  for (const stem of ['a', 'b', 'c', 'd']) await world.make(stem);
  const other = await world.connect();
  const [one, two] = await Promise.all([grantToAllTenants(world.master, world.cut(grant)), grantToAllTenants(other, world.cut(grant))]);
  expect(one.id).toBe(two.id);
  expect((await readers()).no).toEqual([]);
  expect((await world.super.query(`select count(*)::int as n from cognition.applied_grants`)).rows).toEqual([{ n: 4 }]);
  await other.end();
}, 60_000);

/** Until a session of this database waits for a lock. */
async function waits(world: GrantsWorld): Promise<void> {
  const looking = await world.connectSuper();
  for (;;) {
    const { rows } = await looking.query(`select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`, [world.database]);
    if (rows.length > 0) break;
    await looking.query('select pg_sleep(0.02)');
  }
  await looking.end();
}

async function end(pid: number | undefined): Promise<void> {
  const killer = await world.connectSuper();
  await killer.query('select pg_terminate_backend($1)', [pid]);
  await killer.end();
}
