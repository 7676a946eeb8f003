import type { Relation } from '../catalog/types.js';
import type { TableSpec } from '../config/types.js';
import { recordOf } from '../source/record-of.js';
import { camelCase, pascalCase } from './casing.js';
import type { Claim, Draft } from './draft.js';
import { plural, singular } from './inflect.js';
import { membersEnumNames } from './members-enums.js';
import { nameFields } from './name-fields.js';
import type { RelationNames } from './types.js';
import { checkTypeName } from './wished-name.js';

/** A relation of schema `cognition` as `members: true` shows it. */
interface Shown {
  readonly type: string;
  /** Column to field; columns that are not here are nobody's business in the API. */
  readonly columns: Readonly<Record<string, string>>;
  /** What operations take or page by: cannot be hidden. */
  readonly kept: readonly string[];
}

const shown: Readonly<Record<string, Shown>> = {
  users: {
    type: 'Member',
    columns: {
      id: 'id', email: 'email', first_name: 'firstName', last_name: 'lastName', user_preferences: 'preferences', status: 'status', expires_at: 'expiresAt', app_role: 'role',
    },
    kept: ['id', 'email'],
  },
  my_tenants: { type: 'MyTenant', columns: { userid: 'memberId', tenant: 'tenant', displayname: 'displayName', role: 'role', is_current: 'isCurrent' }, kept: ['tenant'] },
  tenants: { type: 'Tenant', columns: { id: 'id', name: 'name', displayname: 'displayName' }, kept: ['id'] },
};

/** True for what `members: true` brings into the API. */
export function isMembersRelation(relation: Relation): boolean {
  return relation.schemaKind === 'cognition' && Object.hasOwn(shown, relation.name);
}

/** Names for the control schema's face: `Member`, `Tenant` and `MyTenant`, unless `tables:` says otherwise. */
export function nameMembers(relation: Relation, spec: TableSpec | null): Draft<RelationNames> {
  const plan = shown[relation.name];
  if (plan === undefined) throw new Error(`names: ${relation.name} is not for members:`);
  const columns = relation.columns.filter(({ name }) => Object.hasOwn(plan.columns, name)).map(({ name }) => ({ name, span: null, reason: null }));
  const wishes = spec === null ? null : { ...spec, columns: spec.columns.map((one) => (plan.kept.includes(one.column) ? { ...one, hidden: false } : one)) };
  const fields = nameFields({ name: `cognition.${relation.name}`, spec: wishes, columns });
  const named = Object.entries(fields.value).map(([column, name]) => {
    const wished = spec?.columns.some((one) => one.column === column && one.name !== null) === true;
    return [column, wished ? name : (plan.columns[column] ?? name)] as const;
  });
  const wish = spec?.type ?? null;
  const problem = wish === null ? null : checkTypeName(wish.name, wish.span);
  const type = wish !== null && problem === null ? wish.name : plan.type;
  return {
    value: { type, one: camelCase(singular(type)), many: camelCase(plural(type)), manyType: pascalCase(plural(type)), columns: recordOf(named) },
    claims: claimsOf(relation, type, spec), diagnostics: [...(problem === null ? [] : [problem]), ...fields.diagnostics], leftOut: [],
  };
}

/** The type's name, and those of the enums that come with it. */
function claimsOf(relation: Relation, type: string, spec: TableSpec | null): readonly Claim[] {
  const enums = relation.name === 'users' ? Object.values(membersEnumNames(type)) : [];
  const wayOut = `tables: { cognition.${relation.name}: { type: ${type}2 } }`;
  return [type, ...enums].map((name) => ({ name, owner: 'members: true', span: spec?.type?.span ?? null, wayOut }));
}
