import { afterAll, describe, expect, it } from 'vitest';
import { planSchema } from '../../../src/graphql/plan-schema.js';
import { planMembers } from '../../../src/statements/members/plan-members.js';
import { worlds, type World } from '../support/world.js';

const opened = worlds();
afterAll(() => opened.stop());

const open = (sql: string, spec: string, config?: string): Promise<World> => opened.open({ sql, spec: `members: true\n${spec}`, ...(config === undefined ? {} : { config }) });
const said = (world: World): readonly string[] => world.diagnostics.map(({ code, message, hint }) => `${code}: ${message}; ${hint ?? ''}`);

describe('names of members', () => {
  it('clash with a table at both owners, each with its way out', async () => {
    const world = await open('create table members (id int primary key); create table tenants (id int primary key);', '');
    expect(said(world)).toEqual([
      'PGC263: table members and members: true would have the same type Member; give one of them another name in resolvers.yaml: tables: { cognition.users: { type: Member2 } }',
      'PGC263: table tenants and members: true would have the same type Tenant; give one of them another name in resolvers.yaml: tables: { cognition.tenants: { type: Tenant2 } }',
    ]);
    expect(world.diagnostics.map(({ span }) => span?.file)).toEqual(['tenant_template/000.sql', 'tenant_template/000.sql']);
  });

  it('clash with types of the spec, by the enums\' names too; an enum of the template gives way', async () => {
    const world = await open(`create type member_role as enum ('a'); create table t (id int primary key, r member_role);`, 'types: { MemberStatus: { a: int } }');
    expect(world.diagnostics.map(({ code, message, severity }) => `${severity} ${code}: ${message}`)).toEqual([
      'info PGC307: enum member_role is type MemberRoleEnum: MemberRole is taken', 'error PGC263: MemberStatus of the spec and members: true would have the same type MemberStatus',
    ]);
  });

  it('are the user\'s where `tables:` says so, and leave a table called users its own', async () => {
    const world = await open('create table users (id int primary key, status text); create table members (id int primary key);', `tables:
  users: { type: Login, columns: { status: { name: state } } }
  cognition.users: { type: Person, columns: { first_name: { name: givenName }, user_preferences: { hidden: true }, id: { hidden: true } } }`);
    expect(said(world)).toEqual([]);
    const fields = planMembers(world).value;
    const { value, diagnostics } = planSchema({ ...world, fields });
    expect(diagnostics).toEqual([]);
    expect(value.objects.map(({ name }) => name)).toEqual(['MyTenant', 'Person', 'PersonPage', 'Tenant']);
    expect(value.objects[1]?.fields.map(({ name }) => name)).toEqual(['id', 'email', 'givenName', 'lastName', 'status', 'expiresAt', 'role']);
    expect(value.enums.map(({ name }) => name)).toEqual(['PersonOrderBy', 'PersonRole', 'PersonStatus']);
    expect(value.inputs.map(({ name }) => name)).toEqual(['InvitePersonInput', 'UpdateMeInput']);
    const login = world.catalog.relations.find(({ schemaKind, name }) => schemaKind === 'template' && name === 'users');
    expect(world.names.relations[login?.oid ?? 0]).toMatchObject({ type: 'Login', columns: { status: 'state' } });
  });

  it('say words that GraphQL cannot otherwise', async () => {
    const world = await open('create table t (id int primary key);', '', `export default { roles: { true: {}, null: {} } };`);
    const { value } = planSchema({ ...world, fields: planMembers(world).value });
    expect(value.enums.find(({ name }) => name === 'MemberRole')?.values).toEqual(['admins', 'NULL', 'TRUE', 'users', 'application_admins']);
    const change = planMembers(world).value.find(({ field }) => field === 'changeMemberRole');
    expect(change?.statement?.parameters[1]?.codec).toEqual({ kind: 'enum', labels: { null: 'NULL', true: 'TRUE' } });
  });
});
