import type { Column, Oid, Relation } from '../../catalog/types.js';
import { camelCase } from '../../names/casing.js';
import { tableSpecOf } from '../../names/table-specs.js';
import type { RelationNames } from '../../names/types.js';
import { identifier, type Value, type ValueContext } from '../codec.js';
import { schemaText } from '../codec/type-text.js';
import { valueOfColumn } from '../codec/value-of-column.js';

export interface TableColumn {
  readonly column: Column;
  /** GraphQL name; of a hidden one, the key it travels under. */
  readonly field: string;
  /** Quoted where needed, without an alias. */
  readonly sql: string;
  readonly value: Value;
  /** Not a field: travels because a relation starts from it. */
  readonly hidden: boolean;
}

/** A table or view as the generated statements see it. */
export interface TableModel {
  readonly context: ValueContext;
  readonly relation: Relation;
  readonly names: RelationNames;
  /** `{tenant}.orders`, `shared.countries`. */
  readonly from: string;
  /** In the table's order. */
  readonly columns: readonly TableColumn[];
  /** Columns that name one row, all in the API; null where there are none such. */
  readonly key: readonly TableColumn[] | null;
  /** Before the number of a hidden cursor column: `~`, longer only where the table has such a column itself. */
  readonly cursorPrefix: string;
}

/** Throws for a relation without names: callers ask `names` first. */
export function tableModel(context: ValueContext, relation: Relation): TableModel {
  const names = context.names.relations[relation.oid];
  if (names === undefined) throw new Error(`statements: relation ${relation.name} has no name`);
  const columns = relation.columns.flatMap((column) => tableColumn(context, relation, column, names));
  const own = relation.columns.map(({ name }) => name);
  let cursorPrefix = '~';
  while (own.some((name) => name.startsWith(cursorPrefix))) cursorPrefix += '~';
  const from = `${schemaText(relation.schema, relation.schemaKind)}${identifier(relation.name)}`;
  return { context, relation, names, from, columns, key: keyOf(context, relation, columns), cursorPrefix };
}

function tableColumn(context: ValueContext, relation: Relation, column: Column, names: RelationNames): readonly TableColumn[] {
  const field = names.columns[column.name];
  if (field === undefined && !isLinked(context, relation, column.name)) return [];
  const value = valueOfColumn(context, relation, column);
  if (!value.taken) return [];
  return [{ column, field: field ?? hiddenName(names, column.name), sql: identifier(column.name), value, hidden: field === undefined }];
}

/** Part of a foreign key, on either end of it. */
function isLinked(context: ValueContext, relation: Relation, column: string): boolean {
  const target = (oid: Oid, columns: readonly string[]): boolean => oid === relation.oid && columns.includes(column);
  if (relation.foreignKeys.some(({ columns }) => columns.includes(column))) return true;
  return context.catalog.relations.some(({ foreignKeys }) => foreignKeys.some((key) => target(key.target, key.targetColumns)));
}

function hiddenName(names: RelationNames, column: string): string {
  let name = `_${camelCase(column)}`;
  while (Object.values(names.columns).includes(name)) name += '_';
  return name;
}

/** What `tables:` says, else the primary key, else the first unique key whose columns are all NOT NULL. */
function keyOf(context: ValueContext, relation: Relation, columns: readonly TableColumn[]): readonly TableColumn[] | null {
  const said = tableSpecOf(context.settings.spec.tables, relation)?.key ?? null;
  const required = (name: string): boolean => relation.columns.some((column) => column.name === name && column.notNull);
  const found = relation.keys.find((key) => key.kind === 'primary' || key.columns.every(required));
  const wanted = said ?? found?.columns ?? null;
  const key = wanted?.flatMap((name) => columns.filter(({ column, hidden }) => column.name === name && !hidden)) ?? [];
  return wanted !== null && wanted.length > 0 && key.length === wanted.length ? key : null;
}
