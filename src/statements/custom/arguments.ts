import type { Staged } from '../../source/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Span } from '../../source/types.js';
import { valueOf } from '../codec.js';
import type { Argument, Codec, ValueType } from '../types.js';
import type { CustomContext } from './context.js';
import { sameValue } from './fits-relation.js';
import type { TypedParameter } from './parameters.js';
import type { ResolvedArgument } from './resolve-arguments.js';

/** What one of the resolver's statements needs of an argument. */
interface Need {
  readonly type: ValueType;
  readonly codec: Codec;
  readonly nullable: boolean;
  /** Of the first use in SQL; null for an argument that no SQL reads. */
  readonly place: Span | null;
}

/**
 * The field's arguments: those of the spec in its order, then the others as they come. `parts` are the names of optional
 * parts: an argument may stand for a part alone. `open`: arguments need not be used by SQL (a Lambda reads them).
 */
export function fieldArguments(
  context: CustomContext, args: ReadonlyMap<string, ResolvedArgument>, statements: readonly (readonly TypedParameter[])[], parts: ReadonlySet<string>, open: boolean,
): Staged<readonly Argument[]> {
  const diagnostics: Diagnostic[] = [];
  const needs = needsOf(statements.flat(), diagnostics);
  const said = [...args.values()].flatMap((argument): readonly Argument[] => {
    const need = needs.get(argument.spec.name) ?? declaredNeed(context, argument);
    const unused = !open && !needs.has(argument.spec.name) && !parts.has(argument.spec.name);
    if (unused) diagnostics.push(error('PGC214', `nothing uses the argument ${argument.spec.name}`, argument.spec.span, `use :${argument.spec.name} in the statement, or remove it`));
    if (need === null && !unused) diagnostics.push(error('PGC210', `nothing says what type the argument ${argument.spec.name} has`, argument.spec.span, `say it: args: { ${argument.spec.name}: text }`));
    if (need === null) return [];
    diagnostics.push(...limitMistakes(argument, need));
    return [toArgument(argument.spec.name, need, argument)];
  });
  const others = [...needs].filter(([name]) => !args.has(name)).map(([name, need]) => toArgument(name, need, null));
  return { value: [...said, ...others], diagnostics };
}

/** By argument. Statements of one field must agree on its type, as places of one statement must. */
function needsOf(parameters: readonly TypedParameter[], diagnostics: Diagnostic[]): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  for (const { key, type, parameter, place } of parameters) {
    const before = needs.get(key);
    if (type === null) continue;
    if (before !== undefined && !sameValue(before.type, type)) {
      const related = before.place === null ? [] : [{ message: 'another type here', span: before.place }];
      diagnostics.push(error('PGC211', `:${key} is ${parameter.type.replaceAll('{tenant}.', '')} here and another type in another step`, place, `say which it is, args: { ${key}: ... }, and cast it where it must be another`, related));
    }
    needs.set(key, { type, codec: parameter.codec, nullable: (before?.nullable ?? true) && (parameter.nullable || parameter.default !== null), place: before?.place ?? place });
  }
  return needs;
}

/** An argument that no SQL reads. */
function declaredNeed(context: CustomContext, { spec, oid, input }: ResolvedArgument): Need | null {
  if (oid === null || spec.type === null) return null;
  const nullable = !spec.type.required;
  if (input === null) {
    const { value, codec } = valueOf(context, oid, -1, 'column');
    return { type: value.kind === 'list' ? { ...value, elementNullable: !spec.type.elementRequired } : value, codec, nullable, place: null };
  }
  const named: ValueType = { kind: 'named', name: input.name };
  if (!spec.type.list) return { type: named, codec: input.rows.codec, nullable, place: null };
  return { type: { kind: 'list', element: named, elementNullable: !spec.type.elementRequired }, codec: { kind: 'list', element: input.rows.codec }, nullable, place: null };
}

function toArgument(name: string, need: Need, argument: ResolvedArgument | null): Argument {
  const standard = argument?.spec.default ?? null;
  const required = argument?.spec.type?.required ?? !need.nullable;
  return { name, type: need.type, nullable: standard !== null || !required, default: standard, max: argument?.spec.max ?? null, description: null };
}

function limitMistakes({ spec }: ResolvedArgument, { codec, type }: Need): readonly Diagnostic[] {
  const number = codec.kind === 'int' || codec.kind === 'float';
  const found: Diagnostic[] = [];
  if (spec.max !== null && !number && codec.kind !== 'list') {
    found.push(error('PGC219', `max is for numbers and lists, and ${spec.name} is neither`, spec.span, 'remove it'));
  }
  if (spec.default !== null && !fits(spec.default, codec, type)) {
    found.push(error('PGC219', `${JSON.stringify(spec.default)} is no value for ${spec.name}`, spec.span, `write ${expected(codec)}`));
  }
  return found;
}

function fits(value: string | number | boolean, codec: Codec, type: ValueType): boolean {
  if (type.kind === 'list' || type.kind === 'named' || type.kind === 'composite') return false;
  switch (codec.kind) {
    case 'int': return typeof value === 'number' && (Number.isInteger(value) || (type.kind === 'scalar' && type.scalar === 'Float'));
    case 'float': return typeof value === 'number';
    case 'boolean': return typeof value === 'boolean';
    case 'bigint':
    case 'numeric': return typeof value !== 'boolean';
    default: return typeof value === 'string';
  }
}

function expected(codec: Codec): string {
  switch (codec.kind) {
    case 'int': return 'a whole number';
    case 'float': case 'bigint': case 'numeric': return 'a number';
    case 'boolean': return 'true or false';
    case 'list': case 'record': return 'no default: lists and inputs have none';
    default: return 'a text in quotes';
  }
}
