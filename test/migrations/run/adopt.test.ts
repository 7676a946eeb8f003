import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { install } from '../../tenancy/template/install.js';
import { openFleet, type FleetWorld } from './fleet-world.js';

const base = 'create table a (id int primary key);';
const next = 'create table a (id int primary key, note text);';
const last = 'create table a (id int primary key, note text, more text);';
let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': base }, []);
}, 60_000);
afterAll(() => world.close());

const at = (): Promise<readonly unknown[]> => world.rows('select m.number from cognition.tenant_migrations m join cognition.tenants t on t.id = m.tenant_id order by t.name');

it('a template that was installed as it is today has its migrations, and so have tenants that were made from it', async () => {
  await world.up();
  await install(world.control.master, next, world.control.config);
  await world.addTenant('acme');
  expect(await at()).toEqual([{ number: 1 }]);
  await world.add('note', 'alter table a add column note text;');
  await world.add('fill', "update a set note = 'x' where note is null;");
  await world.rows(`insert into ${world.tenants['acme'] ?? ''}.a values (1)`);
  world.change({ 'tenant_template/a.sql': next });
  expect(await world.up()).toMatchObject({ template: ['0002_note', '0003_fill'], migrated: [world.tenants['acme']], behind: 0 });
  expect(await world.rows(`select note from ${world.tenants['acme'] ?? ''}.a`)).toEqual([{ note: 'x' }]);
  expect(await world.differences()).toEqual({ acme: [] });
});

it('what was installed by a migration is installed for control up as well', async () => {
  await world.add('more', 'alter table a add column more text;');
  world.change({ 'tenant_template/a.sql': last });
  expect(await world.up()).toMatchObject({ template: ['0004_more'], behind: 0 });
  expect((await install(world.control.master, last, world.control.config)).changed).toBe(false);
});

it('a tenant that is made again by a name has a ledger of its own', async () => {
  const name = world.tenants['acme'] ?? '';
  await dropTenant(world.control.master, name, name);
  expect(await world.rows('select from cognition.migration_ledger where schema_name = $1', [name])).toEqual([]);
  await createTenant(world.control.master, { name, displayName: 'Again' });
  await world.add('again', 'alter table a add column again text;');
  world.change({ 'tenant_template/a.sql': last.replace('more text', 'more text, again text') });
  expect(await world.up()).toMatchObject({ migrated: [name], behind: 0 });
  expect(await world.differences()).toEqual({ acme: [] });
});
