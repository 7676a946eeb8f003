import type { Catalog, Relation } from '../../catalog/types.js';
import type { Statement } from '../types.js';
import { relationNames, type RelationNames } from './touched-relations.js';

/** The one table that a statement of `crud:` or `relations:` is about. */
export function generatedFor(names: RelationNames, { origin, uses }: Statement): Relation | null {
  return origin === 'crud' || origin === 'relation' ? (names.get(uses[0] ?? '') ?? null) : null;
}

/**
 * What the server's answer depends on, as a key. For a statement of the generator's about a single table without
 * policies: the text, the grants on that table, and the functions that defaults and generated columns may call; for a
 * role without any right on the table, the table alone. Else the text and the role.
 */
export function questionKey(catalog: Catalog): (statement: Statement, role: string, text: number) => string {
  const known = new Map<string, string>();
  const names = relationNames(catalog, '{tenant}');
  const functions = new Map(catalog.roles.map((role) => [role, catalog.functions.map(({ execute }) => (execute[role] === true ? 1 : 0)).join('')]));
  return (statement, role, text) => {
    const relation = generatedFor(names, statement);
    if (relation === null || relation.rowSecurity || (relation.kind !== 'table' && relation.kind !== 'partitioned')) return `${text} ${role}`;
    const key = `${relation.oid} ${role}`;
    const rights = known.get(key) ?? rightsKey(relation, role, functions.get(role) ?? '');
    known.set(key, rights);
    return rights === '' ? `none ${relation.oid}` : `${text} ${rights}`;
  };
}

/** Empty where the role has no right at all: whatever it asks of the table, the answer is the same. */
function rightsKey(relation: Relation, role: string, functions: string): string {
  const rights = [relation.privileges[role], ...relation.columns.map(({ privileges }) => privileges[role])];
  const some = rights.some((one) => one !== undefined && Object.values(one).includes(true));
  return some ? JSON.stringify([functions, rights]) : '';
}

/**
 * Whether fewer parts can help where all of them are refused. Reads of `crud:` have a variant for each set of readable
 * columns, with the filters for those only; and who has no right at all on the table need not be asked.
 */
export function mayHope(catalog: Catalog): (statement: Statement, role: string) => boolean {
  const names = relationNames(catalog, '{tenant}');
  return (statement, role) => {
    const relation = generatedFor(names, statement);
    if (relation === null) return true;
    const rights = [relation.privileges[role], ...relation.columns.map(({ privileges }) => privileges[role])];
    return statement.operation === 'write' && rights.some((one) => one !== undefined && (one.insert || one.update));
  };
}
