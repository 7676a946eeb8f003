import type { Catalog, Column } from '../../catalog/types.js';
import type { Names } from '../../names/types.js';
import type { FieldStatement, StatementVariant } from '../types.js';

/** A generated part names the column it needs: `input.note`, `filter.status.eq`. */
function columnOf(part: string, columns: Readonly<Record<string, Column>>): Column | null {
  const [, field] = part.split('.');
  return field === undefined ? null : (columns[field] ?? null);
}

/**
 * The parts of a variant that a role may ask for. Generated statements offer the columns that any role may write or
 * filter by; which of them this role may use is known from the catalog's column grants. In the user's own SQL a part is
 * the user's word: all are asked for.
 */
export function permittedParts(catalog: Catalog, names: Names, field: FieldStatement, variant: StatementVariant, role: string): readonly string[] {
  const { result } = field;
  if (field.origin !== 'crud' || result.kind !== 'relation') return variant.parts;
  const relation = catalog.relations.find(({ oid }) => oid === result.relation);
  const fields = names.relations[result.relation]?.columns ?? {};
  const columns = Object.fromEntries((relation?.columns ?? []).map((column) => [fields[column.name] ?? '', column]));
  const permitted = variant.parts.filter((part) => {
    const privileges = columnOf(part, columns)?.privileges[role];
    if (privileges === undefined) return true;
    return part.startsWith('filter.') ? privileges.select : privileges.insert || privileges.update;
  });
  // A write of no column is no statement: a role that may write none asks for all, and is refused.
  return permitted.length === 0 ? variant.parts : permitted;
}
