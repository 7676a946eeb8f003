import { hash } from 'node:crypto';
import type { RequestDocument } from './call.js';
import { invalidInput } from './refusals.js';
import type { Field, ManifestStatement, OrderOption } from './types.js';
import { encodeValue } from './values/encode-value.js';

/**
 * Rows of the page asked for; null for a statement without pages.
 *
 * @throws CallError invalid_input
 */
export function pageLimit({ page }: ManifestStatement, { limit, nextToken }: RequestDocument): number | null {
  if (!page && (limit ?? nextToken) == null) return null;
  const [rows, most] = [(limit ?? page?.size) as number, page?.max ?? 0];
  if (Number.isInteger(rows) && rows > 0 && rows <= most) return rows;
  throw invalidInput(`limit must be from 1 to ${most}.`, 'limit');
}

/**
 * A page of the rows, `null` as the token of the last.
 *
 * @param cursor columns that rows are ordered by
 * @param binding what its token holds for: nothing else may be asked with it
 * @param labels of the records
 * @param records of the rows; one more than the page has where there is another page
 */
export function pageOf(limit: number, cursor: OrderOption['cursor'], binding: string, labels: readonly string[], records: readonly (readonly Field[])[], items: readonly unknown[]): { readonly items: readonly unknown[]; readonly nextToken: string | null } {
  if (records.length <= limit) return { items, nextToken: null };
  const last = records[limit - 1] as readonly { readonly stringValue?: string }[];
  // A role that may not read an order's column has no such column in its rows.
  const keys = cursor.map(({ label }) => last[labels.indexOf(label)]?.stringValue ?? null);
  return { items: items.slice(0, limit), nextToken: encodePageToken(keys, binding) };
}

/**
 * The token for the page behind a row.
 *
 * The hash keeps a token to its call; it is no secret, since a row's keys give no access: they are bound as values, and
 * the statement runs as the caller.
 *
 * @param keys the row's cursor columns, as text
 */
export function encodePageToken(keys: readonly unknown[], binding: string): string {
  const seal = hash('sha256', JSON.stringify([binding, keys]), 'base64url');
  return Buffer.from(JSON.stringify([seal, ...keys])).toString('base64url');
}

/**
 * The keys in a token, as they are bound.
 *
 * @param count of keys that the order has
 * @throws CallError invalid_input for one that was changed, or given for another call
 */
export function decodePageToken(token: unknown, binding: string, count: number): readonly Field[] {
  try {
    const [, ...keys] = JSON.parse(Buffer.from(String(token), 'base64url').toString()) as readonly unknown[];
    // Encoding again refuses every other spelling, a wrong hash among them.
    if (keys.length === count && encodePageToken(keys, binding) === token) return keys.map((key) => encodeValue({ kind: 'text' }, key));
  } catch {
    // Not even JSON, no list, or keys that are no texts: whoever knows how can make the hash.
  }
  throw invalidInput('This token is not for this call.', 'nextToken');
}
