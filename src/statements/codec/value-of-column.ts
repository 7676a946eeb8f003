import type { Column, Relation } from '../../catalog/types.js';
import { tableSpecOf } from '../../names/table-specs.js';
import { membersEnum } from '../../names/members-enums.js';
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
  const value = valueOf(context, column.type, column.typmod, use, scalar ?? memberId(context, relation, column));
  const words = membersEnum(context.names, context.settings, relation, column.name);
  if (words === null) return value;
  const renamed = Object.fromEntries(Object.entries(words.labels).filter(([label, name]) => label !== name));
  return { ...value, value: { kind: 'named', name: words.name }, codec: { kind: 'enum', labels: renamed } };
}

/** Ids of members are text that says nothing: an ID, as every generated key is. */
function memberId({ names }: ValueContext, { oid, schemaKind }: Relation, { name }: Column): string | null {
  return schemaKind === 'cognition' && name === 'id' && names.relations[oid] !== undefined ? 'ID' : null;
}
