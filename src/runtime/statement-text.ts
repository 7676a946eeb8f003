import { invalidInput } from './refusals.js';
import type { Piece } from './types.js';

/** What of a statement is asked for; all of it known to its variant. */
export interface Wanted {
  readonly parts: readonly unknown[];
  readonly order: string;
  /** A page that is not the first. */
  readonly after: boolean;
}

/**
 * The text for what is asked for, before it has a tenant.
 *
 * @throws CallError invalid_input where nothing is asked for and something must be
 */
export function statementText(pieces: readonly Piece[], { parts, order, after }: Wanted): string {
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if (piece.kind === 'part') return parts.includes(piece.part) ? piece.sql : '';
    if (piece.kind !== 'list') return piece.kind === 'order' || after ? (piece.orders[order] ?? '') : '';
    const asked = piece.parts.filter(({ part }) => parts.includes(part));
    if (asked.length === 0 && piece.empty === '') throw invalidInput('There is nothing to change.');
    return asked.map(({ sql }) => sql).join(piece.separator) || piece.empty;
  });
  return texts.join('');
}
