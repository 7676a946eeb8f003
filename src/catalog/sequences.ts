import { flagByRole, type RawPrivileges } from './privileges.js';
import { rolePrivileges, type Scope } from './scope.js';
import type { Catalog, Oid } from './types.js';

export interface RawSequence {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  readonly usage: RawPrivileges;
}

/** Every sequence of the schemas, those behind serial and identity columns too. Either right is enough for nextval. */
export function sequencesSql(scope: Scope): string {
  return `
    select c.oid::int8, n.nspname as schema, c.relname as name,
      ${rolePrivileges(scope, ["has_sequence_privilege(role.oid, c.oid, 'USAGE, UPDATE')"])} as usage
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relnamespace = any (${scope.namespaces}) and c.relkind = 'S'`;
}

export function toSequences(raws: readonly RawSequence[], roles: readonly string[]): Catalog['sequences'] {
  return Object.fromEntries(raws.map((raw) => [raw.oid, { schema: raw.schema, name: raw.name, usage: flagByRole(roles, raw.usage) }]));
}
