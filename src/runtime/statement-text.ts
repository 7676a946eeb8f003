import { invalidInput } from './refusals.js';
import type { Piece } from './types.js';

/**
 * The text for what is asked for, all of it known to the statement's variant; before it has a tenant.
 *
 * @param after a page that is not the first
 * @throws CallError invalid_input where nothing is asked for and something must be
 */
export function statementText(pieces: readonly Piece[], parts: readonly unknown[], order: string, after: boolean): string {
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if ('orders' in piece) return ((after || piece.kind === 'order') && piece.orders[order]) || '';
    if ('part' in piece) return parts.includes(piece.part) ? piece.sql : '';
    const text = piece.parts.filter(({ part }) => parts.includes(part)).map(({ sql }) => sql).join(piece.separator) || piece.empty;
    if (text === '') throw invalidInput('There is nothing to change.');
    return text;
  });
  return texts.join('');
}
