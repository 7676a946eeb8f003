import type { CrudOperation, CrudSpec } from '../../config/types.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import { chooseConditions } from './choose-conditions.js';
import { chooseOrders, type Order } from './choose-orders.js';
import type { Condition } from './conditions.js';
import { inputColumn, isRequired, writable, type InputColumn } from './inputs.js';
import { mayColumn } from './readers.js';
import { softDelete, type SoftDelete } from './soft-delete.js';
import type { TableColumn, TableModel } from './table-model.js';

/** Everything that the operations of one table are made from. */
export interface TableCrud {
  readonly model: TableModel;
  readonly spec: CrudSpec | null;
  readonly conditions: readonly Condition[];
  readonly orders: readonly Order[];
  readonly soft: SoftDelete | null;
  /** Columns of `CreateOrderInput`. */
  readonly create: readonly InputColumn[];
  /** Columns of `UpdateOrderInput`, none of them required. */
  readonly update: readonly InputColumn[];
  /** Conflict columns of an upsert; null where no key can be given by a client. */
  readonly conflict: readonly TableColumn[] | null;
}

/** Collects what `crud:` says of a table; its mistakes are in the diagnostics. */
export function tableCrud(model: TableModel, spec: CrudSpec | null): Staged<TableCrud> {
  const conditions = chooseConditions(model, spec);
  const orders = chooseOrders(model, spec?.orderBy ?? null);
  const soft = softDelete(model, spec);
  const inputs = writable(model).filter((column) => column !== soft.value?.column);
  const offered = (verb: 'insert' | 'update'): readonly TableColumn[] => inputs.filter((column) => grantable(model, column, verb));
  const key = model.key ?? [];
  const value: TableCrud = {
    model, spec,
    conditions: conditions.value,
    orders: orders.value,
    soft: soft.value,
    create: offered('insert').map((column) => inputColumn(model, column, isRequired(model, column))),
    update: offered('update').filter((column) => !key.includes(column)).map((column) => inputColumn(model, column, false)),
    conflict: conflictColumns(model, offered('insert')),
  };
  const diagnostics: readonly Diagnostic[] = [...conditions.diagnostics, ...orders.diagnostics, ...soft.diagnostics];
  return { value, diagnostics };
}

/** Columns that no role may write are in no input, unless nobody may write the table at all (the check says that). */
function grantable(model: TableModel, column: TableColumn, verb: 'insert' | 'update'): boolean {
  const { roles } = model.context.catalog;
  const somebody = roles.some((role) => model.columns.some((one) => mayColumn(role, verb, one)));
  return !somebody || roles.some((role) => mayColumn(role, verb, column));
}

/** The primary key where clients can give it, else the first other key; a deferrable one cannot arbitrate. */
function conflictColumns(model: TableModel, given: readonly TableColumn[]): readonly TableColumn[] | null {
  for (const { columns, deferrable } of model.relation.keys) {
    const found = given.filter(({ column }) => columns.includes(column.name));
    if (!deferrable && found.length === columns.length) return found;
  }
  return null;
}

/** Operations that a relation of this kind can have; what roles may do with it is another question. */
export function possibleOperations({ model, create, update, conflict }: TableCrud): readonly CrudOperation[] {
  const { relation, key } = model;
  const { kind, updatable } = relation;
  if (kind === 'materialized view') return key === null ? ['list'] : ['get', 'list'];
  const table = kind === 'table' || kind === 'partitioned';
  const insert = updatable.insert;
  return [
    ...(key === null ? [] : (['get'] as const)),
    'list',
    ...(insert ? (['create'] as const) : []),
    ...(insert && create.length > 0 ? (['createMany'] as const) : []),
    ...(key !== null && updatable.update && update.length > 0 ? (['update'] as const) : []),
    ...(table && updatable.upsert && insert && updatable.update && conflict !== null ? (['upsert'] as const) : []),
    ...(key !== null && (updatable.delete || kind === 'foreign table') ? (['delete'] as const) : []),
  ];
}
