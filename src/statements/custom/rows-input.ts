import type { FieldSpec, TypeSpec } from '../../config/types.js';
import { words } from '../../names/words.js';
import { closest } from '../../source/closest.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { identifier, valueOf } from '../codec.js';
import { castText } from '../codec/type-text.js';
import { valueOfColumn } from '../codec/value-of-column.js';
import type { Codec } from '../types.js';
import type { CustomContext } from './context.js';
import { findRelation, isDiagnostic, resolveSpecType } from './spec-type.js';

/** A field of an input as a column of `rows(:x)`. */
interface RowColumn {
  /** Key in the JSON: the GraphQL field. */
  readonly field: string;
  /** Name in SQL: `product_id`. */
  readonly column: string;
  /** `uuid`, `{tenant}.order_status`. */
  readonly type: string;
  readonly codec: Codec;
}

/** An input of the spec as rows. */
export interface RowsInput {
  readonly codec: Codec;
  /** The subselect that stands for `rows(:x)`; its argument is the placeholder with its cast. */
  readonly sql: (json: string) => string;
}

/**
 * How the rows of an input reach SQL: fields of a table are called as its columns, own fields in snake case
 * (`productId` is `product_id`). An input within an input is a jsonb column.
 */
export async function rowsInput(context: CustomContext, spec: TypeSpec, around: readonly TypeSpec[] = []): Promise<Staged<RowsInput>> {
  const diagnostics: Diagnostic[] = [];
  const columns: RowColumn[] = [...tableColumns(context, spec, diagnostics)];
  for (const field of spec.fields) {
    const column = await ownColumn(context, field, [...around, spec]);
    if (isDiagnostic(column)) diagnostics.push(column);
    else columns.push(column);
  }
  const items = columns.map(({ field, column }) => (field === column ? identifier(column) : `${identifier(field)} as ${identifier(column)}`));
  const definitions = columns.map(({ field, type }) => `${identifier(field)} ${type}`);
  const codec: Codec = { kind: 'record', fields: columns.map(({ field, codec: inner }) => ({ name: field, column: field, codec: inner })) };
  return { value: { codec, sql: (json) => `(select ${items.join(', ')} from jsonb_to_recordset(${json}) as t(${definitions.join(', ')}))` }, diagnostics };
}

function tableColumns(context: CustomContext, spec: TypeSpec, diagnostics: Diagnostic[]): readonly RowColumn[] {
  if (spec.from === null) return [];
  const { table, only, span } = spec.from;
  const relation = findRelation(context, table);
  const names = relation === null ? undefined : context.names.relations[relation.oid]?.columns;
  if (relation === null || names === undefined) {
    const near = closest(table, context.catalog.relations.map(({ name }) => name));
    diagnostics.push(error('PGC217', `there is no table ${table} in the API`, span, near === null ? 'make it in tenant_template/, or write the fields themselves' : `did you mean ${near}?`));
    return [];
  }
  const said = (name: string): boolean => relation.columns.some((column) => column.name === name || names[column.name] === name);
  for (const name of (only ?? []).filter((one) => !said(one))) {
    const near = closest(name, Object.keys(names));
    diagnostics.push(error('PGC217', `${table} has no column ${name}`, span, near === null ? `it has ${Object.keys(names).join(', ')}` : `did you mean ${near}?`));
  }
  return relation.columns.flatMap((column): RowColumn[] => {
    const field = names[column.name];
    const wanted = field !== undefined && (only === null || only.includes(column.name) || only.includes(field));
    const value = wanted ? valueOfColumn(context, relation, column) : null;
    if (field === undefined || value === null || !value.taken) return [];
    return [{ field, column: column.name, type: castText(context.catalog, column.type), codec: value.codec }];
  });
}

async function ownColumn(context: CustomContext, { name, type, span }: FieldSpec, around: readonly TypeSpec[]): Promise<RowColumn | Diagnostic> {
  const found = await resolveSpecType(context, type);
  if (isDiagnostic(found)) return found;
  const column = words(name).map((word) => word.toLowerCase()).join('_');
  if (found.kind === 'input') {
    // An input within itself travels as it came: its depth is not known.
    const inner: Codec = around.includes(found.spec) ? { kind: 'json' } : (await rowsInput(context, found.spec, around)).value.codec;
    return { field: name, column, type: 'jsonb', codec: type.list ? { kind: 'list', element: inner } : inner };
  }
  const oid = found.kind === 'pg' ? (type.list ? found.arrayOid : found.oid) : null;
  if (oid === null) return error('PGC217', `${type.name} cannot be sent`, span, 'use a type of PostgreSQL or one under inputs:');
  return { field: name, column, type: castText(context.catalog, oid), codec: valueOf(context, oid, -1, 'column').codec };
}
