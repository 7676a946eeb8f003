import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from 'pg';
import { planSchema } from '../../../src/graphql/plan-schema.js';
import { printTypeRef } from '../../../src/graphql/type-ref.js';
import type { ObjectPlan, SchemaPlan } from '../../../src/graphql/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { readViews } from '../../../src/statements/analyse.js';
import { planMembers } from '../../../src/statements/members/plan-members.js';
import { typeStatements } from '../../../src/statements/type-statements.js';
import type { FieldStatement } from '../../../src/statements/types.js';
import { people, peopleSql, type Name } from '../../tenancy/support.js';
import { textOf, type Call } from '../support/run-statement.js';
import { worlds, type World } from '../support/world.js';

const config = `export default { defaultGrants: true, limits: { list: { size: 2, max: 5 } }, roles: { admins: { inherits: ['users'] }, billing: {}, owners: { inherits: ['admins'] } } };`;
const sql = `create table tasks (id int primary key, owner_id text references cognition.users (id)); insert into tasks values (1, null);`;
const spec = `crud: '*'\nmembers: true\nresolvers:
  Query.withStatus: select u.* from cognition.users u where u.status = any(:statuses) order by u.email limit 10
  Mutation.renameTenant: { lambda: true, returns: text }`;
const opened = worlds();
let world: World;
let admin: Client;
let fields: readonly FieldStatement[];
let schema: SchemaPlan;

beforeAll(async () => {
  world = await opened.open({ sql, spec, config });
  const typed = await typeStatements({ ...world, grammar: await loadGrammar(), views: await readViews(world.database.owner) });
  expect(typed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  fields = typed.value;
  const planned = planSchema({ ...world, fields });
  expect(planned.diagnostics).toEqual([]);
  schema = planned.value;
  admin = world.database.admin;
  await admin.query(`begin; ${peopleSql(world.settings.config)}; savepoint ready`);
});
afterAll(async () => {
  await admin.query('rollback');
  await opened.stop();
});

const id = (name: Name): string => people[name].id;
const nameOf = (one: unknown): string => Object.entries(people).find(([, person]) => person.id === one)?.[0] ?? String(one);

function field(name: string): FieldStatement {
  const found = [...planMembers(world).value, ...fields].find((one) => `${one.parent}.${one.field}` === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

/** Rows that the field's statement gives one of the people; undone afterwards, when `after` has been asked. */
async function run(who: Name, name: string, call: Call = {}, after?: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { sql: text, values } = textOf(field(name), call, 'tenant_template');
  try {
    await admin.query(`set local search_path = pg_catalog; set local role ${id(who)}`);
    const { rows } = await admin.query<Record<string, unknown>>(text, [...values]);
    if (after === undefined) return rows;
    await admin.query('reset role');
    return (await admin.query<Record<string, unknown>>(after)).rows;
  } finally {
    await admin.query('rollback to savepoint ready');
  }
}

const names = (rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] => rows.map((row) => nameOf(row['id']));

describe('members: true', () => {
  const shape = (object: ObjectPlan | null | undefined): Record<string, string> =>
    Object.fromEntries((object?.fields ?? []).map(({ name, type, arguments: args }) => [
      `${name}${args.length === 0 ? '' : `(${args.map((one) => `${one.name}: ${printTypeRef(one.type)}`).join(', ')})`}`, printTypeRef(type),
    ]));
  const input = (name: string): Record<string, string> =>
    Object.fromEntries((schema.inputs.find((one) => one.name === name)?.fields ?? []).map((one) => [one.name, printTypeRef(one.type)]));

  it('makes these fields', () => {
    expect(shape(schema.query)).toMatchObject({
      me: 'Member', 'members(status: [MemberStatus!], orderBy: MemberOrderBy, limit: Int, nextToken: String)': 'MemberPage!',
    });
    expect(shape(schema.mutation)).toMatchObject({
      'inviteMember(input: InviteMemberInput!)': 'Member', 'suspendMember(id: ID!)': 'Member', 'resumeMember(id: ID!)': 'Member', 'removeMember(id: ID!)': 'Member',
      'changeMemberRole(id: ID!, role: MemberRole!)': 'Member', 'updateMe(input: UpdateMeInput!)': 'Member',
    });
    expect(input('InviteMemberInput')).toEqual({ email: 'AWSEmail!', role: 'MemberRole!', firstName: 'String', lastName: 'String', expiresAt: 'AWSDateTime' });
    expect(input('UpdateMeInput')).toEqual({ firstName: 'String', lastName: 'String', preferences: 'AWSJSON' });
  });

  it('makes these types, with relations as of any table', () => {
    expect(shape(schema.objects.find(({ name }) => name === 'Member'))).toEqual({
      id: 'ID!', email: 'String!', firstName: 'String', lastName: 'String', preferences: 'AWSJSON!', status: 'MemberStatus!', expiresAt: 'AWSDateTime', role: 'MemberRole!',
      'tasks(limit: Int)': '[Task!]', tenant: 'Tenant',
    });
    expect(shape(schema.objects.find(({ name }) => name === 'Tenant'))).toEqual({ id: 'ID!', name: 'String!', displayName: 'String!', 'members(limit: Int)': '[Member!]' });
    expect(shape(schema.objects.find(({ name }) => name === 'Task'))).toEqual({ id: 'Int!', ownerId: 'String', owner: 'Member' });
    expect(schema.enums.filter(({ name }) => name.startsWith('Member')).map(({ name, values }) => [name, values])).toEqual([
      ['MemberOrderBy', ['EMAIL_ASC', 'LAST_NAME_ASC']],
      ['MemberRole', ['admins', 'billing', 'owners', 'users', 'application_admins']],
      ['MemberStatus', ['invited', 'active', 'suspended']],
    ]);
  });

  it('brings no crud of the control schema', () => {
    const roots = [...schema.query.fields, ...(schema.mutation?.fields ?? [])].map(({ name }) => name);
    expect(roots.filter((name) => /^(get|list|create|update|upsert|delete)/.test(name) && name !== 'updateMe')).toEqual([
      'getTask', 'listTasks', 'createTask', 'createTasks', 'deleteTask', 'updateTask', 'upsertTask',
    ]);
  });

  it('is told by role what it may do', () => {
    const callers = (name: string): readonly string[] => {
      const found = fields.find((one) => one.field === name)?.statement?.permissions ?? [];
      return found.filter(({ allowed }) => allowed).map(({ role }) => role);
    };
    expect(callers('inviteMember')).toEqual(['admins', 'owners']);
    for (const name of ['suspendMember', 'resumeMember', 'changeMemberRole', 'removeMember']) expect(callers(name), name).toEqual(['admins', 'owners', 'application_admins']);
    for (const name of ['me', 'members', 'updateMe']) expect(callers(name), name).toEqual(['admins', 'billing', 'owners', 'users', 'application_admins']);
  });

  it('gives way to a resolver of the spec with the same name', () => {
    expect(fields.filter((one) => one.field === 'renameTenant')).toMatchObject([{ origin: 'custom', lambda: true }]);
    expect(planMembers(world).value.map((one) => one.field)).toContain('renameTenant');
  });

  it('makes nothing where it is not asked for', async () => {
    const plain = await opened.open({ sql: 'create table t (id int primary key);', spec: `crud: '*'`, config });
    expect(planMembers(plain)).toEqual({ value: [], diagnostics: [] });
    expect(Object.values(plain.names.relations).map(({ type }) => type)).toEqual(['T']);
  });
});

describe('SQL of the spec over cognition.users', () => {
  it('has members for rows, and their enums for arguments', async () => {
    const custom = field('Query.withStatus');
    const users = world.catalog.relations.find(({ schema: one, name }) => one === 'cognition' && name === 'users');
    expect(custom.result).toEqual({ kind: 'relation', relation: users?.oid });
    expect(custom.arguments).toMatchObject([{ name: 'statuses', type: { kind: 'list', element: { kind: 'named', name: 'MemberStatus' } } }]);
    expect(names(await run('ann', 'Query.withStatus', { args: { statuses: ['invited', 'suspended'] } }))).toEqual(['ida', 'sue']);
    expect(names(await run('bob', 'Query.withStatus', { args: { statuses: ['invited', 'active'] } }))).toEqual(['bob']);
  });
});

describe('Query.me', () => {
  it.each(['ann', 'bob', 'ben', 'gil', 'zoe'] as const)('is %s', async (who) => {
    const [row, ...rest] = await run(who, 'Query.me');
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ id: id(who), app_role: people[who].role, status: 'active', first_name: null, expires_at: null, user_preferences: {} });
  });

  it.each(['ida', 'sue', 'exa'] as const)('is nobody for %s', async (who) => {
    expect(await run(who, 'Query.me')).toEqual([]);
  });
});

describe('Query.members', () => {
  const all = { limit: 20 };

  it('shows admins their tenant, everybody else themselves, and nobody to those who are shut out', async () => {
    expect(names(await run('ann', 'Query.members', all))).toEqual(['oda', 'abe', 'ben', 'ida', 'sue', 'ann', 'bob', 'exa']);
    expect(names(await run('gus', 'Query.members', all))).toEqual(['gus', 'gil']);
    expect(names(await run('gil', 'Query.members', all))).toEqual(['gil']);
    expect(names(await run('ben', 'Query.members', all))).toEqual(['ben']);
    for (const who of ['ida', 'sue', 'exa'] as const) expect(await run(who, 'Query.members', all)).toEqual([]);
    expect(await run('zoe', 'Query.members', all)).toHaveLength(Object.keys(people).length);
  });

  it('takes some of the statuses', async () => {
    expect(names(await run('ann', 'Query.members', { ...all, args: { status: ['suspended', 'invited'] } }))).toEqual(['ida', 'sue']);
    expect(await run('ann', 'Query.members', { ...all, args: { status: [] } })).toEqual([]);
    expect(await run('ann', 'Query.members', { ...all, args: { status: ["active') or true --"] } })).toEqual([]);
  });

  it.each(['EMAIL_ASC', 'LAST_NAME_ASC'])('comes in pages that miss nobody and repeat nobody, %s', async (orderBy) => {
    await admin.query(`savepoint named; update cognition.users set last_name = left(id, 3) where id in ('${id('ann')}', '${id('bob')}'); savepoint ready`);
    const seen: string[] = [];
    for (let after: Call['after'] | undefined; seen.length < 20; ) {
      const page = await run('ann', 'Query.members', { limit: 3, orderBy, ...(after === undefined ? {} : { after }) });
      seen.push(...names(page));
      after = page.at(-1);
      if (page.length < 3) break;
    }
    await admin.query('rollback to savepoint named; savepoint ready');
    expect([...seen].sort()).toEqual(['abe', 'ann', 'ben', 'bob', 'exa', 'ida', 'oda', 'sue']);
    if (orderBy === 'LAST_NAME_ASC') expect(seen.slice(0, 2)).toEqual(['ann', 'bob']);
  });
});

describe('Mutation.inviteMember', () => {
  const args = { input: { email: 'new@acme.test', role: 'billing', firstName: 'New' } };

  it('invites into the caller\'s own tenant', async () => {
    expect(await run('ann', 'Mutation.inviteMember', { args })).toMatchObject([{ email: 'new@acme.test', app_role: 'billing', status: 'invited', first_name: 'New', last_name: null, expires_at: null }]);
    const where = `select t.name from cognition.users u join cognition.tenants t on t.id = u.tenant_id where email = 'new@acme.test'`;
    expect(await run('gus', 'Mutation.inviteMember', { args }, where)).toEqual([{ name: 'globex' }]);
    const [row] = await run('ann', 'Mutation.inviteMember', { args: { input: { ...args.input, expiresAt: '2999-01-01T00:00:00Z', lastName: null } } });
    expect(row?.['expires_at']).toEqual(new Date('2999-01-01T00:00:00Z'));
  });

  it.each(['bob', 'ben', 'ida', 'sue', 'exa', 'gil', 'zoe'] as const)('is not for %s', async (who) => {
    await expect(run(who, 'Mutation.inviteMember', { args })).rejects.toMatchObject({ code: '42501' });
  });

  it.each(['application_admins', 'x; drop schema cognition', "users'); delete from cognition.users; --", 'owners'])('gives no role %s', async (role) => {
    await expect(run('ann', 'Mutation.inviteMember', { args: { input: { ...args.input, role } } })).rejects.toMatchObject({ code: '42501', message: 'this role cannot be given' });
  });

  it('has no way to name another tenant', () => {
    expect(field('Mutation.inviteMember').statement?.parameters.map(({ name }) => name)).toEqual(['input_email', 'input_role', 'input_firstName', 'input_lastName', 'input_expiresAt']);
  });
});

describe.each([
  ['Mutation.suspendMember', {}, 'bob', { status: 'suspended' }],
  ['Mutation.resumeMember', {}, 'sue', { status: 'active' }],
  ['Mutation.changeMemberRole', { role: 'billing' }, 'bob', { app_role: 'billing' }],
  ['Mutation.removeMember', {}, 'bob', {}],
] as const)('%s', (name, more, target, result) => {
  const at = (who: Name | string): Call => ({ args: { id: Object.hasOwn(people, who) ? id(who as Name) : who, ...more } });

  it('returns the row as it is now, or was', async () => {
    expect(await run('ann', name, at(target))).toMatchObject([{ id: id(target), ...result }]);
    expect(await run('oda', name, at(target))).toHaveLength(1);
    const left = await run('ann', name, at(target), `select count(*)::int as n from cognition.users where id = '${id(target)}'`);
    expect(left).toEqual([{ n: name === 'Mutation.removeMember' ? 0 : 1 }]);
  });

  it.each(['ben', 'ida', 'sue', 'exa', 'gil'] as const)('is not for %s', async (who) => {
    await expect(run(who, name, at('bob'))).rejects.toMatchObject({ code: '42501' });
  });

  it('reaches no other tenant, no application admin and not oneself', async () => {
    for (const other of ['gus', 'gil', 'zoe', "x' or true --"]) await expect(run('ann', name, at(other)), other).rejects.toMatchObject({ code: 'P0002' });
    await expect(run('gus', name, at('bob'))).rejects.toMatchObject({ code: 'P0002' });
    await expect(run('ann', name, at('ann'))).rejects.toMatchObject({ code: '42501' });
    await expect(run('ann', name, at('oda'))).rejects.toMatchObject({ code: '42501' });
  });
});

describe('Mutation.updateMe', () => {
  it('changes what is given, for the caller alone', async () => {
    const args = { input: { firstName: 'Bob', preferences: { theme: 'dark', ':x': '{tenant}' } } };
    expect(await run('bob', 'Mutation.updateMe', { args })).toMatchObject([{ id: id('bob'), first_name: 'Bob', last_name: null, user_preferences: { theme: 'dark', ':x': '{tenant}' } }]);
    expect(await run('bob', 'Mutation.updateMe', { args }, `select id from cognition.users where first_name is not null`)).toEqual([{ id: id('bob') }]);
    expect(await run('zoe', 'Mutation.updateMe', { args: { input: { lastName: null } } })).toMatchObject([{ last_name: null }]);
    for (const who of ['ida', 'sue', 'exa'] as const) await expect(run(who, 'Mutation.updateMe', { args })).rejects.toMatchObject({ code: '42501' });
  });

  it('asks for nothing where nothing is given', async () => {
    await expect(run('bob', 'Mutation.updateMe', { args: { input: {} } })).rejects.toThrow('nothing to write');
  });
});

describe('Mutation.renameTenant', () => {
  const args = { displayName: `Acme's "new" name` };

  it('is for admins, of their own tenant', async () => {
    expect(await run('ann', 'Mutation.renameTenant', { args })).toMatchObject([{ name: 'acme', displayname: args.displayName }]);
    const names_ = 'select name from cognition.tenants where displayname like \'%new%\'';
    expect(await run('gus', 'Mutation.renameTenant', { args }, names_)).toEqual([{ name: 'globex' }]);
    for (const who of ['bob', 'ben', 'ida', 'sue', 'exa', 'gil', 'zoe'] as const) await expect(run(who, 'Mutation.renameTenant', { args }), who).rejects.toMatchObject({ code: '42501' });
  });
});

describe('relations of members', () => {
  it('follow the policies too', async () => {
    const tenants = await run('gil', 'Member.tenant', { parents: [{ _tenantId: (await run('gil', 'Query.me'))[0]?.['tenant_id'] }] });
    expect(tenants).toMatchObject([{ name: 'globex' }]);
    const foreign = (await run('ann', 'Query.me'))[0]?.['tenant_id'];
    expect(await run('gil', 'Member.tenant', { parents: [{ _tenantId: foreign }] })).toEqual([]);
    expect(await run('gil', 'Tenant.members', { parents: [{ id: foreign }], args: { limit: 5 } })).toEqual([]);
    expect(await run('bob', 'Task.owner', { parents: [{ ownerId: id('ann') }, { ownerId: id('bob') }] })).toMatchObject([{ '~parent': '2', id: id('bob') }]);
  });
});
