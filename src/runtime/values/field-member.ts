import type { ArrayValue } from '../types.js';
import { UnreadableValue } from './unreadable-value.js';

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

/** @throws UnreadableValue */
export function unreadable(): never {
  throw new UnreadableValue();
}

/** Null for NULL. @throws UnreadableValue for any other field: it has not the member that was expected */
export function nullField(field: AnyField): null {
  return field.isNull === true ? null : unreadable();
}

/** An integer that is exact. @throws UnreadableValue beyond 2^53, where another could have been meant */
export function exactInteger(value: number): number {
  return Number.isSafeInteger(value) ? value : unreadable();
}

/** Base64. */
export function base64(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}

/** @throws UnreadableValue instead of an error that quotes the text */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unreadable();
  }
}

type Elements = readonly (string | number | boolean | null)[];

/** Elements, null among them. @throws UnreadableValue for more than one dimension */
export function elementsOf(array: ArrayValue): Elements {
  const { stringValues, longValues, doubleValues, booleanValues, arrayValues } = array as Readonly<Partial<Record<string, Elements>>>;
  return stringValues ?? longValues ?? doubleValues ?? booleanValues ?? (arrayValues?.length ? unreadable() : []);
}
