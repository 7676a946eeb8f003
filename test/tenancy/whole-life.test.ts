import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planLoad } from '../../src/catalog/plan-load.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { installControl } from '../../src/tenancy/control/install.js';
import { cutProgram } from '../../src/tenancy/program/cut-program.js';
import { storeProgram } from '../../src/tenancy/program/store-program.js';
import { createTenant } from '../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../src/tenancy/tenants/drop-tenant.js';
import { attempt } from './control/attacks.js';
import { openControl, type ControlWorld, type Member } from './control/harness.js';
import { staticFaults } from './control/static-faults.js';

const template = `
create table notes (id int generated always as identity primary key, author text default cognition.current_user_id() references cognition.users, body text not null);
alter table notes enable row level security;
create policy own on notes to tenant_users using (author = (select cognition.current_user_id()) or (select cognition.has_role('admins')));
create function peek(relation text) returns text language plpgsql security definer as $$ declare found text; begin execute 'select t::text from ' || relation || ' t limit 1' into found; return found; end $$;
grant select, insert (body) on notes to tenant_users; grant execute on function peek(text) to tenant_users;
do $$ begin if current_schema() like 'bad%' then raise exception 'bad' using errcode = 'PGC99'; end if; end $$;`;

let world: ControlWorld;
let app: Member;
const tenants = { acme: '', globex: '' };
const members: Record<string, Member> = {};

beforeAll(async () => {
  world = await openControl();
  const { master, config, run } = world;
  const grammar = await loadGrammar();
  const plan = planLoad(grammar, [{ path: 'tenant_template/a.sql', text: template }], config);
  await master.query('set role cognition_owner');
  await storeProgram(master, cutProgram({ grammar, statements: plan.value.run, config, installed: null }).value);
  await master.query('select cognition.make_template(); reset role');
  app = await world.addMember(null, 'application_admins');
  Object.assign(tenants, { acme: `acme_${run}`, globex: `globex_${run}` });
}, 60_000);
afterAll(() => world.close());

const denied = '42501';
const make = (name: string): string => `select cognition.create_tenant('${name}', 'X')`;
const session = (name: string) => members[name]?.session ?? world.super;
const traces = async (name: string): Promise<readonly unknown[]> => (await world.super.query(
  `select rolname from pg_roles where rolname like $1 || '%' union all select nspname from pg_namespace where nspname = $1 union all select name from cognition.tenants where name = $1`, [name])).rows;

describe('installed by an owner who is no superuser, a tenant', () => {
  it('is made by an application admin and by the owner, whole or not at all', async () => {
    const { rows } = await world.super.query('select rolsuper, rolcreaterole from pg_roles where rolname = session_user or rolname = $1 order by 1', [`aurora_${world.run}`]);
    expect(rows[0]).toEqual({ rolsuper: false, rolcreaterole: true });
    await createTenant(app.session, { name: tenants.acme, displayName: 'Acme' });
    await createTenant(world.master, { name: tenants.globex, displayName: 'Globex' });
    await expect(createTenant(app.session, { name: `bad_${world.run}`, displayName: 'Bad' })).rejects.toMatchObject({ code: 'PGC99' });
    expect(await traces(`bad_${world.run}`)).toEqual([]);
    expect((await world.super.query<{ actor: string }>(`select actor from cognition.audit_log where action = 'insert tenants' order by id`)).rows).toEqual([{ actor: app.id }, { actor: `aurora_${world.run}` }]);
  });

  it('has members whose logins read and write their own tenant', async () => {
    for (const tenant of ['acme', 'globex'] as const) {
      for (const role of ['users', 'admins']) members[`${tenant} ${role}`] = await world.addMember(tenants[tenant], role);
      await session(`${tenant} users`).query(`insert into ${tenants[tenant]}.notes (body) values ('of ${tenant}')`);
      const { rows } = await session(`${tenant} admins`).query(`select author, body from ${tenants[tenant]}.notes`);
      expect(rows).toEqual([{ author: members[`${tenant} users`]?.id, body: `of ${tenant}` }]);
    }
  });

  it('is closed to the other, also to its own functions with the rights of the owner', async () => {
    for (const [own, other] of [['acme', 'globex'], ['globex', 'acme']] as const) {
      for (const role of ['users', 'admins']) {
        const client = session(`${own} ${role}`);
        expect(await attempt(client, `select cognition.has_role('${role}') and ${tenants[own]}.peek('notes') is not null`)).toBe('gave {"?column?":true}');
        expect(await attempt(client, `select * from ${tenants[other]}.notes`)).toBe(denied);
        expect(await attempt(client, `insert into ${tenants[other]}.notes (body) values ('x')`)).toBe(denied);
        expect(await attempt(client, `select ${tenants[other]}.peek('notes')`)).toBe(denied);
        expect(await attempt(client, `select ${tenants[own]}.peek('${tenants[other]}.notes')`)).toBe(denied);
        expect(await attempt(client, `select ${tenants[own]}.peek('(${make('mine').replaceAll("'", "''")})')`)).toBe(denied);
        expect(await attempt(client, `select ${tenants[own]}.peek('cognition.template_steps')`)).toBe(denied);
        for (const sql of [make('mine'), `select cognition.drop_tenant('${tenants[other]}', '${tenants[other]}')`, 'select cognition.make_template()', `select cognition.fill_schema('${tenants[own]}', 'x')`, 'select cognition.open_shared()', `select cognition.finish_schema('${tenants[own]}')`, `select cognition.make_tenant_schema('mine')`]) expect([sql, await attempt(client, sql)]).toEqual([sql, denied]);
      }
    }
    for (const service of [await world.hooks(), await world.worker()]) expect(await attempt(service, make('mine'))).toBe(denied);
  });

  it('is suspended and resumed', async () => {
    await app.session.query('select cognition.suspend_tenant($1)', [tenants.globex]);
    const { id, password } = members['globex users'] ?? app;
    await expect(world.login(id, password)).rejects.toMatchObject({ code: '28000' });
    await app.session.query('select cognition.resume_tenant($1)', [tenants.globex]);
    expect(await attempt(await world.login(id, password), `select body from ${tenants.globex}.notes`)).toBe('gave {"body":"of globex"}');
    expect(await attempt(session('acme users'), `select body from ${tenants.acme}.notes`)).toBe('gave {"body":"of acme"}');
  });

  it('is neither made nor dropped by an application admin whose time is up, also before the session ends', async () => {
    const late = await world.addMember(null, 'application_admins');
    await world.asOwner(`update cognition.users set expires_at = clock_timestamp() + interval '0.05 seconds' where id = $1`, [late.id]);
    await world.asOwner('select pg_sleep(0.06)');
    expect(await attempt(late.session, make('late'))).toBe(denied);
    expect(await attempt(late.session, `select cognition.drop_tenant('${tenants.acme}', '${tenants.acme}')`)).toBe(denied);
  });

  it('is dropped with all it had, what its roles were granted elsewhere too, and its neighbours stay', async () => {
    const near = `${tenants.globex}_users`;
    await createTenant(app.session, { name: near, displayName: 'Near' });
    await world.asOwner(`create schema shared; create table shared.rates (id int); grant usage on schema shared to ${tenants.globex}_users; grant select on shared.rates to ${tenants.globex}_users;
      do $$ begin set local role ${tenants.globex}_owner; grant usage on schema ${tenants.globex} to ${near}_users; end $$`);
    await dropTenant(app.session, tenants.globex, tenants.globex);
    const roles = ['', '_admins', '_billing', '_owner', '_users'].map((end) => `${near}${end}`);
    const left = (await traces(tenants.globex)).map((row) => Object.values(row as object)[0] as string);
    expect(left.sort()).toEqual(roles.filter((name) => name !== near));
    expect(await attempt(session('acme users'), `select body from ${tenants.acme}.notes`)).toBe('gave {"body":"of acme"}');
  });

  it('stays as it is when the control schema is installed again', async () => {
    const { to } = await installControl(world.master, world.config);
    expect(await installControl(world.master, world.config)).toEqual({ from: to, to });
    expect(await staticFaults(world)).toEqual([]);
    await createTenant(world.master, { name: tenants.globex, displayName: 'Globex again' });
    expect(await attempt(session('acme admins'), `select body from ${tenants.acme}.notes`)).toBe('gave {"body":"of acme"}');
  });
});
