import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { attempt, type Outcome } from './attacks.js';
import { openControl, type ControlWorld, type Member } from './harness.js';

let world: ControlWorld;
let acme: string;
let globex: string;
let users: Client;
let admins: Client;
let ann: Member;
let ben: Member;
let abe: Member;
let gil: Member;
let sue: Member;
let exa: Member;

async function tenantLogin(tenant: string | null, role: string): Promise<Client> {
  const [row] = await world.asOwner<{ id: string }>('select cognition.make_tenant_login($1, $2, $3) as id', [tenant, role, scramVerifier(`${tenant} ${role}`)]);
  return world.login(row?.id ?? '', `${tenant} ${role}`);
}

beforeAll(async () => {
  world = await openControl({ changes: { credentials: 'role' } });
  [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
  [users, admins] = [await tenantLogin(acme, 'users'), await tenantLogin(acme, 'admins')];
  const member = (tenant: string, role: string): Promise<Member> => world.addMember(tenant, role);
  [ann, ben, abe, gil, sue, exa] = [await member(acme, 'users'), await member(acme, 'users'), await member(acme, 'admins'), await member(globex, 'users'), await member(acme, 'users'), await member(acme, 'users')];
  await world.asOwner(`update cognition.users set status = 'suspended' where id = $1`, [sue.id]);
  await world.asOwner(`update cognition.users set expires_at = now() where id = $1`, [exa.id]);
  await world.asOwner(`set role ${acme}_owner; create table ${acme}.own (id int, author text); alter table ${acme}.own enable row level security;
    create policy mine on ${acme}.own using (author = (select cognition.current_user_id())); create policy all_of_it on ${acme}.own using ((select cognition.has_role('admins')));
    insert into ${acme}.own values (1, '${ann.id}'), (2, '${ben.id}'); grant select, update on ${acme}.own to ${acme}_users`);
});
afterAll(() => world.close());

const as = (id: string, sql: string): string => `select cognition.enter('${id}'); ${sql}`;
const who = 'select cognition.current_user_id() as id, cognition.current_tenant() as tenant, cognition.current_role_name() as role';

describe('a login of a tenant\'s role', () => {
  it('is the member it entered as, until the transaction ends', async () => {
    expect(await attempt(users, as(ann.id, who))).toBe(`gave ${JSON.stringify({ id: ann.id, tenant: acme, role: 'users' })}`);
    expect(await attempt(users, who)).toBe('null');
    expect(await attempt(users, as(ann.id, as(ben.id, 'select cognition.current_user_id() as id')))).toBe(`gave {"id":"${ben.id}"}`);
    expect(await attempt(users, as(ann.id, `select id from ${acme}.own`))).toBe('gave {"id":1}');
    expect(await attempt(users, `select id from ${acme}.own`)).toBe('no row');
    expect(await attempt(admins, as(abe.id, `select count(*)::int as n from ${acme}.own`))).toBe('gave {"n":2}');
    expect(await attempt(users, as(ann.id, `select first_name from cognition.update_me('{"first_name": "Ann"}')`))).toBe('gave {"first_name":"Ann"}');
    expect(await attempt(admins, as(abe.id, `select status from cognition.suspend_user('${ben.id}')`))).toBe('gave {"status":"suspended"}');
  });

  it('reads in one statement, by data dependency', async () => {
    const read = (id: string): Promise<unknown> => users.query(`with me as materialized (select cognition.enter($1)) select q.* from me cross join lateral (select id from ${acme}.own offset 0) q`, [id]).then(({ rows }) => rows);
    expect(await read(ann.id)).toEqual([{ id: 1 }]);
    expect(await read(ben.id)).toEqual([{ id: 2 }]);
    await expect(read(gil.id)).rejects.toMatchObject({ code: '42501' });
    expect((await users.query(`select id from ${acme}.own`)).rows).toEqual([]);
  });

  it('makes no login for a member', async () => {
    expect((await world.super.query('select rolname from pg_roles where rolname = $1', [ann.id])).rows).toEqual([]);
    await expect((await world.hooks()).query('select cognition.activate_user($1, $2, $3, $4)', [ann.id, ann.sub, ann.email, scramVerifier('x')])).rejects.toMatchObject({ code: '22023' });
  });

  it.each<[string, () => string, Outcome | readonly Outcome[]]>([
    ['a member of another tenant', () => as(gil.id, 'select 1'), '42501'],
    ['a member of another role', () => as(abe.id, 'select 1'), '42501'],
    ['a suspended member', () => as(sue.id, 'select 1'), '42501'],
    ['a member whose time is up', () => as(exa.id, 'select 1'), '42501'],
    ['nobody', () => as('', 'select 1'), '42501'],
    ['null', () => 'select cognition.enter(null)', '42501'],
    ['SQL', () => as("x'' or true --", 'select 1'), '42501'],
  ])('does not enter as %s', async (_what, sql, expected) => {
    expect(await attempt(users, sql())).toBe(expected);
  });

  const said = (id: string): string => `select set_config('cognition.entered', '${id} ' || extract(epoch from transaction_timestamp()), true); select cognition.current_user_id()`;
  it.each<[string, () => string, string]>([
    ['is not a member of another tenant', () => said(gil.id), 'null'],
    ['is not an admin', () => said(abe.id), 'null'],
    ['is not a suspended member', () => said(sue.id), 'null'],
    ['is not a member whose time is up', () => said(exa.id), 'null'],
    ['is nobody by what an earlier transaction left', () => `select set_config('cognition.entered', '${ann.id} 1600000000.000000', true); select cognition.current_user_id()`, 'null'],
  ])('%s because a setting says so', async (_what, sql, expected) => {
    expect(await attempt(users, sql())).toBe(expected);
  });

  it.each<[string, () => string, string]>([
    ['reads another tenant', () => as(ann.id, `select * from ${globex}.notes`), '42501'],
    ['becomes the other login', () => `set role ${acme}_admins`, '42501'],
    ['makes its member admin', () => as(ann.id, `update cognition.users set app_role = 'admins'`), '42501'],
    ['reads who is who', () => 'select * from cognition.identities', '42501'],
    ['activates', () => `select cognition.activate_user('${ann.id}', 'x', '${ann.email}')`, '42501'],
    ['reads colleagues', () => as(ann.id, `select * from cognition.users where id = '${ben.id}'`), 'no row'],
  ])('%s no more than a member does', async (_what, sql, expected) => {
    expect(await attempt(users, sql())).toBe(expected);
  });

  it('loses what it entered as by a suspension within the transaction', async () => {
    await users.query('begin');
    await users.query('select cognition.enter($1)', [ben.id]);
    await world.asOwner(`update cognition.users set status = 'suspended' where id = $1`, [ben.id]);
    expect((await users.query(who)).rows).toEqual([{ id: null, tenant: null, role: null }]);
    await users.query('rollback');
  });

  it('is shut out with its tenant', async () => {
    const app = await tenantLogin(null, 'application_admins');
    const zoe = await world.addMember(null, 'application_admins');
    const globexUsers = await tenantLogin(globex, 'users');
    expect(await attempt(globexUsers, as(gil.id, `select body from ${globex}.notes`))).toMatch(/^gave/);
    await app.query(`begin; select cognition.enter('${zoe.id}'); select cognition.suspend_tenant('${globex}'); commit`);
    expect(await attempt(globexUsers, as(gil.id, 'select 1'))).toMatch(/^(42501|57P01|Error: Client has encountered)/);
    await app.query(`begin; select cognition.enter('${zoe.id}'); select cognition.resume_tenant('${globex}'); commit`);
  });
});
