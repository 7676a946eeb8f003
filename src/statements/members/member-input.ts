import { castText } from '../codec/type-text.js';
import { valueOfColumn } from '../codec/value-of-column.js';
import { inputArgument } from '../crud/write-fields.js';
import type { TableModel } from '../crud/table-model.js';
import type { Argument, InputType, Parameter } from '../types.js';
import { faceColumnOf } from './members-context.js';

/** A field of an input: a column of `cognition.users`, whatever it is called or hidden in the API. */
interface Wish {
  readonly column: string;
  readonly field: string;
  readonly required: boolean;
  readonly scalar?: string;
}

export interface MemberInput {
  readonly column: string;
  readonly required: boolean;
  /** `input.firstName` */
  readonly part: string;
  /** `(:input_firstName::text)` */
  readonly sql: string;
}

interface Input {
  readonly argument: Argument;
  readonly type: InputType;
  readonly columns: readonly MemberInput[];
  readonly parameters: readonly Parameter[];
  readonly parts: readonly string[];
}

/** The one argument `input`, and how each of its fields travels. */
export function inputOf(users: TableModel, name: string, wishes: readonly Wish[]): Input {
  const fields = wishes.map((wish) => {
    const column = faceColumnOf(users, wish.column);
    return { ...wish, source: column, value: valueOfColumn(users.context, users.relation, column), part: `input.${wish.field}`, parameter: `input_${wish.field}` };
  });
  return {
    argument: inputArgument(name),
    type: {
      name, description: null,
      fields: fields.map(({ field, value, required, scalar, source }) => ({
        name: field, type: scalar === undefined ? value.value : { kind: 'scalar', scalar }, nullable: !required, description: source.comment,
      })),
    },
    columns: fields.map(({ column, required, part, value, parameter }) => ({ column, required, part, sql: value.parameterCast(`:${parameter}`) })),
    parameters: fields.map(({ parameter, field, source, value, required, part }) => ({
      name: parameter, path: ['input', field], type: castText(users.context.catalog, source.type), codec: value.codec, nullable: !source.notNull,
      default: null, max: null, part: required ? null : part,
    })),
    parts: fields.filter(({ required }) => !required).map(({ part }) => part),
  };
}
