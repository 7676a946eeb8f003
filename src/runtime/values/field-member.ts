import type { ArrayValue } from '../types.js';

/** A Field whose member is not known yet: reading an absent property is cheaper than asking `in`. */
export interface AnyField {
  readonly isNull?: boolean;
  readonly booleanValue?: boolean;
  readonly longValue?: number;
  readonly doubleValue?: number;
  readonly stringValue?: string;
  readonly blobValue?: Uint8Array;
  readonly arrayValue?: ArrayValue;
}

export type FieldReader = (field: AnyField) => unknown;

/** @throws TypeError for a value that its column's type does not expect, or that JavaScript cannot hold; it shows nothing of it */
export function unreadable(): never {
  throw new TypeError('a value cannot be read as its type');
}

/** Null for NULL; any other field has not the member that was expected. */
export function nullOf(field: AnyField): null {
  return field.isNull === true ? null : unreadable();
}

/** Beyond 2^53 another integer could have been meant. */
export function exactInteger(value: number | null): number | null {
  return value === null || Number.isSafeInteger(value) ? value : unreadable();
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** JSON.parse, whose errors quote the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unreadable();
  }
}

/** What is in an array: values, null among them, or arrays where it has more dimensions than one. It has one member. */
export function elementsOf(array: ArrayValue): readonly unknown[] {
  return (Object.values(array) as (readonly unknown[])[])[0] ?? [];
}
