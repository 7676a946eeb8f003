import type { ProgramPiece, SlotSite } from './types.js';

/** A character that would grow together with a name beside it; `u&` before a quoted name would be a prefix. */
const joins = /[\w$&\u0080-\u{10ffff}]/u;

/** A text cut at its slots. A slot can become a quoted name or a bare one, so no word may touch it. */
export function toPieces(text: string, sites: readonly SlotSite[]): readonly ProgramPiece[] {
  const pieces: ProgramPiece[] = [];
  let from = 0;
  for (const { slot, start, end } of [...sites].sort((a, b) => a.start - b.start)) {
    if (start < from) continue; // a name that the tree has twice
    const before = text.slice(from, start);
    pieces.push(joins.test(text[start - 1] ?? '') ? `${before} ` : before, slot);
    from = end;
    if (joins.test(text[end] ?? '')) pieces.push(' ');
  }
  return merged([...pieces, text.slice(from)]);
}

function merged(pieces: readonly ProgramPiece[]): readonly ProgramPiece[] {
  const result: ProgramPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece;
    else result.push(piece);
  }
  return result;
}

/** Pieces as the database keeps them: a text, a slot's name, a text, ... */
export function storedPieces(pieces: readonly ProgramPiece[]): readonly string[] {
  const stored: string[] = [];
  for (const piece of merged(pieces)) {
    if (typeof piece === 'string') stored.push(piece);
    else stored.push(...(stored.length % 2 === 0 ? [''] : []), slotName(piece));
  }
  return stored;
}

function slotName(slot: Exclude<ProgramPiece, string>): string {
  return slot.kind === 'role' ? `role ${slot.role}` : slot.kind;
}
