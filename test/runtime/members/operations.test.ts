import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/index.js';
import { lambdaResolvers, type LambdaCall, type LambdaDatabase } from '../../../src/runtime/lambda.js';
import { groupsOf, members, roleOf, tenantsOf } from '../../../src/runtime/members.js';
import type { Member as Person } from '../../tenancy/control/harness.js';
import { identity, manifestOf } from '../core/support.js';
import { openMembers, prefix, type MemberWorld } from './support/member-world.js';

let world: MemberWorld;
let acme: string;
let globex: string;
let people: Record<'ann' | 'admin' | 'gil' | 'app', Person>;

beforeAll(async () => {
  world = await openMembers();
  [acme, globex] = [await world.control.addTenant('acme'), await world.control.addTenant('globex')];
  const add = async (tenant: string | null, role: string): Promise<Person> => {
    const person = await world.control.addMember(tenant, role);
    world.store.createSecret({ Name: `${prefix}/users/${person.id}`, SecretString: JSON.stringify({ username: person.id, password: person.password }), ClientRequestToken: randomUUID() });
    return person;
  };
  people = { ann: await add(acme, 'users'), admin: await add(acme, 'admins'), gil: await add(globex, 'users'), app: await add(null, 'application_admins') };
});
afterAll(() => world.close());

/** Runs work in a Lambda resolver, as somebody: its result, or the code that the client gets. */
async function as<T>(who: keyof typeof people, work: (database: LambdaDatabase) => Promise<T>): Promise<T | string> {
  const lambda = lambdaResolvers({ 'Mutation.x': ({ database }: LambdaCall) => work(database) });
  const manifest = manifestOf({}, { lambdas: { 'Mutation.x': { check: null, allow: null, tenantArgument: null } } });
  const handler = createDataSource({ manifest, transport: world.transport, credentials: { prefix }, lambda, log: () => undefined });
  const answer = await handler({ v: 1, statement: 'Mutation.x', parts: [], parameters: {}, identity: identity(people[who].id, null, 'users') });
  return 'data' in answer ? (answer.data as T) : 'error' in answer ? answer.error.code : 'several';
}

describe('facts about members', () => {
  it('are told to who sees the member', async () => {
    const { ann } = people;
    expect(await as('ann', (database) => roleOf(database, ann.id, acme))).toBe('users');
    expect(await as('admin', (database) => roleOf(database, ann.id, acme))).toBe('users');
    expect(await as('app', (database) => roleOf(database, ann.id, globex))).toBeNull();
    expect(await as('gil', (database) => roleOf(database, ann.id, acme))).toBeNull();
    expect(await as('ann', (database) => tenantsOf(database, ann.id))).toEqual([acme]);
    expect(await as('gil', (database) => tenantsOf(database, ann.id))).toEqual([]);
    expect(await as('ann', (database) => groupsOf(database, ann.id))).toEqual([`${acme}_users`, 'tenant_users']);
    expect(await as('gil', (database) => groupsOf(database, ann.id))).toEqual([]);
  });
});

describe('a tenant\'s admin', () => {
  it('invites, changes and removes members of the own tenant', async () => {
    const at = new Date('2999-01-01T00:00:00Z');
    const made = await as('admin', (database) => members(database).invite({ email: 'new@x.test', role: 'users', first_name: 'New', expires_at: at }));
    expect(made).toMatchObject({ email: 'new@x.test', first_name: 'New', last_name: null, status: 'invited', app_role: 'users', expires_at: '2999-01-01T00:00:00.000Z', user_preferences: {} });
    const { id } = made as { id: string };
    expect(await as('admin', (database) => members(database).expire(id, null))).toMatchObject({ id, expires_at: null });
    expect(await as('admin', (database) => members(database).changeRole(id, 'admins'))).toMatchObject({ app_role: 'admins' });
    expect(await as('admin', (database) => members(database).remove(id))).toMatchObject({ id });
    expect(await as('admin', (database) => members(database).remove(id))).toBe('not_found');
    const { ann } = people;
    expect(await as('admin', (database) => members(database).suspend(ann.id))).toMatchObject({ status: 'suspended' });
    expect(await as('ann', (database) => members(database).updateMe({ first_name: 'x' }))).toBe('not_authorized');
    expect(await as('admin', (database) => members(database).resume(ann.id))).toMatchObject({ status: 'active' });
    expect(await as('admin', (database) => members(database).renameTenant('Acme Ltd'))).toMatchObject({ name: acme, displayname: 'Acme Ltd' });
  });

  it('reaches nobody of another tenant, and nothing above', async () => {
    const { gil } = people;
    for (const work of [
      (database: LambdaDatabase) => members(database).suspend(gil.id), (database: LambdaDatabase) => members(database).remove(gil.id),
      (database: LambdaDatabase) => members(database).expire(gil.id, new Date()), (database: LambdaDatabase) => members(database).changeRole(gil.id, 'users'),
    ]) expect(await as('admin', work)).toBe('not_found');
    expect(await as('admin', (database) => members(database).invite({ email: 'x@x.test', role: 'application_admins' }))).toBe('not_authorized');
    expect(await as('admin', (database) => members(database).invite({ email: 'x@x.test', role: 'users', tenant: globex }))).toBe('not_authorized');
    expect(await as('admin', (database) => members(database).move(people.ann.id, globex))).toBe('not_authorized');
    expect(await as('ann', (database) => members(database).invite({ email: 'x@x.test', role: 'users' }))).toBe('not_authorized');
    expect(await as('ann', (database) => members(database).expire(people.admin.id, new Date()))).toBe('not_authorized');
    expect(await as('ann', (database) => members(database).invite({ email: "x'; drop role x; --@x.test", role: 'users' }))).toBe('not_authorized');
  });
});

describe('anybody', () => {
  it('changes their own names and settings, and the tenant they are in', async () => {
    expect(await as('ann', (database) => members(database).updateMe({ first_name: "Ann'; --", user_preferences: { theme: 'dark' } }))).toMatchObject({ first_name: "Ann'; --", user_preferences: { theme: 'dark' } });
    expect(await as('ann', (database) => members(database).myTenants())).toMatchObject([{ tenant: acme, role: 'users', is_current: true }]);
    expect(await as('ann', (database) => members(database).switchTenant(acme))).toMatchObject({ id: people.ann.id });
    expect(await as('ann', (database) => members(database).switchTenant(globex))).toBe('not_found');
    expect(await as('ann', (database) => members(database).switchTenant(null))).toBe('not_found');
  });
});

describe('an application admin', () => {
  it('invites into any tenant and moves members', async () => {
    const made = await as('app', (database) => members(database).invite({ email: 'any@x.test', role: 'users', tenant: globex }));
    expect(made).toMatchObject({ status: 'invited' });
    expect(await as('app', (database) => members(database).invite({ email: 'boss@x.test', role: 'application_admins', tenant: null }))).toMatchObject({ tenant_id: null });
    const { id } = made as { id: string };
    expect(await as('app', (database) => members(database).move(id, acme, 'billing'))).toMatchObject({ app_role: 'billing' });
    expect(await as('app', (database) => members(database).move(id, globex))).toMatchObject({ app_role: 'billing' });
    expect(await as('app', (database) => members(database).move(id, 'nowhere'))).toBe('not_found');
  });
});
