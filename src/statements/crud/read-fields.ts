import { castText } from '../codec/type-text.js';
import type { Argument, FieldStatement, Parameter, Piece } from '../types.js';
import { orderedKey } from './choose-orders.js';
import { conditionInput, conditionParts } from './conditions.js';
import { crudField } from './crud-field.js';
import { keyset } from './keyset.js';
import { comparedText, operatorsOf, operatorText } from './operators.js';
import { mayRun } from './permitted.js';
import { readerGroups, toVariants, unionOf, type Variation } from './readers.js';
import { resultList } from './sql-text.js';
import type { TableCrud } from './table-crud.js';
import type { TableColumn, TableModel } from './table-model.js';

/** Arguments that name one row: `getOrder(id: ID!)`. One called like the input argument gets an underscore. */
function keyArgument({ field }: TableColumn): string {
  return field === 'input' ? 'input_' : field;
}

export function keyArguments(model: TableModel): readonly Argument[] {
  return (model.key ?? []).map((column) => ({
    name: keyArgument(column), type: column.value.value, nullable: false, default: null, max: null, description: column.column.comment,
  }));
}

export function keyParameters(model: TableModel): readonly Parameter[] {
  return (model.key ?? []).map((column) => ({
    name: keyArgument(column), path: [keyArgument(column)], type: castText(model.context.catalog, column.column.type), codec: column.value.codec,
    nullable: false, default: null, max: null, part: null,
  }));
}

/** `where t.id = (:id::uuid)`, and alive where rows are deleted softly. */
export function whereKey({ model, soft }: TableCrud): string {
  const tests = (model.key ?? []).map((column) => {
    const has = operatorsOf(model.context.catalog, column.column.type);
    return `${comparedText(has, `t.${column.sql}`)} ${operatorText(has, '=')} ${comparedText(has, column.value.parameterCast(`:${keyArgument(column)}`))}`;
  });
  return `where ${[...tests, ...(soft === null ? [] : [soft.alive])].join('\n  and ')}`;
}

/** `Query.getOrder` */
export function getField(crud: TableCrud): FieldStatement {
  const { model, soft } = crud;
  const needed = [...(model.key ?? []), ...(soft === null ? [] : [soft.column])];
  const groups = readerGroups(model, needed, (role) => mayRun(crud, 'get', role));
  return crudField(crud, 'get', {
    arguments: keyArguments(model),
    parameters: keyParameters(model),
    variants: toVariants(groups, (columns) => ({ sql: [`select ${resultList('t', columns)}\nfrom ${model.from} as t\n${whereKey(crud)}`], parts: [] })),
    columns: unionOf(model, groups),
    rows: 'optional',
  });
}

/** `Query.listOrders`: pages where the table has a key, else as many rows as `limit` says. */
export function listField(crud: TableCrud): FieldStatement {
  const { model, soft, orders, spec } = crud;
  const paged = orderedKey(model) && orders.length > 0;
  const set = orders.length > 0 ? keyset(model, orders, model.columns) : null;
  const parts = conditionParts(model, crud.conditions);
  const needed = [...(paged ? (model.key ?? []) : []), ...(soft === null ? [] : [soft.column])];
  const groups = readerGroups(model, needed, (role) => mayRun(crud, 'list', role));
  const page = spec?.page ?? model.context.settings.config.limits.list;
  const limit: Parameter = { name: 'limit', path: ['limit'], type: 'bigint', codec: { kind: 'int' }, nullable: false, default: page.size, max: page.max, part: null };
  const filtered = crud.conditions.length > 0;
  return crudField(crud, 'list', {
    arguments: [...(filtered ? [named('filter', `${model.names.type}Filter`)] : []), ...(orders.length > 1 ? [named('orderBy', `${model.names.type}OrderBy`)] : []), ...(paged ? [] : [limitArgument(page)])],
    inputs: filtered ? filterInputs(crud) : [],
    parameters: [...parts.map(({ parameter }) => parameter), ...(paged ? [] : [limit])],
    variants: toVariants(groups, (columns) => listVariant(crud, columns, paged)),
    columns: unionOf(model, groups),
    cursors: paged ? (set?.labels ?? []) : [],
    page: paged ? page : null,
    orders: (set?.options ?? []).map((option) => (paged ? option : { ...option, cursor: [] })),
    rows: 'many',
  });
}

const named = (name: string, type: string): Argument => ({ name, type: { kind: 'named', name: type }, nullable: true, default: null, max: null, description: null });

function limitArgument({ size, max }: { readonly size: number; readonly max: number }): Argument {
  return { name: 'limit', type: { kind: 'scalar', scalar: 'Int' }, nullable: true, default: size, max, description: null };
}

function filterInputs(crud: TableCrud): FieldStatement['inputs'] {
  const made = crud.conditions.map((condition) => ({ condition, input: conditionInput(crud.model, condition) }));
  const fields = made.map(({ condition, input }) => ({
    name: condition.column.field, type: { kind: 'named' as const, name: input.name }, nullable: true, description: condition.column.column.comment,
  }));
  const inputs = made.map(({ input }) => input).filter((input, index, all) => all.findIndex(({ name }) => name === input.name) === index);
  return [{ name: `${crud.model.names.type}Filter`, fields, description: null }, ...inputs];
}

/** What roles that read `columns` may ask for: no filter by a column that they cannot read. */
function listVariant(crud: TableCrud, columns: readonly TableColumn[], paged: boolean): Variation {
  const { model, soft, orders } = crud;
  const parts = conditionParts(model, crud.conditions).filter(({ column }) => columns.includes(column));
  const set = orders.length > 0 ? keyset(model, orders, columns) : null;
  const cursors = paged && set !== null ? set.items : [];
  return {
    sql: [
      `select ${[resultList('t', columns), ...cursors].join(',\n  ')}\nfrom ${model.from} as t\nwhere ${soft?.alive ?? 'true'}`,
      ...parts.map(({ part, sql }): Piece => ({ kind: 'part', part, sql: `\n  and ${sql}` })),
      ...(set === null ? [] : paged ? [set.after, set.order] : [set.order]),
      '\nlimit (:limit::bigint)',
    ],
    parts: parts.map(({ part }) => part),
    labels: paged && set !== null ? set.labels : [],
  };
}
