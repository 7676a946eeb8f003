import { lexemeAt, type Lexeme } from './lexemes.js';

/** A stretch of a file from the first to the last token of what is, or was meant to be, one statement; without `;`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

export interface Outline {
  /** The text with psql's command lines and COPY's data blanked out, of the same length. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Lines that psql would obey: `\restrict key`. */
  readonly commands: readonly Piece[];
  /** COPY statements that data lines follow. */
  readonly copies: readonly Piece[];
  /** Where a literal or comment begins that the text ends in, else null; the pieces end before its statement. */
  readonly unclosed: number | null;
}

/** What the walk has seen of the statement it is in. */
interface State {
  start: number;
  end: number;
  words: string[];
  parens: number;
  blocks: number;
  atomic: boolean;
}

/**
 * Where statements begin and end by psql's rule: at a `;` outside of parentheses and of BEGIN ATOMIC ... END. It holds
 * for text that the grammar refuses, so that one mistake does not hide the others. Starts at `from`.
 */
export function outline(text: string, from = 0): Outline {
  const found: Found = { pieces: [], commands: [], copies: [], blanks: [] };
  let state = newState();
  for (let at = from; at < text.length; ) {
    const lexeme = lexemeAt(text, at);
    at = lexeme.end;
    if (!lexeme.closed) return outlined(text, found, lexeme.start);
    if (lexeme.kind === 'space' || lexeme.kind === 'comment') continue;
    const character = lexeme.kind === 'symbol' ? text[lexeme.start] : '';
    if (character === '\\') {
      at = command(text, lexeme.start, found);
    } else if (character === ';' && state.parens === 0 && state.blocks === 0) {
      at = statementEnd(text, at, state, found);
      state = newState();
    } else {
      note(state, lexeme, text);
    }
  }
  if (state.start >= 0) found.pieces.push({ start: state.start, end: state.end });
  return outlined(text, found, null);
}

interface Found {
  readonly pieces: Piece[];
  readonly commands: Piece[];
  readonly copies: Piece[];
  readonly blanks: Piece[];
}

function outlined(text: string, { pieces, commands, copies, blanks }: Found, unclosed: number | null): Outline {
  return { text: blank(text, blanks), pieces, commands, copies, unclosed };
}

/** Where to go on behind a psql command: at the end of its line. */
function command(text: string, start: number, found: Found): number {
  const end = lineEnd(text, start);
  found.commands.push({ start, end });
  found.blanks.push({ start, end });
  return end;
}

/** Where to go on behind a statement's `;`: there, or behind the data of a COPY. */
function statementEnd(text: string, at: number, state: State, found: Found): number {
  if (state.start < 0) return at;
  const piece = { start: state.start, end: state.end };
  found.pieces.push(piece);
  if (!isCopyIn(text, state)) return at;
  const end = dataEnd(text, at);
  found.copies.push(piece);
  found.blanks.push({ start: at, end });
  return end;
}

function newState(): State {
  return { start: -1, end: -1, words: [], parens: 0, blocks: 0, atomic: false };
}

function note(state: State, lexeme: Lexeme, text: string): void {
  if (state.start < 0) state.start = lexeme.start;
  state.end = lexeme.end;
  const character = lexeme.kind === 'symbol' ? text[lexeme.start] : '';
  if (character === '(') state.parens += 1;
  if (character === ')') state.parens = Math.max(0, state.parens - 1);
  if (lexeme.kind === 'word') noteWord(state, text.slice(lexeme.start, lexeme.end).toLowerCase());
}

/** BEGIN ATOMIC opens a block only in a CREATE of a function or procedure; CASE inside takes an END of its own. */
function noteWord(state: State, word: string): void {
  if (state.words.length < 4) state.words.push(word);
  if (state.parens > 0 && state.blocks === 0) return;
  if (state.blocks === 0 && state.atomic && word === 'atomic' && isRoutine(state)) state.blocks = 1;
  else if (state.blocks > 0 && word === 'case') state.blocks += 1;
  else if (state.blocks > 0 && word === 'end') state.blocks -= 1;
  state.atomic = word === 'begin';
}

function isRoutine({ words }: State): boolean {
  return /^create (?:or replace )?(?:function|procedure)\b/u.test(words.join(' '));
}

function isCopyIn(text: string, state: State): boolean {
  return state.words[0] === 'copy' && /\bfrom\s+stdin\b/iu.test(text.slice(state.start, state.end));
}

/** COPY's data begin on the next line and end with a line `\.`. */
function dataEnd(text: string, from: number): number {
  const first = lineEnd(text, from);
  const close = text.indexOf('\n\\.', first);
  return close < 0 ? text.length : lineEnd(text, close + 1);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function blank(text: string, pieces: readonly Piece[]): string {
  let [result, from] = ['', 0];
  for (const piece of pieces) {
    result += text.slice(from, piece.start) + text.slice(piece.start, piece.end).replaceAll(/[^\n]/g, ' ');
    from = piece.end;
  }
  return result + text.slice(from);
}
