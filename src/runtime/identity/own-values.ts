import { refuse } from './refuse.js';

const prototypeKeys = ['__proto__', 'constructor', 'prototype'];

/**
 * The value as an object to read from; a list, or an object that has a key of prototypes, is refused.
 *
 * @throws CallError not_authorized
 */
export function ownObject(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse();
  if (prototypeKeys.some((key) => Object.hasOwn(value, key))) refuse();
  return value;
}

/**
 * An object's own value, undefined where it has none or null.
 *
 * @throws CallError not_authorized for a getter: it can answer differently each time
 */
export function ownValue(object: object, key: string): unknown {
  const found = Object.getOwnPropertyDescriptor(object, key);
  if (found === undefined) return undefined;
  if (!('value' in found)) refuse();
  const value: unknown = found.value;
  return value ?? undefined;
}

/**
 * An object's own text, null where it has none.
 *
 * @throws CallError not_authorized for anything but text of this form
 */
export function ownText(object: object, key: string, form: RegExp): string | null {
  const value = ownValue(object, key);
  if (value === undefined) return null;
  if (typeof value !== 'string' || !form.test(value)) refuse();
  return value;
}
