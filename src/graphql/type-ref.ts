import type { ValueType } from '../statements/types.js';
import type { TypeRef } from './types.js';

/** A reference to one value of a type. */
export function oneOf(name: string, required: boolean): TypeRef {
  return { name, list: false, required, elementRequired: false, depth: 0 };
}

/** A list of what is referred to, whose own `!` becomes its elements'. */
export function listOfRef(element: TypeRef, required: boolean): TypeRef {
  return { name: element.name, list: true, required, elementRequired: element.list ? element.elementRequired : element.required, depth: element.depth + 1 };
}

/** A value's type as a reference; `nameOf` says (and makes) the GraphQL type of what is not a list. */
export function typeRef(value: ValueType, required: boolean, nameOf: (value: ValueType) => string): TypeRef {
  if (value.kind !== 'list') return oneOf(nameOf(value), required);
  return listOfRef(typeRef(value.element, !value.elementNullable, nameOf), required);
}

/** `[Order!]!`. The lists inside a list of lists are nullable. */
export function printTypeRef(type: TypeRef): string {
  let text = type.name;
  for (let level = 0; level < type.depth; level += 1) text = `[${text}${level === 0 && type.elementRequired ? '!' : ''}]`;
  return type.required ? `${text}!` : text;
}
