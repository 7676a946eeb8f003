import { afterAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import { probeRole, scratchRoles } from '../../src/catalog/scratch-roles.js';
import { makeConfig, relation, said, scratchServer } from './support.js';

const scratch = scratchServer();
afterAll(() => scratch.stop());

describe('roles of a scratch database', () => {
  it('are groups, template roles, application_admins, known roles and probes, groups before members', () => {
    const roles = scratchRoles(makeConfig({ knownRoles: ['zed', 'alice'] }));
    expect(roles.map((one) => one.name.replace(/_[0-9a-f]{12}_/, '_*_'))).toEqual([
      'tenant_admins', 'tenant_billing', 'tenant_users', 'application_admins',
      'tenant_template_admins', 'tenant_template_billing', 'tenant_template_users', 'alice', 'zed',
      'pgcog_probe_*_admins', 'pgcog_probe_*_billing', 'pgcog_probe_*_users', 'pgcog_probe_*_application_admins',
    ]);
    expect(roles.find((one) => one.name === probeRole(makeConfig(), 'admins'))?.memberOf).toEqual(
      ['tenant_admins', 'tenant_template_admins', 'tenant_users', 'tenant_template_users']);
    expect(roles.find((one) => one.name === probeRole(makeConfig(), 'application_admins'))?.memberOf).toEqual(['application_admins']);
  });

  it('have a probe of another name where the memberships differ', () => {
    const other = makeConfig({ roles: [{ name: 'admins', inherits: [] }, { name: 'users', inherits: [] }] });
    expect(probeRole(other, 'users')).toBe(probeRole(makeConfig(), 'users'));
    expect(probeRole(other, 'admins')).not.toBe(probeRole(makeConfig(), 'admins'));
  });

  it('have probe names that PostgreSQL keeps whole', () => {
    const long = 'r'.repeat(60);
    const name = probeRole(makeConfig({ roles: [{ name: long, inherits: [] }] }), long);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  });
});

describe('roles in the template', () => {
  const table = 'create table t (id int, name text);';
  const errors = async (sql: string, knownRoles: readonly string[] = []): Promise<string[]> => said(await scratch.load(`${table}\n${sql}`, { knownRoles }), 'error');

  it('may be groups, template roles, application_admins and known roles', async () => {
    expect(await errors(`grant select on t to tenant_users, tenant_template_admins, application_admins, "evil""role";
create policy p on t to tenant_billing, "evil""role", public using (true);
alter default privileges in schema tenant_template grant select on tables to tenant_users;`, ['evil"role'])).toEqual([]);
  });

  it('may be known ones that every server has', async () => {
    expect(await errors('create policy p on t to postgres using (true);', ['postgres'])).toEqual([]);
  });

  it('are not PUBLIC in a grant', async () => {
    expect(await errors(`grant select on t to public;
grant select (id) on t to tenant_users, public;
grant execute on all functions in schema tenant_template to public;
alter default privileges grant select on tables to public;
grant usage on schema tenant_template to tenant_users, public;`)).toEqual([
      '2:22 error PGC156: a grant to PUBLIC reaches every tenant [public]',
      '3:41 error PGC156: a grant to PUBLIC reaches every tenant [public]',
      '4:61 error PGC156: a grant to PUBLIC reaches every tenant [public]',
      '5:52 error PGC156: a grant to PUBLIC reaches every tenant [public]',
      '6:56 error PGC156: a grant to PUBLIC reaches every tenant [public]',
    ]);
  });

  it('are no other tenant\'s, none that reach beyond, none unknown', async () => {
    const loaded = await scratch.load(`${table}
grant select on t to acme_users;
grant select on t to pg_read_all_data;
grant select on t to tenant_user;
grant select on t to users;
create policy p on t to "No Body" using (true);`);
    expect(said(loaded, 'error')).toEqual([
      "2:22 error PGC157: role acme_users would be one tenant's own [acme_users]",
      '3:22 error PGC157: role pg_read_all_data reaches beyond this tenant [pg_read_all_data]',
      '4:22 error PGC155: role tenant_user is not known [tenant_user]',
      '5:22 error PGC155: role users is not known [users]',
      '6:25 error PGC155: role No Body is not known ["No Body"]',
    ]);
    expect(loaded.diagnostics.map((one) => one.hint?.split('?')[0])).toEqual(expect.arrayContaining(['did you mean tenant_users']));
    expect(loaded.diagnostics.find((one) => one.span?.start === loaded.files[0]?.text.indexOf('users;\ncreate'))?.hint).toMatch(/^did you mean tenant_users\?/);
  });

  it('may be anybody in a REVOKE: from who is not there nothing is taken', async () => {
    expect(await errors('revoke all on t from public, pg_read_all_data; revoke all on t from gone; revoke all on t from tenant_users;')).toEqual([]);
    expect(await errors('revoke all on t from tenant_users, gone;')).toEqual(['2:36 error PGC155: role gone is not known [gone]']);
  });

  it('that may use the schema are the tool\'s affair', async () => {
    const loaded = await scratch.load(`${table}\ngrant all on schema tenant_template to public;\ngrant usage on schema tenant_template to postgres;`);
    expect(said(loaded)).toEqual([
      '2:40 warning PGC165: grant on the schema to PUBLIC left out [public]',
      '3:42 warning PGC165: grant on the schema to postgres left out [postgres]',
    ]);
  });

  it('of hostile names are asked about, not run', async () => {
    const hostile = 'x"; drop table t; --';
    const loaded = await scratch.load(`${table} grant select on t to "x""; drop table t; --";`, { knownRoles: [hostile] });
    expect(said(loaded, 'error')).toEqual([]);
    const catalog = await readCatalog({ database: loaded.database, config: loaded.config });
    expect(relation(catalog, 't').privileges['users']?.select).toBe(false);
  });
});
