import { resultList } from '../crud/sql-text.js';
import type { TableModel } from '../crud/table-model.js';
import type { Argument, Codec, FieldStatement, Parameter, Piece, ValueType } from '../types.js';
import { inputOf, type MemberInput } from './member-input.js';
import { columnNamed, faceColumn, type MembersContext } from './members-context.js';
import { membersField } from './members-field.js';

/** A value that the caller gives, and how it is written: `(:id::text)`. */
interface Given {
  readonly argument: Argument;
  readonly parameter: Parameter;
  readonly sql: string;
}

interface Kind {
  readonly value: ValueType;
  readonly codec: Codec;
}

function given(name: string, { value, codec }: Kind, { type = 'text', nullable = false } = {}): Given {
  return {
    argument: { name, type: value, nullable, default: null, max: null, description: null },
    parameter: { name, path: [name], type, codec, nullable, default: null, max: null, part: null },
    sql: `(:${name}::${type})`,
  };
}

const text: Kind = { value: { kind: 'scalar', scalar: 'String' }, codec: { kind: 'text' } };

/** `select t.id, ... from cognition.suspend_user((:id::text)) as t` */
function called(model: TableModel, name: string, inside: readonly Piece[]): readonly Piece[] {
  return [`select ${resultList('t', model.columns)}\nfrom cognition.${name}(`, ...inside, ') as t'];
}

function byArguments(context: MembersContext, field: string, fn: string, model: TableModel, values: readonly Given[], description: string): FieldStatement {
  return membersField(context, {
    field, operation: 'write', model, sql: called(model, fn, [values.map(({ sql }) => sql).join(', ')]), parts: [],
    arguments: values.map(({ argument }) => argument), parameters: values.map(({ parameter }) => parameter), rows: 'one', calls: [fn], description,
  });
}

/** Mutations of one other member, and of the tenant's name. */
export function plainWrites(context: MembersContext): readonly FieldStatement[] {
  const { users, tenants } = context;
  const id = given('id', columnNamed(users, 'id').value);
  const role = given('role', faceColumn(users, 'app_role'));
  const name = given('displayName', text);
  const tenant = given('tenant', text);
  const end = given('expiresAt', faceColumn(users, 'expires_at'), { type: 'timestamptz', nullable: true });
  return [
    byArguments(context, 'suspendMember', 'suspend_user', users, [id], 'Shuts a member out until resumed.'),
    byArguments(context, 'resumeMember', 'resume_user', users, [id], 'Lets a suspended member in again.'),
    byArguments(context, 'changeMemberRole', 'change_user_role', users, [id, role], 'Gives a member another role.'),
    byArguments(context, 'removeMember', 'remove_user', users, [id], 'Ends a membership, or takes an invitation back.'),
    byArguments(context, 'expireMember', 'expire_user', users, [id, end], 'Sets when a membership ends; null: never.'),
    byArguments(context, 'moveMember', 'move_user', users, [id, tenant, role], 'Takes a member to another tenant.'),
    byArguments(context, 'switchTenant', 'switch_tenant', users, [given('tenant', text, { nullable: true })], "The caller's next token is for this tenant; null: as application admin."),
    byArguments(context, 'renameTenant', 'rename_tenant', tenants, [name], "Changes the displayed name of the caller's tenant."),
  ];
}

/** `Mutation.inviteMember`: what is not given keeps the function's default. */
export function inviteField(context: MembersContext): FieldStatement {
  const { users } = context;
  const input = inputOf(users, `Invite${users.names.type}Input`, [
    { column: 'email', field: 'email', required: true, scalar: 'AWSEmail' },
    { column: 'app_role', field: 'role', required: true },
    { column: 'first_name', field: 'firstName', required: false },
    { column: 'last_name', field: 'lastName', required: false },
    { column: 'expires_at', field: 'expiresAt', required: false },
  ]);
  const optional = (one: MemberInput): Piece => ({ kind: 'part', part: one.part, sql: `, ${one.column} => ${one.sql}` });
  const required = input.columns.filter((one) => one.required).map(({ sql }) => sql).join(', ');
  return membersField(context, {
    field: 'inviteMember', operation: 'write', model: users,
    sql: called(users, 'invite_user', [required, ...input.columns.filter((one) => !one.required).map(optional)]),
    parts: input.parts, arguments: [input.argument], inputs: [input.type], parameters: input.parameters, rows: 'one', calls: ['invite_user'],
    description: "Invites somebody into the caller's tenant.",
  });
}

/** `Mutation.updateMe`: null sets null, absent leaves. Asked with no column at all, the runtime refuses. */
export function updateMeField(context: MembersContext): FieldStatement {
  const { users } = context;
  const input = inputOf(users, 'UpdateMeInput', [
    { column: 'first_name', field: 'firstName', required: false },
    { column: 'last_name', field: 'lastName', required: false },
    { column: 'user_preferences', field: 'preferences', required: false },
  ]);
  const changes: Piece = { kind: 'list', separator: ', ', parts: input.columns.map(({ part, column, sql }) => ({ part, sql: `'${column}', ${sql}` })), empty: '' };
  return membersField(context, {
    field: 'updateMe', operation: 'write', model: users, sql: called(users, 'update_me', ['jsonb_build_object(', changes, ')']),
    parts: input.parts, arguments: [input.argument], inputs: [input.type], parameters: input.parameters, rows: 'one', calls: ['update_me'],
    description: "Changes the caller's own name and preferences.",
  });
}
