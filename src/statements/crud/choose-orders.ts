import type { OrderExpression } from '../../config/types.js';
import { upperSnake } from '../../names/casing.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { findColumn, unknownColumn } from './choose-conditions.js';
import { operatorsOf, type TypeOperators } from './operators.js';
import type { TableColumn, TableModel } from './table-model.js';

/** One step of an order; all steps of a table's orders go in the same direction as the first. */
export interface OrderKey {
  readonly column: TableColumn;
  readonly has: TypeOperators;
  readonly descending: boolean;
}

export interface Order {
  /** `CREATED_AT_DESC` */
  readonly name: string;
  readonly keys: readonly OrderKey[];
}

/**
 * The orders that a list offers; the first is the default, and the table's key is appended to each so that it is total.
 * Without `orderBy` the key is the only order. Empty where there is neither.
 */
export function chooseOrders(model: TableModel, expressions: readonly OrderExpression[] | null): Staged<readonly Order[]> {
  if (expressions === null) return { value: keyOrder(model), diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const value = expressions.flatMap(({ name, descending, span }): readonly Order[] => {
    const column = findColumn(model, name);
    if (column === null) diagnostics.push(unknownColumn(model, name, span));
    if (column === null) return [];
    const has = operatorsOf(model.context.catalog, column.column.type);
    if (has.ordered) return [orderBy(model, column, descending)];
    diagnostics.push(error('PGC283', `${column.column.name} is ${column.column.typeText}, which has no order`, span, 'order by another column'));
    return [];
  });
  return { value: value.filter((order, index) => value.findIndex(({ name }) => name === order.name) === index), diagnostics };
}

function keyOrder(model: TableModel): readonly Order[] {
  const first = model.key?.[0];
  return first === undefined || !orderedKey(model) ? [] : [orderBy(model, first, false)];
}

/** Can the table's key order its rows? A key of type xid or of an unknown extension cannot. */
export function orderedKey(model: TableModel): boolean {
  return model.key !== null && model.key.every(({ column }) => operatorsOf(model.context.catalog, column.type).ordered);
}

function orderBy(model: TableModel, column: TableColumn, descending: boolean): Order {
  const rest = orderedKey(model) ? (model.key ?? []).filter((other) => other !== column) : [];
  const keys = [column, ...rest].map((one) => ({ column: one, has: operatorsOf(model.context.catalog, one.column.type), descending }));
  return { name: `${upperSnake(column.field)}_${descending ? 'DESC' : 'ASC'}`, keys };
}
