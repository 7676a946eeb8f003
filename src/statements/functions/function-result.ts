import type { Oid, PgFunction } from '../../catalog/types.js';
import { pascalCase } from '../../names/casing.js';
import { identifier, valueOf, type Value, type ValueContext } from '../codec.js';
import { resultColumns } from '../crud/result-columns.js';
import { commaList, resultList } from '../crud/sql-text.js';
import { tableModel } from '../crud/table-model.js';
import type { FieldStatement, ResultColumn } from '../types.js';

/** What a function returns, as the columns of a row source `q`. */
export interface FunctionResult {
  readonly columns: readonly ResultColumn[];
  /** Items of the select list over `q`. */
  readonly items: string;
  /** `q(value)` where the source needs its column named. */
  readonly alias: string;
  /** Rows that are no rows: a composite null, or a row that breaks the table's NOT NULLs. */
  readonly where: string | null;
  readonly result: FieldStatement['result'];
  readonly scalar: boolean;
}

function column(context: ValueContext, name: string, label: string, oid: Oid, value: Value): ResultColumn {
  const typeText = context.catalog.types[oid]?.name ?? '';
  return {
    name, label, typeOid: oid, typeText, value: value.value, codec: value.codec, nullability: 'unknown', origin: null, description: null, hidden: false,
  };
}

/** The null of a composite arrives in FROM as a row of nulls. */
const notNothing = 'not (q is null)';

/** Throws for a type that `names` would have left the function out for. */
export function functionResult(context: ValueContext, fn: PgFunction, field: string): FunctionResult {
  const type = context.catalog.types[fn.returns];
  if (type === undefined) throw new Error(`statements: the result of ${fn.signature} is not in the catalog`);
  if (type.name === 'void' && type.kind === 'pseudo') return done();
  if (type.name === 'record' && type.kind === 'pseudo') return outColumns(context, fn, field);
  const relation = context.catalog.relations.find(({ oid }) => oid === type.relation);
  if (relation !== undefined && context.names.relations[relation.oid] !== undefined) return rowOf(context, relation.oid);
  return valueResult(context, fn.returns);
}

/** A function without a result answers true. */
function done(): FunctionResult {
  const boolean: ResultColumn = {
    name: 'value', label: 'value', typeOid: 16, typeText: 'boolean', value: { kind: 'scalar', scalar: 'Boolean' }, codec: { kind: 'boolean' },
    nullability: 'no', origin: null, description: null, hidden: false,
  };
  return { columns: [boolean], items: 'true as value', alias: 'q', where: null, result: { kind: 'value', value: boolean.value, nullable: false }, scalar: true };
}

function valueResult(context: ValueContext, oid: Oid): FunctionResult {
  const value = valueOf(context, oid, -1, 'computed');
  const items = value.resultCast === null ? 'q.value' : `${value.resultCast('q.value')} as value`;
  const source = value.codec.kind === 'record' ? { items: `${value.resultCast?.('q') ?? 'q'} as value`, alias: 'q', where: notNothing } : { items, alias: 'q(value)', where: null };
  return { ...source, columns: [column(context, 'value', 'value', oid, value)], result: { kind: 'value', value: value.value, nullable: true }, scalar: true };
}

/**
 * Rows of a table. A function may make rows that break the table's NOT NULLs, and the null of a composite arrives as a
 * row of nulls; neither is a row of the table's type in the API, so they are not returned.
 */
function rowOf(context: ValueContext, oid: Oid): FunctionResult {
  const relation = context.catalog.relations.find((one) => one.oid === oid);
  if (relation === undefined) throw new Error(`statements: relation ${oid} is not in the catalog`);
  const model = tableModel(context, relation);
  const columns = resultColumns(model, model.columns);
  const certain = model.columns.filter((_, index) => columns[index]?.nullability === 'no').map(({ sql }) => `q.${sql}`);
  const where = certain.length > 0 ? `num_nulls(${commaList(certain)}) = 0` : notNothing;
  return { columns, items: resultList('q', model.columns), alias: 'q', where, result: { kind: 'relation', relation: oid }, scalar: false };
}

function outColumns(context: ValueContext, fn: PgFunction, field: string): FunctionResult {
  const names = context.names.functions[fn.oid]?.arguments ?? [];
  const given = fn.arguments.map((argument, index) => ({ ...argument, field: names[index] ?? `arg${index + 1}` }));
  const outs = given.filter(({ mode }) => mode !== 'in' && mode !== 'variadic').map(({ type, field: called, name }, index) => (
    { value: valueOf(context, type, -1, 'computed'), type, name: called, label: name ?? `column${index + 1}` }
  ));
  const items = outs.map(({ value, label }) => {
    const plain = `q.${identifier(label)}`;
    return value.resultCast === null ? plain : `${value.resultCast(plain)} as ${identifier(label)}`;
  });
  return {
    columns: outs.map(({ value, type, name, label }) => column(context, name, label, type, value)),
    items: commaList(items), alias: 'q', where: null, result: { kind: 'own', name: `${pascalCase(field)}Result` }, scalar: false,
  };
}
