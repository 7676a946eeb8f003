import type { CrudOperation } from '../../config/types.js';
import type { Argument, FieldStatement, Piece, StatementVariant } from '../types.js';
import { crudField } from './crud-field.js';
import { inputType, type InputColumn } from './inputs.js';
import { insertHead, upsertTail, valuesOf } from './insert-pieces.js';
import { mayRun } from './permitted.js';
import { keyArguments, keyParameters, whereKey } from './read-fields.js';
import { readerGroups, toVariants, unionOf, type Group } from './readers.js';
import { resultList } from './sql-text.js';
import type { TableCrud } from './table-crud.js';
import type { TableColumn } from './table-model.js';

/** `input: CreateOrderInput!` */
export function inputArgument(name: string): Argument {
  return { name: 'input', type: { kind: 'named', name }, nullable: false, default: null, max: null, description: null };
}

export function writeGroups(crud: TableCrud, operation: CrudOperation, needed: readonly TableColumn[]): readonly Group[] {
  return readerGroups(crud.model, needed, (role) => mayRun(crud, operation, role));
}

/** The same statement for each group of roles, with what they may read in RETURNING. */
export function returning(groups: readonly Group[], sql: readonly Piece[], inputs: readonly InputColumn[]): readonly StatementVariant[] {
  const parts = inputs.flatMap(({ required, part }) => (required ? [] : [part]));
  return toVariants(groups, (columns) => ({ sql: [...sql, `\nreturning ${resultList('t', columns)}`], parts }));
}

/** `Mutation.createOrder`: columns that are not given keep their defaults. */
export function createField(crud: TableCrud): FieldStatement {
  const { model, create } = crud;
  const groups = writeGroups(crud, 'create', []);
  const name = `Create${model.names.type}Input`;
  return crudField(crud, 'create', {
    arguments: create.length > 0 ? [inputArgument(name)] : [],
    inputs: create.length > 0 ? [inputType(name, create, model.relation.comment)] : [],
    parameters: create.map(({ parameter }) => parameter),
    variants: returning(groups, [...insertHead(crud, create), ...valuesOf(create)], create),
    columns: unionOf(model, groups),
    rows: 'one',
  });
}

/** `Mutation.updateOrder`: null sets null, absent leaves. Asked with no column at all, the runtime refuses. */
export function updateField(crud: TableCrud): FieldStatement {
  const { model, update } = crud;
  const name = `Update${model.names.type}Input`;
  const groups = writeGroups(crud, 'update', [...(model.key ?? []), ...(crud.soft === null ? [] : [crud.soft.column])]);
  const set: Piece = { kind: 'list', separator: ',\n  ', parts: update.map(({ column, part, sql }) => ({ part, sql: `${column.sql} = ${sql}` })), empty: '' };
  return crudField(crud, 'update', {
    arguments: [...keyArguments(model), inputArgument(name)],
    inputs: [inputType(name, update, model.relation.comment)],
    parameters: [...keyParameters(model), ...update.map(({ parameter }) => parameter)],
    variants: returning(groups, [`update ${model.from} as t\nset `, set, `\n${whereKey(crud)}`], update),
    columns: unionOf(model, groups),
    rows: 'optional',
  });
}

/** `Mutation.upsertOrder`: creates the row, or updates the columns given of the row with the same key; null where that one is deleted softly. */
export function upsertField(crud: TableCrud): FieldStatement {
  const { model, soft } = crud;
  const conflict = crud.conflict ?? [];
  const columns = crud.create.map((one) => (conflict.includes(one.column) ? { ...one, required: true, parameter: { ...one.parameter, part: null, nullable: false } } : one));
  const name = `Upsert${model.names.type}Input`;
  const groups = writeGroups(crud, 'upsert', [...conflict, ...(soft === null ? [] : [soft.column])]);
  return crudField(crud, 'upsert', {
    arguments: [inputArgument(name)],
    inputs: [inputType(name, columns, model.relation.comment)],
    parameters: columns.map(({ parameter }) => parameter),
    variants: returning(groups, [...insertHead(crud, columns), ...valuesOf(columns), ...upsertTail(conflict, columns, crud.update), ...(soft === null ? [] : [`\nwhere ${soft.alive}`])], columns),
    columns: unionOf(model, groups),
    rows: soft === null ? 'one' : 'optional',
  });
}

/** `Mutation.deleteOrder`: the row that was deleted, or marked so; null where there was none. */
export function deleteField(crud: TableCrud): FieldStatement {
  const { model, soft } = crud;
  const groups = writeGroups(crud, 'delete', [...(model.key ?? []), ...(soft === null ? [] : [soft.column])]);
  const verb = soft === null ? `delete from ${model.from} as t` : `update ${model.from} as t\nset ${soft.column.sql} = ${soft.value}`;
  return crudField(crud, 'delete', {
    arguments: keyArguments(model),
    parameters: keyParameters(model),
    variants: returning(groups, [`${verb}\n${whereKey(crud)}`], []),
    columns: unionOf(model, groups),
    rows: 'optional',
  });
}
