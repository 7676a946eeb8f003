import { codePointOffsets, utf8Offsets } from '../source/positions.js';
import { convertLocations } from './locations.js';
import { lexemeEnds } from './lexemes.js';
import { readTokens } from './read-tokens.js';
import { plPgSqlTexts } from './plpgsql-texts.js';
import type { AstNode, Grammar, Parsed, RawStatement, SyntaxFault, Token } from './types.js';

export type { Grammar } from './types.js';

type Library = typeof import('libpg-query');

/**
 * PostgreSQL's grammar (libpg-query, WebAssembly). Imported only here and only when asked for: it takes about 50 ms.
 * Calls share one instance of the module; it holds no state between calls.
 */
export async function loadGrammar(): Promise<Grammar> {
  const library = await import('libpg-query');
  await library.loadModule();
  return {
    parse: (text) => parse(library, text),
    scan: (text) => scan(library, text) ?? scan(library, text.slice(0, scanFault(library, text)?.at ?? 0)) ?? [],
    scanFault: (text) => scanFault(library, text),
    plPgSqlFault: (text) => plPgSqlFault(library, text),
    plPgSqlTexts: (text) => (plPgSqlFault(library, text) === null ? plPgSqlTexts(library.parsePlPgSQLSync(text)) : null),
  };
}

function parse(library: Library, text: string): Parsed {
  const nul = text.indexOf('\0');
  if (nul >= 0) return { statements: [], fault: { message: 'null character', at: nul } };
  if (text === '') return { statements: [], fault: null };
  try {
    return { statements: rawStatements(library.parseSync(text) as unknown as RawResult, text), fault: null };
  } catch (thrown) {
    return { statements: [], fault: faultOf(library, thrown, text) };
  }
}

interface RawResult {
  readonly stmts?: readonly { readonly stmt?: AstNode; readonly stmt_location?: number; readonly stmt_len?: number }[];
}

function rawStatements(result: RawResult, text: string): RawStatement[] {
  const ascii = !/[^\0-\x7f]/u.test(text);
  const offset = ascii ? (byte: number) => byte : utf8Offsets(text);
  const found: RawStatement[] = [];
  for (const { stmt = {}, stmt_location: from = 0, stmt_len: length } of result.stmts ?? []) {
    const [tag, node] = Object.entries(stmt)[0] ?? [];
    if (tag === undefined) continue;
    if (!ascii) convertLocations(node, offset);
    found.push({ tag, node: node as AstNode, start: offset(from), end: length === undefined ? text.length : offset(from + length) });
  }
  return found;
}

/** The cursor counts code points from 0; a fault of the scanner quotes the whole rest of the text, which is left out. */
function faultOf(library: Library, thrown: unknown, text: string): SyntaxFault {
  if (!library.hasSqlDetails(thrown)) return { message: 'too deeply nested for the parser', at: 0 };
  const at = codePointOffsets(text)(thrown.sqlDetails?.cursorPosition ?? 0);
  const near = /^([^]*?) at or near "([^]*)"$/u.exec(thrown.message);
  const long = near !== null && ((near[2] ?? '').length > 40 || (near[2] ?? '').includes('\n'));
  return { message: long ? (near?.[1] ?? '') : thrown.message, at };
}

function scan(library: Library, text: string): readonly Token[] | null {
  if (text === '') return [];
  try {
    return readTokens(library.scanSync(text).tokens, text);
  } catch {
    return null;
  }
}

/** The scanner does not say where it failed, so the first lexeme it fails at is searched for, and then parsed alone. */
function scanFault(library: Library, text: string): SyntaxFault | null {
  if (scan(library, text) !== null) return null;
  const ends = lexemeEnds(text);
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scan(library, text.slice(0, ends[middle])) === null) high = middle;
    else low = middle + 1;
  }
  const from = ends[low - 1] ?? 0;
  const fault = parse(library, text.slice(from)).fault;
  return { message: fault?.message ?? 'unreadable text', at: from + (fault?.at ?? 0) };
}

function plPgSqlFault(library: Library, text: string): SyntaxFault | null {
  try {
    library.parsePlPgSQLSync(text);
    return null;
  } catch (thrown) {
    return { message: thrown instanceof Error ? thrown.message : String(thrown), at: 0 };
  }
}
