import { encodePageToken } from './page-token.js';
import type { StatementPlan } from './statement-plan.js';
import type { Field } from './types.js';

/** One page, `null` as the token of the last. */
export interface Page {
  readonly items: readonly unknown[];
  readonly nextToken: string | null;
}

/** A page of the rows, of which one more was asked for than it has. */
export function pageResult({ variant, page }: StatementPlan & { readonly page: NonNullable<StatementPlan['page']> }, records: readonly (readonly Field[])[], items: readonly unknown[]): Page {
  const last = records[page.limit - 1];
  if (records.length <= page.limit || last === undefined) return { items, nextToken: null };
  // A role that may not read an order's column has no such column in its rows.
  const keys = (page.order?.cursor ?? []).map(({ label }) => cursorText(last[variant.labels.indexOf(label)]));
  return { items: items.slice(0, page.limit), nextToken: encodePageToken(keys, page.binding) };
}

function cursorText(field: Field | undefined): string | null {
  return field !== undefined && 'stringValue' in field ? field.stringValue : null;
}
