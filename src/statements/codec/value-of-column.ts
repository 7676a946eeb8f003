import type { Column, Relation } from '../../catalog/types.js';
import { tableSpecOf } from '../../names/table-specs.js';
import { valueOf, type Value, type ValueContext } from '../codec.js';

/** True for columns of a primary, unique or foreign key: their bigints are identifiers, not numbers. */
export function isKeyColumn(relation: Relation, column: string): boolean {
  return [...relation.keys, ...relation.foreignKeys].some(({ columns }) => columns.includes(column));
}

/** A column's mapping, with the scalar that `tables:` wants for it; also where a key of another table refers to it. */
export function valueOfColumn(context: ValueContext, relation: Relation, column: Column): Value {
  const spec = tableSpecOf(context.settings.spec.tables, relation);
  const scalar = spec?.columns.find((candidate) => candidate.column === column.name)?.scalar ?? null;
  const use = isKeyColumn(relation, column.name) || spec?.key?.includes(column.name) === true ? 'key' : 'column';
  return valueOf(context, column.type, column.typmod, use, scalar);
}
