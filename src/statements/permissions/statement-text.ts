import { quoteIdentifier } from '../../postgres/quote.js';
import type { Piece, Statement, StatementVariant } from '../types.js';

/** Which of a statement's forms is wanted. */
export interface Form {
  /** Optional parts that are in it. */
  readonly parts: ReadonlySet<string>;
  /** Order by name; null where the statement has none. */
  readonly order: string | null;
  /** As with a nextToken. */
  readonly after: boolean;
}

function pieceText(piece: Piece, form: Form): string {
  if (typeof piece === 'string') return piece;
  const ordered = (orders: Readonly<Record<string, string>>): string => (form.order === null ? '' : (orders[form.order] ?? ''));
  switch (piece.kind) {
    case 'part': return form.parts.has(piece.part) ? piece.sql : '';
    case 'list': {
      const parts = piece.parts.filter(({ part }) => form.parts.has(part));
      return parts.length === 0 ? piece.empty : parts.map(({ sql }) => sql).join(piece.separator);
    }
    case 'order': return ordered(piece.orders);
    case 'after': return form.after ? ordered(piece.orders) : '';
  }
}

/** A placeholder; not the second colon of a cast. Statements have no other colon before a word (see `Piece`). */
const placeholder = /(?<!:):([A-Za-z0-9_]+)/g;

/**
 * One form of a statement as PostgreSQL takes it: `{tenant}` replaced by `schema`, placeholders numbered in the order
 * of their first use.
 *
 * @returns the text, and the names behind `$1`, `$2`, ...
 */
export function statementText(variant: StatementVariant, form: Form, schema: string): { readonly text: string; readonly names: readonly string[] } {
  const names: string[] = [];
  const number = (name: string): string => {
    const known = names.indexOf(name);
    return `$${known >= 0 ? known + 1 : names.push(name)}`;
  };
  const sql = variant.sql.map((piece) => pieceText(piece, form)).join('');
  const text = sql.replaceAll('{tenant}', () => quoteIdentifier(schema)).replace(placeholder, (_, name: string) => number(name));
  return { text, names };
}

/** Every form that differs in what it may touch: all parts together, each alone, and every order with its next page. */
export function allForms(statement: Statement, parts: readonly string[]): readonly Form[] {
  const orders = statement.orders.length === 0 ? [null] : statement.orders.map(({ name }) => name);
  const first = orders[0] ?? null;
  return [
    ...orders.map((order): Form => ({ parts: new Set(parts), order, after: order !== null })),
    ...(parts.length > 1 ? parts.map((part): Form => ({ parts: new Set([part]), order: first, after: false })) : []),
  ];
}
