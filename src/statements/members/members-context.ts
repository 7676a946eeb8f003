import type { Column, PgFunction } from '../../catalog/types.js';
import type { Value, ValueContext } from '../codec.js';
import { valueOfColumn } from '../codec/value-of-column.js';
import { tableModel, type TableColumn, type TableModel } from '../crud/table-model.js';

/** What every field of `members:` is made from. */
export interface MembersContext extends ValueContext {
  readonly users: TableModel;
  readonly tenants: TableModel;
  readonly myTenants: TableModel;
}

/** Throws where the scratch database has no public face: every run loads one. */
export function membersContext(context: ValueContext): MembersContext {
  return { ...context, users: modelOf(context, 'users'), tenants: modelOf(context, 'tenants'), myTenants: modelOf(context, 'my_tenants') };
}

function modelOf(context: ValueContext, name: string): TableModel {
  const relation = context.catalog.relations.find((one) => one.schemaKind === 'cognition' && one.name === name);
  if (relation === undefined) throw new Error(`statements: cognition.${name} is not in the catalog`);
  return tableModel(context, relation);
}

/** A function of schema `cognition`; none of them has overloads. */
export function faceFunction({ catalog }: ValueContext, name: string): PgFunction {
  const found = catalog.functions.find((one) => one.schemaKind === 'cognition' && one.name === name);
  if (found === undefined) throw new Error(`statements: cognition.${name} is not in the catalog`);
  return found;
}

/** A column of the model; throws for one that the API may lack: others ask {@link faceColumn}. */
export function columnNamed(model: TableModel, name: string): TableColumn {
  const found = model.columns.find(({ column }) => column.name === name);
  if (found === undefined) throw new Error(`statements: cognition.${model.relation.name}.${name} is not in the API`);
  return found;
}

/** A column of the table, hidden from the API or not. */
export function faceColumnOf({ relation }: TableModel, name: string): Column {
  const found = relation.columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`statements: cognition.${relation.name} has no column ${name}`);
  return found;
}

/** How its values travel. */
export function faceColumn(model: TableModel, name: string): Value {
  return valueOfColumn(model.context, model.relation, faceColumnOf(model, name));
}
