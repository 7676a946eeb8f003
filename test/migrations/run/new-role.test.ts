import { expect, it } from 'vitest';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { installControl } from '../../../src/tenancy/control/install.js';
import { templateOf } from '../../tenancy/template/install.js';
import { openFleet } from './fleet-world.js';
import { migrationOf } from './migration-of.js';

it('a role that is new in the settings gets rights by a migration, in the template and in every tenant', async () => {
  const first = 'create table orders (id int primary key); grant select on orders to tenant_users;';
  const world = await openFleet({ 'tenant_template/a.sql': first }, ['a', 'b']);
  try {
    await world.up();
    const { config, master } = world.control;
    const wider = { ...config, roles: [...config.roles, { name: 'extra', inherits: ['users'] }] };
    await installControl(master, wider);
    expect(await world.differences()).toEqual({ a: [], b: [] });
    await world.addTenant('early');
    expect(await world.differences()).toEqual({ a: [], b: [], early: [] });
    const template = await templateOf({ 'tenant_template/a.sql': `${first} grant insert on orders to tenant_extra;` }, wider);
    const more = await migrationOf(wider, { name: 'more', sql: 'grant insert on orders to tenant_extra;', number: 2, after: '0001_init' });
    expect(await world.up({ config: wider, grammar: await loadGrammar(), files: [...world.files(), more], template: () => Promise.resolve(template) })).toMatchObject({ template: ['0002_more'], failures: [], behind: 0 });
    await world.addTenant('c');
    expect(await world.differences()).toEqual({ a: [], b: [], c: [], early: [] });
    const may = "has_table_privilege(n.nspname || '_extra', c.oid, 'select') and has_table_privilege(n.nspname || '_extra', c.oid, 'insert')";
    expect(await world.rows(`select bool_and(${may}) as all, count(*)::int as n from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'orders'`)).toEqual([{ all: true, n: 5 }]);
  } finally {
    await world.close();
  }
}, 60_000);
