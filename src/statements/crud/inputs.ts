import type { InputType, Parameter } from '../types.js';
import { castText } from '../codec/type-text.js';
import type { TableColumn, TableModel } from './table-model.js';

/** A column as it is written: `input.note`, sent as `:input_note`. */
export interface InputColumn {
  readonly column: TableColumn;
  /** Must be given: NOT NULL without a default, or part of an upsert's key. */
  readonly required: boolean;
  readonly part: string;
  /** `(:input_note::text)` */
  readonly sql: string;
  readonly parameter: Parameter;
}

export function inputColumn(model: TableModel, column: TableColumn, required: boolean): InputColumn {
  const name = `input_${column.field}`;
  const part = `input.${column.field}`;
  const parameter: Parameter = {
    name, path: ['input', column.field], type: castText(model.context.catalog, column.column.type), codec: column.value.codec,
    nullable: acceptsNull(model, column), default: null, max: null, part: required ? null : part,
  };
  return { column, required, part, sql: column.value.parameterCast(`:${name}`), parameter };
}

/** A view leaves it to its table: what is never null when read may still have a default there. */
function acceptsNull({ context: { catalog }, relation }: TableModel, { column }: TableColumn): boolean {
  if (relation.kind === 'view') return true;
  return !column.notNull && catalog.types[column.type]?.notNull !== true;
}

/** True where the server fills the column of a new row: a default, an identity, or a trigger told of it by name. */
function filledByServer({ relation }: TableModel, { column }: TableColumn): boolean {
  if (column.default !== null || column.identity !== null) return true;
  return relation.triggers.some(({ enabled, definition }) => enabled && / BEFORE INSERT\b/i.test(definition) && definition.includes(`'${column.name.replaceAll("'", "''")}'`));
}

/** Columns that can be written at all: not generated, not an identity that is always the server's. */
export function writable(model: TableModel): readonly TableColumn[] {
  return model.columns.filter(({ hidden, column }) => !hidden && column.generated === null && column.identity !== 'always');
}

export function isRequired(model: TableModel, column: TableColumn): boolean {
  return !acceptsNull(model, column) && !filledByServer(model, column);
}

export function inputType(name: string, columns: readonly InputColumn[], description: string | null): InputType {
  const fields = columns.map(({ column, required }) => ({
    name: column.field, type: column.value.value, nullable: !required, description: column.column.comment,
  }));
  return { name, fields, description };
}
