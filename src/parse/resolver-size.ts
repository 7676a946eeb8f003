import { error } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText } from '../source/types.js';
import type { Token } from './types.js';

/** Characters of a resolver's text, comments and all. */
const longestText = 1_048_576;
/** Bytes of a statement that the Data API takes; tokens alone are less than what is sent. */
const longestStatement = 65_536;
/** Arguments of a function: PostgreSQL takes a statement as one to analyse it (FUNC_MAX_ARGS). */
const mostParameters = 100;
/** Each part is planned alone and for each role. */
const mostParts = 100;

/** What is too much of a text, before anything is done with it. */
export function textTooLong(sql: SourceText): readonly Diagnostic[] {
  return sql.text.length <= longestText ? [] : [tooMuch(sql, 0, `the statement has ${sql.text.length} characters`)];
}

/** The same for what is in it. */
export function statementTooLarge(sql: SourceText, tokens: readonly Token[], parameters: readonly { readonly name: string; readonly start: number }[], parts: readonly { readonly name: string; readonly markerStart: number }[]): readonly Diagnostic[] {
  const bytes = tokens.reduce((sum, token) => (token.kind === 'comment' ? sum : sum + token.end - token.start), 0);
  if (bytes > longestStatement) return [tooMuch(sql, 0, `the statement has ${bytes} characters, the Data API takes ${longestStatement} bytes`)];
  const extra = firstBeyond(mostParameters, parameters);
  if (extra !== undefined) return [tooMuch(sql, extra.start, `this is one parameter more than ${mostParameters}`)];
  const part = firstBeyond(mostParts, parts);
  return part === undefined ? [] : [tooMuch(sql, part.markerStart, `this is one optional part more than ${mostParts}`)];
}

function firstBeyond<T extends { readonly name: string }>(most: number, all: readonly T[]): T | undefined {
  const names = new Set<string>();
  return all.find(({ name }) => names.add(name).size > most);
}

function tooMuch(sql: SourceText, at: number, message: string): Diagnostic {
  return error('PGC130', message, spanIn(sql, at, Math.min(at + 1, sql.text.length)), 'send many values as one array or as rows(:x), or put a part of it into a view or a function');
}
