import type { PgFunction } from '../../catalog/types.js';
import { areOverloads, inputArguments } from '../../names/function-overloads.js';
import { identifier, valueOf, type Value, type ValueContext } from '../codec.js';
import { castText, schemaText } from '../codec/type-text.js';
import type { Argument, Parameter, Piece } from '../types.js';

/** One argument that the field's caller gives. */
interface Given {
  /** In GraphQL. */
  readonly name: string;
  readonly sqlName: string | null;
  readonly variadic: boolean;
  /** Has a default and a name to leave it out by. */
  readonly optional: boolean;
  readonly value: Value;
  readonly parameter: Parameter;
}

export interface Call {
  readonly arguments: readonly Argument[];
  readonly parameters: readonly Parameter[];
  readonly parts: readonly string[];
  /** `{tenant}.place_order((:customerId::uuid), qty => (:qty::integer))` */
  readonly pieces: readonly Piece[];
}

/**
 * The call of a function; `row` is SQL for the first argument of a computed field, which the caller does not give.
 * Arguments with defaults are optional parts in named notation; one without a name must be given, and so must all of a
 * function that has overloads: without them the call could mean another. A variadic argument is always in the call,
 * empty where it is not given, and beside it PostgreSQL fills in no defaults: null ones are filled in here, for others
 * a value must be given.
 */
export function functionCall(context: ValueContext, fn: PgFunction, row: string | null): Call {
  const given = givenArguments(context, fn, row !== null);
  const required = given.filter(({ optional, variadic }) => !optional && !variadic).map(positional);
  const last = given.filter(({ variadic }) => variadic).map(positional);
  const optional = given.filter((one) => one.optional);
  const head = `${schemaText(fn.schema, fn.schemaKind)}${identifier(fn.name)}(`;
  const first = [...(row === null ? [] : [row]), ...required];
  return {
    arguments: given.map(({ name, value, parameter: { nullable } }) => ({ name, type: value.value, nullable, default: null, max: null, description: null })),
    parameters: given.map(({ parameter }) => parameter),
    parts: optional.map(({ name }) => name),
    pieces: [head, ...argumentPieces(first, optional, last), ')'],
  };
}

/** In the order of PostgreSQL's grammar: by place, then by name, the variadic one last. */
function argumentPieces(first: readonly string[], optional: readonly Given[], last: readonly string[]): readonly Piece[] {
  const part = (one: Given): { readonly part: string; readonly sql: string } => ({ part: one.name, sql: byName(one) });
  if (optional.length === 0) return [[...first, ...last].join(', ')];
  if (first.length > 0) return [first.join(', '), ...optional.map((one): Piece => ({ kind: 'part', part: one.name, sql: `, ${byName(one)}` }))];
  return [{ kind: 'list', separator: ', ', parts: optional.map(part), empty: '/* defaults */' }];
}

function givenArguments(context: ValueContext, fn: PgFunction, computed: boolean): readonly Given[] {
  const names = context.names.functions[fn.oid]?.arguments ?? [];
  const alone = !context.catalog.functions.some((other) => areOverloads(fn, other)) && !inputArguments(fn).some(({ argument }) => argument.mode === 'variadic');
  return inputArguments(fn).slice(computed ? 1 : 0).map(({ index, argument }): Given => {
    const name = names[index] ?? `arg${index + 1}`;
    const value = valueOf(context, argument.type, -1, 'column');
    const variadic = argument.mode === 'variadic';
    const optional = argument.hasDefault && argument.name !== null && alone;
    const parameter: Parameter = {
      name, path: [name], type: castText(context.catalog, argument.type), codec: value.codec, nullable: optional || variadic || argument.nullDefault, default: null, max: null, part: optional ? name : null,
    };
    return { name, sqlName: argument.name, variadic, optional, value, parameter };
  });
}

function positional({ name, variadic, value }: Given): string {
  return variadic ? `variadic coalesce(${value.parameterCast(`:${name}`)}, '{}')` : value.parameterCast(`:${name}`);
}

function byName({ name, sqlName, value }: Given): string {
  return `${identifier(sqlName ?? name)} => ${value.parameterCast(`:${name}`)}`;
}
