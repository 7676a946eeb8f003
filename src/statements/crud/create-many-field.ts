import { castText } from '../codec/type-text.js';
import { identifier } from '../codec.js';
import type { Codec, FieldStatement, Parameter } from '../types.js';
import { crudField } from './crud-field.js';
import { inputType, type InputColumn } from './inputs.js';
import { insertHead, optionalList } from './insert-pieces.js';
import { commaList } from './sql-text.js';
import type { TableCrud } from './table-crud.js';
import { unionOf } from './readers.js';
import { returning, writeGroups } from './write-fields.js';

/** JSON has no bytes: they travel in base64 and are decoded there. */
function recordItem(crud: TableCrud, { column }: InputColumn): string {
  const bytes = column.value.codec.kind === 'bytea';
  return `${identifier(column.field)} ${bytes ? 'text' : castText(crud.model.context.catalog, column.column.type)}`;
}

function selectItem({ column }: InputColumn): string {
  const plain = `r.${identifier(column.field)}`;
  return column.value.codec.kind === 'bytea' ? `decode(${plain}, 'base64')` : plain;
}

function rowCodec(columns: readonly InputColumn[]): Codec {
  const fields = columns.map(({ column: { field, value } }) => {
    const codec: Codec = value.codec.kind === 'bytea' ? { kind: 'text' } : value.codec;
    return { name: field, column: field, codec };
  });
  return { kind: 'list', element: { kind: 'record', fields } };
}

/**
 * `Mutation.createOrders`: all rows of a call give the same columns, so that the others keep their defaults.
 * The rows are one JSON document whose keys are the API's field names. Rows without any key are refused by the runtime.
 */
export function createManyField(crud: TableCrud): FieldStatement {
  const { model, create } = crud;
  const groups = writeGroups(crud, 'createMany', []);
  const name = `Create${model.names.type}Input`;
  const max = (crud.spec?.page ?? model.context.settings.config.limits.list).max;
  const rows: Parameter = { name: 'input', path: ['input'], type: 'jsonb', codec: rowCodec(create), nullable: false, default: null, max, part: null };
  const from = `\nfrom jsonb_to_recordset((:input::jsonb)) as r(${commaList(create.map((column) => recordItem(crud, column)))})`;
  const sql = [...insertHead(crud, create, ''), 'select ', ...optionalList(create, selectItem, ''), from];
  return crudField(crud, 'createMany', {
    arguments: [{ name: 'input', type: { kind: 'list', element: { kind: 'named', name }, elementNullable: false }, nullable: false, default: null, max, description: null }],
    inputs: [inputType(name, create, model.relation.comment)],
    parameters: [rows],
    variants: returning(groups, sql, create),
    columns: unionOf(model, groups),
    rows: 'many',
  });
}
