import { createHash } from 'node:crypto';
import { invalidInput } from './refusals.js';

/**
 * The token for the page behind a row.
 *
 * The hash keeps a token to its call; it is no secret, since a row's keys give no access: they are bound as values, and
 * the statement runs as the caller.
 *
 * @param keys the row's cursor columns, as text
 * @param binding what the token holds for: nothing else may be asked with it
 */
export function encodePageToken(keys: readonly (string | null)[], binding: string): string {
  return Buffer.from(JSON.stringify([hash(keys, binding), ...keys])).toString('base64url');
}

/**
 * The keys in a token.
 *
 * @param count of keys that the order has
 * @throws CallError invalid_input for one that was changed, or given for another call
 */
export function decodePageToken(token: string, binding: string, count: number): readonly (string | null)[] {
  const [, ...keys] = read(token);
  const known = keys.filter((key): key is string | null => key === null || typeof key === 'string');
  // Encoding again refuses every other spelling, a wrong hash among them.
  if (known.length !== count || encodePageToken(known, binding) !== token) throw invalidInput('This token is not for this call.', 'nextToken');
  return known;
}

function read(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function hash(keys: readonly (string | null)[], binding: string): string {
  return createHash('sha256').update(JSON.stringify([binding, keys])).digest('base64url').slice(0, 22);
}
