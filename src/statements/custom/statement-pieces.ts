import { cutPieces } from '../../parse/cut-pieces.js';
import type { ParameterUse } from '../../parse/types.js';
import type { Piece } from '../types.js';
import { mainStart } from './split-with.js';
import type { TypedSql } from './type-sql.js';

/** A statement's text in two: its WITH clause, and the rest. */
export interface StatementPieces {
  /** `with a as (...), ` up to the main statement; empty without WITH. */
  readonly head: readonly Piece[];
  readonly main: readonly Piece[];
}

/** Cannot stand in a statement: PostgreSQL's texts have no NUL. */
const cut = '\0';

/**
 * The qualified text, cut at its optional parts and behind its WITH clause. Null where an optional part reaches from
 * the WITH clause into the statement.
 */
export function statementPieces(typed: TypedSql, replace: (use: ParameterUse) => string): StatementPieces | null {
  const start = mainStart(typed.sql);
  const mark = start === 0 ? [] : [{ start, end: start, text: cut }];
  const pieces: readonly Piece[] = cutPieces(typed.sql, replace, [...typed.edits, ...mark]);
  if (start === 0) return { head: [], main: pieces };
  const index = pieces.findIndex((piece) => typeof piece === 'string' && piece.includes(cut));
  const piece = pieces[index];
  if (typeof piece !== 'string') return null;
  const at = piece.indexOf(cut);
  return { head: [...pieces.slice(0, index), piece.slice(0, at)], main: [piece.slice(at + 1), ...pieces.slice(index + 1)] };
}

/** Neighbouring texts as one; none empty. */
export function joinPieces(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else if (piece !== '') joined.push(piece);
  }
  return joined;
}

/** The last text without the blanks at its end. */
export function trimEnd(pieces: readonly Piece[]): readonly Piece[] {
  const last = pieces.at(-1);
  return typeof last === 'string' ? [...pieces.slice(0, -1), last.trimEnd()] : pieces;
}

/** A name that the statement's own text does not have. */
export function freeName(typed: TypedSql, wish: string): string {
  const words = new Set(typed.sql.tokens.map((token) => token.text.toLowerCase().replaceAll('"', '')));
  let name = wish;
  for (let number = 1; words.has(name); number += 1) name = `${wish}${number}`;
  return name;
}
