import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from 'pg';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import { column, relation, routine, said, scratchServer, type Loaded } from '../catalog/support.js';

const scratch = scratchServer();
let loaded: Loaded;
let admin: Client;

const ann = `u_${'a'.repeat(32)}`;
const bob = `u_${'b'.repeat(32)}`;
const eve = `u_${'e'.repeat(32)}`;
const zoe = `u_${'f'.repeat(32)}`;

beforeAll(async () => {
  loaded = await scratch.load(`create table notes (id int generated always as identity, author text references cognition.users (id), body text);
alter table notes enable row level security;
create policy own on notes to tenant_users using (author = cognition.current_user_id());
create policy all_of_them on notes to tenant_admins using (cognition.has_role('admins'));
create view me as select id, email from cognition.users;
grant select on notes, me to tenant_users;`);
  expect(said(loaded, 'error')).toEqual([]);
  admin = loaded.database.admin;
  await admin.query('begin');
  await admin.query(`
    create role ${ann}; create role ${bob}; create role ${eve}; create role ${zoe};
    grant tenant_template_users to ${ann}, ${eve}; grant tenant_template_users, tenant_template_admins to ${bob}; grant application_admins to ${zoe};
    insert into cognition.tenants (name, displayname) values ('acme', 'Acme'), ('globex', 'Globex');
    insert into cognition.users (id, email, status, app_role, tenant_id)
      select v.id, v.id || '@x.test', 'active', v.role, t.id from (values ('${ann}', 'users', 'acme'), ('${bob}', 'admins', 'acme'), ('${eve}', 'users', 'globex')) v(id, role, tenant)
      join cognition.tenants t on t.name = v.tenant;
    insert into cognition.users (id, email, status, app_role) values ('${zoe}', 'zoe@x.test', 'active', 'application_admins');
    insert into tenant_template.notes (author, body) values ('${ann}', 'a'), ('${bob}', 'b');
    savepoint ready`);
});
afterAll(async () => {
  await admin.query('rollback');
  await scratch.stop();
});

/** Rows as a user sees them; whatever it does is undone. */
async function as(user: string, sql: string, before = ''): Promise<unknown[]> {
  await admin.query(`${before}; set local role ${user}`);
  try {
    return (await admin.query<Record<string, unknown>>({ text: sql })).rows.map((row) => Object.values(row));
  } finally {
    await admin.query('rollback to savepoint ready');
  }
}

const self = `select cognition.current_user_id(), cognition.current_tenant(), cognition.current_role_name(),
  array(select r from unnest(array['users', 'admins', 'billing', 'application_admins', null]) r where cognition.has_role(r))::text`;

describe('cognition in a scratch database', () => {
  it('knows the caller, the tenant and the role, inherited roles included', async () => {
    expect(await as(ann, self)).toEqual([[ann, 'acme', 'users', '{users}']]);
    expect(await as(bob, self)).toEqual([[bob, 'acme', 'admins', '{users,admins}']]);
    expect(await as(zoe, self)).toEqual([[zoe, null, 'application_admins', '{application_admins}']]);
  });

  it.each([
    ['suspended', `update cognition.users set status = 'suspended' where id = '${ann}'`],
    ['expired', `update cognition.users set expires_at = now() - interval '1 second' where id = '${ann}'`],
    ['of a suspended tenant', `update cognition.tenants set status = 'suspended' where name = 'acme'`],
    ['without its membership', `revoke tenant_template_users from ${ann}; grant tenant_template_billing to ${ann}`],
  ])('knows nobody who is %s', async (_what, before) => {
    expect(await as(ann, 'select cognition.current_user_id(), cognition.current_tenant(), cognition.current_role_name()', before)).toEqual([[null, null, null]]);
  });

  it('shows admins their own tenant\'s rows only, and others themselves', async () => {
    expect(await as(ann, 'select id from cognition.users order by id')).toEqual([[ann]]);
    expect(await as(bob, 'select id from cognition.users order by id')).toEqual([[ann], [bob]]);
    expect(await as(ann, 'select name from cognition.tenants')).toEqual([['acme']]);
    expect(await as(eve, 'select id from cognition.users')).toEqual([[eve]]);
    expect(await as(zoe, 'select count(*)::int from cognition.users')).toEqual([[4]]);
  });

  it('lets each change what is theirs and no more', async () => {
    expect(await as(ann, `update cognition.users set first_name = 'Ann' returning id`)).toEqual([[ann]]);
    expect(await as(bob, `update cognition.users set status = 'suspended' where id <> '${bob}' returning id`)).toEqual([[ann]]);
    await expect(as(bob, `update cognition.users set status = 'suspended'`)).rejects.toThrow('nobody does this to themselves');
    expect(await as(bob, `select id from cognition.remove_user('${ann}')`, 'delete from tenant_template.notes')).toEqual([[ann]]);
    for (const other of [eve, zoe]) await expect(as(bob, `select cognition.remove_user('${other}')`)).rejects.toThrow('there is no such member');
    for (const user of [bob, zoe]) await expect(as(user, `delete from cognition.users where id = '${ann}'`, 'delete from tenant_template.notes')).rejects.toThrow(/permission denied/);
    for (const sql of [`update cognition.users set app_role = 'admins'`, 'delete from cognition.users', `insert into cognition.users (email) values ('x@y.z')`]) {
      await expect(as(ann, sql)).rejects.toThrow(/permission denied/);
    }
    await expect(as(bob, `update cognition.users set tenant_id = null`)).rejects.toThrow(/permission denied/);
    await expect(as(bob, `update cognition.users set id = 'u_${'9'.repeat(32)}'`)).rejects.toThrow(/permission denied/);
  });

  it('serves policies of the template', async () => {
    expect(await as(ann, 'select body from tenant_template.notes')).toEqual([['a']]);
    expect(await as(bob, 'select body from tenant_template.notes order by 1')).toEqual([['a'], ['b']]);
    expect(await as(eve, 'select body from tenant_template.notes')).toEqual([]);
  });

  it('cannot be shadowed by the caller\'s own objects', async () => {
    const shadow = `create temporary table users (id text, status text, app_role text, tenant_id uuid, expires_at timestamptz);
      create temporary table pg_roles (rolname text); set local search_path = pg_temp, pg_catalog`;
    expect(await as(ann, self, `${shadow}`)).toEqual([[ann, 'acme', 'users', '{users}']]);
  });

  it('has pinned paths, no rights for PUBLIC, and is in the catalog with its rights', async () => {
    const { rows } = await admin.query<{ loose: number; open: number }>(`
      select count(*) filter (where proconfig is distinct from array['search_path=pg_catalog, pg_temp'])::int as loose,
        count(*) filter (where has_function_privilege('public', oid, 'EXECUTE'))::int as open
      from pg_proc where pronamespace = 'cognition'::regnamespace`);
    expect(rows).toEqual([{ loose: 0, open: 0 }]);
    await admin.query('rollback');
    const catalog = await readCatalog({ database: loaded.database, config: loaded.config });
    expect(relation(catalog, 'users')).toMatchObject({ schemaKind: 'cognition', rowSecurity: true });
    expect(column(catalog, 'users', 'app_role').privileges).toMatchObject({ users: { select: true, update: false }, admins: { update: true }, application_admins: { update: true } });
    expect(routine(catalog, 'has_role(wanted text)').execute).toEqual({ admins: true, billing: true, users: true, application_admins: true });
    await admin.query('begin');
  });
});
