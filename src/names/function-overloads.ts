import type { FunctionArgument, PgFunction } from '../catalog/types.js';

/** Arguments that a caller gives, with their places among all. */
export function inputArguments(fn: PgFunction): readonly { readonly index: number; readonly argument: FunctionArgument }[] {
  return fn.arguments.map((argument, index) => ({ index, argument })).filter(({ argument: { mode } }) => mode === 'in' || mode === 'inout' || mode === 'variadic');
}

/** Two functions of one name. */
export function areOverloads(a: PgFunction, b: PgFunction): boolean {
  return a.oid !== b.oid && a.name === b.name && a.schema === b.schema;
}

/** True where `other` can be called with just the arguments of `fn`: PostgreSQL then refuses the call as not unique. */
export function hidesCall(fn: PgFunction, other: PgFunction): boolean {
  if (!areOverloads(fn, other)) return false;
  const [long, short] = [inputArguments(other), inputArguments(fn)];
  return long.length > short.length && long.every(({ argument }, index) => (index < short.length ? argument.type === short[index]?.argument.type : argument.hasDefault));
}
