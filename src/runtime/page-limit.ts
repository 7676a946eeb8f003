import { invalidInput } from './refusals.js';
import type { ManifestStatement } from './types.js';

/**
 * Rows of the page asked for; null for a statement without pages.
 *
 * @throws CallError invalid_input
 */
export function pageLimit({ page }: ManifestStatement, asked: { readonly limit: number | null; readonly nextToken: string | null }): number | null {
  if (page === null) {
    if (asked.limit !== null || asked.nextToken !== null) throw invalidInput('This has no pages.', asked.limit === null ? 'nextToken' : 'limit');
    return null;
  }
  const limit = asked.limit ?? page.size;
  if (!Number.isInteger(limit) || limit < 1 || limit > page.max) throw invalidInput(`limit is not a number from 1 to ${page.max}.`, 'limit');
  return limit;
}
