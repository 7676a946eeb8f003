import { applicationAdmins } from '../catalog/scratch-roles.js';
import type { Catalog, Relation } from '../catalog/types.js';
import type { Settings } from '../config/types.js';
import { isReservedValue } from './reserved.js';
import type { Names } from './types.js';

/** A column of `cognition.users` that holds one of a few words, and its enum in GraphQL. */
export interface MembersEnum {
  readonly name: string;
  /** Word in PostgreSQL to value in GraphQL. */
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
}

/** By column. */
export function membersEnumNames(type: string): Readonly<Record<'app_role' | 'status', string>> {
  return { app_role: `${type}Role`, status: `${type}Status` };
}

/**
 * The enum of a column, where it has one: roles are those of the config, and `application_admins`, whom nobody can be
 * made through the API but who may ask who they are. Null for every other column, and without `members: true`.
 */
export function membersEnum(names: Names, settings: Settings, relation: Relation, column: string): MembersEnum | null {
  const type = relation.schemaKind === 'cognition' && relation.name === 'users' ? names.relations[relation.oid]?.type : undefined;
  if (type === undefined) return null;
  const { app_role: role, status } = membersEnumNames(type);
  if (column === 'status') {
    return { name: status, labels: equal(['invited', 'active', 'suspended']), description: 'Invited: has not accepted yet. Suspended: shut out until resumed.' };
  }
  const roles = [...settings.config.roles.map(({ name }) => name), applicationAdmins];
  return column === 'app_role' ? { name: role, labels: equal(roles), description: 'Roles of the configuration; application_admins belong to no tenant.' } : null;
}

/** Every enum of `members: true`. */
export function membersEnums(catalog: Catalog, names: Names, settings: Settings): readonly MembersEnum[] {
  return catalog.relations.flatMap((relation) => ['app_role', 'status'].flatMap((column) => membersEnum(names, settings, relation, column) ?? []));
}

/** Every word as it is, but for those that GraphQL reads as something else. */
function equal(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => [word, isReservedValue(word) ? word.toUpperCase() : word]));
}
