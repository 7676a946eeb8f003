import { invalidParameter } from './cognito-refusal.js';
import type { Attributes, Members } from './types.js';

/** A member that has to be there. @throws CognitoRefusal InvalidParameterException */
export function text(request: Members, name: string): string {
  const value = optionalText(request, name);
  if (value === null || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/** Null where it is absent. @throws CognitoRefusal SerializationException where it is no string */
export function optionalText(request: Members, name: string): string | null {
  const value = member(request, name);
  if (value === null || typeof value === 'string') return value;
  throw invalidParameter(`${name} is not a string`);
}

/** A map of strings, such as ClientMetadata; empty where it is absent. */
export function texts(request: Members, name: string): Attributes {
  const value = member(request, name) ?? {};
  if (!isRecord(value)) throw invalidParameter(`${name} is not a map`);
  return collect(Object.entries(value), name);
}

/** A list of `{Name, Value}`, such as UserAttributes; the last one of a name counts. */
export function pairs(request: Members, name: string): Attributes {
  const value = member(request, name) ?? [];
  if (!Array.isArray(value)) throw invalidParameter(`${name} is not a list`);
  return collect(value.map((pair: unknown) => (isRecord(pair) ? [String(pair['Name']), pair['Value'] ?? ''] : ['', null])), name);
}

export const isRecord = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

function member(request: Members, name: string): unknown {
  return Object.hasOwn(request, name) ? (request[name] ?? null) : null;
}

function collect(entries: readonly (readonly [string, unknown])[] | readonly unknown[][], name: string): Attributes {
  const collected = Object.create(null) as Record<string, string>;
  for (const [key, value] of entries) {
    if (typeof key !== 'string' || key === '' || typeof value !== 'string') throw invalidParameter(`${name} has a member that is no string`);
    collected[key] = value;
  }
  return collected;
}
