import { own } from './own.js';
import { invalidInput, refusal } from './refusals.js';
import { scanSql } from './sql/scan.js';
import { quoteSchema } from './sql/tenant.js';
import type { PreparedVariant } from './statement-book.js';
import type { Piece } from './types.js';

/** A statement's text, cut where the tenant's schema goes in. */
export interface StatementText {
  readonly fragments: readonly string[];
  /** Of the parameters in it, each once. */
  readonly names: readonly string[];
}

/** What of a statement is asked for; all of it known to the variant. */
export interface Wanted {
  /** Sorted. */
  readonly parts: readonly string[];
  readonly order: string | null;
  /** A page that is not the first. */
  readonly after: boolean;
}

/** Filters make many texts of one statement; a caller must not fill the memory with them. */
const mostTexts = 200;

/**
 * The text for what is asked for.
 *
 * @param heading comment before it
 * @throws CallError invalid_input where nothing is asked for and something must be
 */
export function statementText(heading: string, { sql, texts }: PreparedVariant, wanted: Wanted): StatementText {
  const key = JSON.stringify([wanted.parts, wanted.order, wanted.after]);
  const known = texts.get(key);
  if (known !== undefined) return known;
  const made = cutSql(heading + sql.map((piece) => pieceText(piece, wanted)).join(''));
  if (texts.size >= mostTexts) texts.clear();
  texts.set(key, made);
  return made;
}

/** SQL, cut at each `{tenant}` that is no part of a literal, a quoted name or a comment. */
export function cutSql(text: string): StatementText {
  const names = new Set<string>();
  const fragments: string[] = [];
  let at = 0;
  for (const { kind, name, start, end } of scanSql(text)) {
    if (kind === 'parameter') names.add(name);
    else {
      fragments.push(text.slice(at, start));
      at = end;
    }
  }
  return { fragments: [...fragments, text.slice(at)], names: [...names] };
}

/**
 * The text for one tenant.
 *
 * @throws CallError not_authorized where it needs a tenant and there is none
 */
export function fillTenant({ fragments }: StatementText, tenant: string | null): string {
  if (fragments.length === 1) return fragments[0] ?? '';
  if (tenant === null) throw refusal('not_authorized');
  return fragments.join(quoteSchema(tenant));
}

/** The comment that names a statement in the server's log and in Performance Insights. */
export function heading(name: string, manifest: string): string {
  return `/* ${name.replace(/[^\w./]/g, '')} ${manifest} */ `;
}

function pieceText(piece: Piece, { parts, order, after }: Wanted): string {
  if (typeof piece === 'string') return piece;
  if (piece.kind === 'part') return parts.includes(piece.part) ? piece.sql : '';
  if (piece.kind === 'list') return listText(piece, parts);
  if (piece.kind === 'after' && !after) return '';
  const text = order === null ? undefined : own(piece.orders, order);
  if (text === undefined) throw new TypeError('the manifest has no text for an order that it offers');
  return text;
}

function listText({ parts: all, separator, empty }: Extract<Piece, { kind: 'list' }>, asked: readonly string[]): string {
  const texts = all.filter(({ part }) => asked.includes(part)).map(({ sql }) => sql);
  if (texts.length === 0 && empty === '') throw invalidInput('There is nothing to change.');
  return texts.length === 0 ? empty : texts.join(separator);
}
