import { createHash } from 'node:crypto';
import type { RequestDocument } from './event.js';
import { invalidInput } from './refusals.js';
import type { Field, ManifestStatement, OrderOption } from './types.js';

/** The page that is asked for. */
export interface Page {
  /** Rows; the statement asks for one more. */
  readonly limit: number;
  /** Columns that rows are ordered by. */
  readonly cursor: OrderOption['cursor'];
  /** What its tokens are bound to: nothing else may be asked with them. */
  readonly binding: string;
}

/**
 * Rows of the page asked for; null for a statement without pages.
 *
 * @throws CallError invalid_input
 */
export function pageLimit({ page }: ManifestStatement, { limit, nextToken }: RequestDocument): number | null {
  if (page === null && (limit ?? nextToken) === null) return null;
  const rows = Number(limit ?? page?.size);
  const most = page?.max ?? 0;
  if (!Number.isInteger(limit ?? rows) || rows < 1 || rows > most) throw invalidInput(`limit is not a number from 1 to ${most}.`, 'limit');
  return rows;
}

/**
 * A page of the rows, `null` as the token of the last.
 *
 * @param records of the rows; one more than the page has where there is another page
 * @param labels of the records
 */
export function pageOf({ limit, cursor, binding }: Page, labels: readonly string[], records: readonly (readonly Field[])[], items: readonly unknown[]): { readonly items: readonly unknown[]; readonly nextToken: string | null } {
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
export function encodePageToken(keys: readonly (string | null)[], binding: string): string {
  const hash = createHash('sha256').update(JSON.stringify([binding, keys])).digest('base64url').slice(0, 22);
  return Buffer.from(JSON.stringify([hash, ...keys])).toString('base64url');
}

/**
 * The keys in a token.
 *
 * @param count of keys that the order has
 * @throws CallError invalid_input for one that was changed, or given for another call
 */
export function decodePageToken(token: unknown, binding: string, count: number): readonly (string | null)[] {
  try {
    const [, ...keys] = JSON.parse(Buffer.from(String(token), 'base64url').toString()) as (string | null)[];
    const texts = keys.every((key) => key === null || typeof key === 'string');
    // Encoding again refuses every other spelling, a wrong hash among them.
    if (texts && keys.length === count && encodePageToken(keys, binding) === token) return keys;
  } catch {
    // Not even JSON, or no list.
  }
  throw invalidInput('This token is not for this call.', 'nextToken');
}
