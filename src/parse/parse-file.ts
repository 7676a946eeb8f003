import { error } from '../source/diagnostic.js';
import { wholeFile } from '../source/source-text.js';
import { atOnce, type Steps } from '../source/steps.js';
import type { Diagnostic, SourceFile, Staged } from '../source/types.js';
import { convertLocations } from './locations.js';
import { longIdentifiers } from './long-identifiers.js';
import { outline, type Outline, type Piece } from './outline.js';
import { referencesOf } from './references.js';
import { searchPathSet } from './search-path.js';
import { syntaxHint } from './syntax-hint.js';
import type { Grammar, RawStatement, SqlStatement } from './types.js';

/**
 * A file's statements in their order, each with its place, its tree and what it defines and needs. psql's `\restrict`
 * and `\unrestrict` lines (pg_dump writes them) are dropped, other psql commands and COPY's data are errors. A statement
 * with a syntax error is left out and reported at its place; the others are still there.
 */
export function parseFile(grammar: Grammar, file: SourceFile): Staged<readonly SqlStatement[]> {
  return atOnce(parseFileInSteps(grammar, file));
}

/** The same for who has other things to do meanwhile. */
export function* parseFileInSteps(grammar: Grammar, file: SourceFile): Steps<Staged<readonly SqlStatement[]>> {
  const nul = file.text.indexOf('\0');
  if (nul >= 0) {
    const span = { file: file.path, start: nul, end: nul + 1 };
    return { value: [], diagnostics: [error('PGC113', 'PostgreSQL cannot read a null character', span, 'delete it')] };
  }
  const shape = outline(file.text);
  const diagnostics: Diagnostic[] = [...foreignLines(shape, file), ...longIdentifiers(wholeFile(file))];
  yield;
  const raw = yield* parseAll(grammar, shape, file, diagnostics);
  let searchPath: readonly string[] | null = null;
  const statements: SqlStatement[] = [];
  for (const [index, one] of raw.entries()) {
    if (index % 25 === 24) yield;
    if (one.tag === 'CopyStmt' && shape.copies.some((copy) => copy.start === one.start)) continue;
    statements.push(statement(one, file, searchPath));
    const change = searchPathSet(one);
    if (change !== null) searchPath = change.path;
  }
  return { value: statements, diagnostics };
}

function statement(raw: RawStatement, file: SourceFile, searchPath: readonly string[] | null): SqlStatement {
  const span = { file: file.path, start: raw.start, end: raw.end };
  return {
    kind: 'statement',
    tag: raw.tag,
    text: file.text.slice(raw.start, raw.end),
    span,
    ast: raw.node,
    ...referencesOf(raw, file.text, span),
    searchPath,
  };
}

function foreignLines(shape: Outline, file: SourceFile): readonly Diagnostic[] {
  const dropped = /^\\(?:un)?restrict(?:\s|$)/u;
  const commands = shape.commands.filter((one) => !dropped.test(file.text.slice(one.start, one.end)));
  return [
    ...commands.map((one) => {
      const word = /^\\\S*/u.exec(file.text.slice(one.start, one.end))?.[0] ?? '\\';
      const span = { file: file.path, start: one.start, end: one.start + word.length };
      return error('PGC101', `${word} is a command of psql, not SQL`, span, 'delete the line; files are read without psql');
    }),
    ...shape.copies.map((one) => {
      const span = { file: file.path, start: one.start, end: one.end };
      const hint = 'dump with pg_dump --schema-only; write rows that every tenant gets as INSERT';
      return error('PGC102', 'COPY ... FROM stdin brings data', span, hint);
    }),
  ];
}

/** Many statements at once, or, where the file has a mistake, one by one. */
function* parseAll(grammar: Grammar, shape: Outline, file: SourceFile, diagnostics: Diagnostic[]): Steps<readonly RawStatement[]> {
  const whole = shape.unclosed === null ? yield* parseStretches(grammar, shape) : null;
  if (whole !== null) return whole.map((one) => ({ ...one, end: tokenEnd(one, shape.pieces, shape.text) }));
  const statements: RawStatement[] = [];
  let rest: Outline | null = shape;
  while (rest !== null) {
    const { pieces, unclosed }: Outline = rest;
    rest = null;
    for (const piece of pieces) {
      const again = parsePiece(grammar, piece, shape.text, file, statements, diagnostics);
      if (again === null) continue;
      rest = outline(shape.text, again);
      break;
    }
    if (rest === null && unclosed !== null) diagnostics.push(unclosedLiteral(grammar, shape.text, unclosed, file));
  }
  return statements;
}

/** Characters that are parsed at once. WebAssembly never gives memory back, and takes a thousand times the text's. */
const stretch = 8192;

/** All statements, or null where there is a mistake. */
function* parseStretches(grammar: Grammar, { text, pieces }: Outline): Steps<readonly RawStatement[] | null> {
  const cuts = [0];
  for (const { start } of pieces) if (start - (cuts.at(-1) ?? 0) > stretch) cuts.push(start);
  const found: RawStatement[] = [];
  for (const [index, from] of cuts.entries()) {
    const { statements, fault } = grammar.parse(text.slice(from, cuts[index + 1]));
    if (fault !== null) return null;
    for (const one of statements) found.push(from === 0 ? one : moved(one, from));
    yield;
  }
  return found;
}

function moved(statement: RawStatement, by: number): RawStatement {
  convertLocations(statement.node, (location) => location + by);
  return { ...statement, start: statement.start + by, end: statement.end + by };
}

/** Null, or where to go on: behind a `;` that the statement should have ended with, had its brackets been closed. */
function parsePiece(
  grammar: Grammar, piece: Piece, text: string, file: SourceFile, statements: RawStatement[], diagnostics: Diagnostic[],
): number | null {
  const own = text.slice(piece.start, piece.end);
  const { statements: found, fault } = grammar.parse(own);
  for (const one of found) statements.push(moved(one, piece.start));
  if (fault === null) return null;
  const at = fault.at + piece.start;
  const end = at >= piece.end ? at : Math.max(at + 1, wordEnd(text, at));
  diagnostics.push(error('PGC100', fault.message, { file: file.path, start: at, end }, syntaxHint(grammar, own, fault.at)));
  return text[at] === ';' && at < piece.end ? at + 1 : null;
}

function unclosedLiteral(grammar: Grammar, text: string, at: number, file: SourceFile): Diagnostic {
  const fault = grammar.parse(text.slice(at)).fault;
  const message = fault?.message.replace(/ at or near [^]*$/u, '') ?? 'literal without an end';
  return error('PGC100', message, { file: file.path, start: at, end: at + 1 }, 'what begins here runs to the end of the file');
}

/** A statement without its closing `;` ends with its last token, not with the comments behind it. */
function tokenEnd(statement: RawStatement, pieces: readonly Piece[], text: string): number {
  const piece = findPiece(pieces, statement.start);
  if (piece?.start === statement.start && piece.end <= statement.end) return piece.end;
  return statement.start + text.slice(statement.start, statement.end).trimEnd().length;
}

function findPiece(pieces: readonly Piece[], start: number): Piece | undefined {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}

function wordEnd(text: string, at: number): number {
  return at + (/^[\w$\u0080-\u{10ffff}]+/u.exec(text.slice(at, at + 256))?.[0].length ?? 0);
}
