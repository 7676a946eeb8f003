import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { installTemplate, TemplateRefused } from '../../../src/tenancy/template/install-template.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { openControl, type ControlWorld } from '../control/harness.js';
import { startControlServer, type ControlServer } from '../control/control-server.js';
import { install, templateOf } from './install.js';

let server: ControlServer;
let world: ControlWorld;
beforeAll(async () => {
  server = await startControlServer(17);
});
beforeEach(async () => {
  world = await openControl({ on: server });
}, 30_000);
afterEach(() => world.close());
afterAll(() => server.stop());

const shared = `create table countries (code text primary key, name text); insert into countries values ('is', 'Iceland'); create function shout(t text) returns text language sql as $$ select upper(name) from countries where code = t $$;
  grant select on countries to tenant_users; grant execute on function shout(text) to tenant_users;`;
const own = `create extension if not exists citext; create function public.twice(n int) returns int language sql immutable return 2 * n; grant execute on function public.twice(int) to tenant_users;
  create table places (id int primary key default public.twice(1), country text references shared.countries, mail citext); grant select, insert on places to tenant_users;`;
const files = { 'shared/a.sql': shared, 'tenant_template/a.sql': own };

/** What is there: schemas, roles of the template, and everything in the catalogs that has to do with this. */
const state = async (): Promise<unknown> => (await world.super.query(`select
  array(select nspname::text from pg_namespace where nspname !~ '^pg_' order by 1) as schemas, array(select rolname::text from pg_roles where rolname ~ '^tenant_' order by 1) as roles,
  array(select oid || relname from pg_class where relnamespace::regnamespace::text in ('shared', 'tenant_template', 'public') order by 1) as relations,
  array(select oid || proname from pg_proc where pronamespace::regnamespace::text in ('shared', 'tenant_template', 'public') order by 1) as routines,
  array(select extname::text from pg_extension order by 1) as extensions, (select jsonb_agg(to_jsonb(i) order by i) from cognition.installed_template i) as installed,
  array(select version from cognition.template_programs where current) as current, (select nspacl::text from pg_namespace where nspname = 'public') as rights`)).rows[0];

const refused = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (thrown: unknown) => (thrown instanceof TemplateRefused ? [thrown.code, thrown.message, thrown.hint] : thrown));

it('is installed by an owner who is no superuser, with what tenants share; a tenant uses it', async () => {
  const { master, config, run } = world;
  const { version, changed } = await install(master, files, config);
  expect([changed, version]).toEqual([true, expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect((await world.super.query('select current_user = session_user as same, rolsuper from pg_roles where rolname = $1', [`aurora_${run}`])).rows).toEqual([{ same: true, rolsuper: false }]);
  const acme = `acme_${run}`;
  await createTenant(master, { name: acme, displayName: 'Acme' });
  const member = await world.addMember(acme, 'users');
  const { rows } = await member.session.query(`insert into ${acme}.places (country, mail) values ('is', 'A@x') returning id, mail operator(extensions.=) 'a@X' as same, (select shared.shout('is')) as loud`);
  expect(rows).toEqual([{ id: 2, same: true, loud: 'ICELAND' }]);
  expect((await world.super.query(`select proname, pg_get_userbyid(proowner) as owner, proconfig from pg_proc where proname in ('shout', 'twice') order by 1`)).rows).toEqual([
    { proname: 'shout', owner: 'cognition_owner', proconfig: ['search_path=shared, extensions, pg_temp'] }, { proname: 'twice', owner: 'cognition_owner', proconfig: null },
  ]);
  expect((await world.super.query(`select has_schema_privilege('cognition_owner', 'public', 'create') as creates`)).rows).toEqual([{ creates: false }]);
});

it('the same again changes nothing, by whoever may become the owner', async () => {
  const { master, config } = world;
  await install(master, files, config);
  const before = await state();
  expect((await install(master, files, config)).changed).toBe(false);
  await master.query('set role cognition_owner');
  expect((await install(master, files, config)).changed).toBe(false);
  expect(await state()).toEqual(before);
});

it('another takes its place while there is no tenant, and not afterwards', async () => {
  const { master, config, run } = world;
  await install(master, files, config);
  expect((await install(master, { ...files, 'tenant_template/a.sql': `${own} create table more (id int);` }, config)).changed).toBe(true);
  expect((await install(master, { ...files, 'shared/a.sql': `${shared} create table units (id int);` }, config)).changed).toBe(true);
  const acme = `acme_${run}`;
  await createTenant(master, { name: acme, displayName: 'Acme' });
  const before = await state();
  for (const changed of [{ ...files, 'tenant_template/a.sql': own.replace('mail citext', 'mail text') }, { ...files, 'shared/a.sql': shared }]) {
    expect(await refused(install(master, changed, config))).toEqual(['PGC181', 'the template has changed, and 1 tenant was made from the one before', 'take tenants along by a migration: pgcog migrate up']);
  }
  expect(await state()).toEqual(before);
  expect((await install(master, { ...files, 'shared/a.sql': `${shared} create table units (id int);` }, config)).changed).toBe(false);
  await dropTenant(master, acme, acme);
  expect((await install(master, files, config)).changed).toBe(true);
});

it('rows that somebody has put into shared are not dropped', async () => {
  const { master, config } = world;
  await install(master, files, config);
  await world.asOwner(`insert into shared.countries values ('no', 'Norway')`);
  const changed = { ...files, 'tenant_template/a.sql': `${own} create table more (id int);` };
  expect(await refused(install(master, changed, config))).toEqual(['PGC181', 'the template has changed, and shared has rows that it did not make', expect.stringContaining('pgcog migrate up')]);
  await world.asOwner(`delete from shared.countries where code = 'no'`);
  expect((await install(master, changed, config)).changed).toBe(true);
});

it.each([
  ['in shared', { 'shared/a.sql': 'create table a (id int); create table b (id int default missing());', 'tenant_template/a.sql': 'create table t (id int);' }, 'shared/a.sql: function missing() does not exist (create table b (id int default missing()))'],
  ['in the template', 'create table t (id int); create table u (id int default missing());', 'statement 2 of the template: function missing() does not exist (create table u (id int default missing()))'],
  ['once for all', 'create function public.f() returns int language sql return missing(); create table t (id int);', 'tenant_template: function missing() does not exist (create function public.f() returns int language sql return missing())'],
  ['an extension that is not there', 'create extension no_such_thing; create table t (id int);', 'the server has no extension no_such_thing'],
  ['an extension that only a superuser makes', 'create extension pageinspect; create table t (id int);', 'extension pageinspect cannot be installed: permission denied to create extension "pageinspect"'],
  ['a temporary table', 'create table t (id int); do $$ begin execute \'create \' || \'temp table x (id int)\'; end $$', expect.stringMatching(/^statement 2 of the template: permission denied to create temporary tables/)],
])('all or nothing: %s', async (_what, sql, message) => {
  const { master, config } = world;
  const before = await state();
  expect(await refused(install(master, sql, config))).toEqual([expect.stringMatching(/^PGC18[23]$/), message, expect.any(String)]);
  expect(await state()).toEqual(before);
  expect((await install(master, files, config)).changed).toBe(true);
});

it('an extension that is elsewhere, a schema shared of others, no control schema, and whoever may not, are told', async () => {
  const { master, config } = world;
  await world.super.query('create extension citext with schema public');
  expect(await refused(install(master, files, config))).toEqual(['PGC182', 'extension citext is in schema public, where tenants do not look for it', 'alter extension citext set schema extensions']);
  await world.super.query('create schema extensions; grant usage on schema extensions to cognition_owner with grant option; alter extension citext set schema extensions; create schema shared');
  expect(await refused(install(master, files, config))).toMatchObject(['PGC183', 'there is a schema shared that this tool did not make', {}]);
  await world.super.query('drop schema shared');
  expect(await refused(install((await world.addMember(null, 'application_admins')).session, files, config))).toMatchObject(['PGC180', expect.stringMatching(/may not install a template$/), {}]);
  expect((await install(master, files, config)).changed).toBe(true);
  await world.super.query('drop schema cognition cascade');
  expect(await refused(install(master, files, config))).toMatchObject(['PGC180', 'this database has no control schema, or that of an older version', 'run pgcog control up']);
});

it('two at once end in one template', async () => {
  const { config } = world;
  const template = await templateOf(files, config);
  const sessions = await Promise.all([server.connect(world.database), server.connect(world.database)]);
  for (const one of sessions) await one.query('set role cognition_owner');
  const done = await Promise.all(sessions.map((one) => installTemplate(one, template)));
  expect(done.map(({ changed }) => changed).sort()).toEqual([false, true]);
  await Promise.all(sessions.map((one) => one.end()));
});
