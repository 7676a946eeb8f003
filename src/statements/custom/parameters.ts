import type { Oid } from '../../catalog/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span, Staged } from '../../source/types.js';
import { spanIn } from '../../source/source-text.js';
import { readNode } from '../analyse/read-node.js';
import { valueOf, type Value } from '../codec.js';
import { typeText } from '../codec/type-text.js';
import { valueOfColumn } from '../codec/value-of-column.js';
import { parameterColumns, type ParameterColumn } from '../describe/parameter-columns.js';
import { keyOf } from '../describe/occurrence.js';
import type { Codec, Parameter, ValueType } from '../types.js';
import type { CustomContext } from './context.js';
import type { ResolvedArgument } from './resolve-arguments.js';
import type { TypedSql } from './type-sql.js';

/** A parameter of a statement, and what it means for the field's arguments. */
export interface TypedParameter {
  readonly key: string;
  readonly parameter: Parameter;
  /** GraphQL type, where the parameter is an argument; null for values of the parent or of a step. */
  readonly type: ValueType | null;
  /** What stands for it in the statement: `(:id::uuid)`. */
  readonly sql: string;
  /** Its PostgreSQL type. */
  readonly oid: Oid;
  /** Of its first use. */
  readonly place: Span;
}

/** Parameters in the order of their first places. */
export function typedParameters(context: CustomContext, typed: TypedSql, args: ReadonlyMap<string, ResolvedArgument>): Staged<readonly TypedParameter[]> {
  const columns = parameterColumns(context.catalog, readNode(typed.tree));
  const taken = new Set(typed.keys.filter((key) => !key.includes('.')));
  const diagnostics: Diagnostic[] = [];
  const value = typed.keys.map((key, index): TypedParameter => {
    const oid = typed.types.get(key) ?? 0;
    const argument = args.get(key);
    const found = argument?.input != null ? inputValue(argument) : parameterValue(context, typed, key, { oid, column: columns.get(index + 1) ?? null, said: argument?.oid != null });
    if (!found.taken) diagnostics.push(error('PGC224', `:${key} cannot be sent: ${found.reason ?? 'its type has no form in the API'}`, placeOf(typed, key), 'send it as text and cast it in the statement'));
    const name = uniqueName(key.replace('.', '_'), key, taken);
    const type = typed.sources.has(key) ? null : argumentType(found.value, argument ?? null);
    return { key, oid, type, place: placeOf(typed, key), sql: found.parameterCast(`:${name}`), parameter: parameterOf(context, typed, { key, name, oid, codec: found.codec, argument: argument ?? null }) };
  });
  return { value, diagnostics };
}

/** The value of an input: JSON. */
function inputValue({ input, spec }: ResolvedArgument): Value {
  const named: ValueType = { kind: 'named', name: input?.name ?? '' };
  const codec: Codec = input?.rows.codec ?? { kind: 'json' };
  const list = spec.type?.list === true;
  return {
    value: list ? { kind: 'list', element: named, elementNullable: !(spec.type?.elementRequired ?? false) } : named,
    codec: list ? { kind: 'list', element: codec } : codec,
    parameterCast: (placeholder) => `(${placeholder}::jsonb)`, resultCast: null, taken: true,
  };
}

interface Found {
  readonly oid: Oid;
  readonly column: ParameterColumn | null;
  /** The spec says its type. */
  readonly said: boolean;
}

/** As the column that it is compared with travels; LIMIT and OFFSET count in Int. */
function parameterValue(context: CustomContext, typed: TypedSql, key: string, { oid, column, said }: Found): Value {
  const source = typed.sources.get(key);
  if (source?.kind === 'parent') return valueOfColumn(context, source.relation, source.column);
  if (source?.kind === 'step') return { ...valueOf(context, oid, -1, 'column'), codec: source.column.codec };
  const facts = typed.facts.get(key);
  const computed = column === null && facts?.cast !== true && !said;
  const plain = valueOf(context, oid, -1, computed ? 'computed' : 'column');
  if (facts?.count === true && context.catalog.types[oid]?.name === 'int8') {
    return { ...plain, value: { kind: 'scalar', scalar: 'Int' }, codec: { kind: 'int' } };
  }
  if (column === null) return plain;
  const own = valueOfColumn(context, column.relation, column.column);
  if (column.column.type === oid) return own;
  return { ...plain, value: { kind: 'list', element: own.value, elementNullable: false }, codec: { kind: 'list', element: own.codec } };
}

/** What the spec says of a list's elements; where the server inferred an array, nulls in it are of no use. */
function argumentType(value: ValueType, argument: ResolvedArgument | null): ValueType {
  if (value.kind !== 'list') return value;
  const said = argument?.spec.type ?? null;
  return { ...value, elementNullable: said === null ? false : !said.elementRequired };
}

interface Named {
  readonly key: string;
  readonly name: string;
  readonly oid: Oid;
  readonly codec: Codec;
  readonly argument: ResolvedArgument | null;
}

function parameterOf(context: CustomContext, typed: TypedSql, { key, name, oid, codec, argument }: Named): Parameter {
  const source = typed.sources.get(key);
  const path = source === undefined ? [key] : source.kind === 'parent' ? ['parent', source.field] : [source.step.name, source.column.name];
  const facts = typed.facts.get(key);
  const standard = argument?.spec.default ?? null;
  return {
    name, path, type: typeText(context.catalog, oid, -1), codec,
    nullable: facts?.nullable === true && standard === null,
    default: standard, max: argument?.spec.max ?? null, part: facts?.part ?? null,
  };
}

/** `parent.id` is `:parent_id`, unless an argument is called so. */
function uniqueName(wish: string, key: string, taken: Set<string>): string {
  if (wish === key) return key;
  let name = wish;
  while (taken.has(name)) name += '_';
  taken.add(name);
  return name;
}

function placeOf({ sql }: TypedSql, key: string): Span {
  const use = sql.parameters.find((one) => keyOf(one) === key);
  return spanIn(sql, use?.start ?? 0, use?.end ?? sql.end);
}
