/** A lexeme that counts here. Offsets in UTF-16 units. */
export interface Lexeme {
  /** `place`: `:name`; `other`: a literal, a quoted name, a number, an operator. */
  readonly kind: 'word' | 'place' | 'semicolon' | 'open' | 'close' | 'other';
  /** Of a word in lower case, of a place without its colon, else as it stands. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Groups: 1 start of a block comment, 2 dollar quote, 3 `E'`, 4 name of a place, 5 word. */
const pattern = [
  '[ \\t\\n\\r\\f\\v]+|--[^\\n\\r]*',
  '(\\/\\*)',
  '(\\$(?:[A-Za-z_\\u0080-\\uffff][A-Za-z0-9_\\u0080-\\uffff]*)?\\$)',
  "([eE]')",
  `'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)`,
  '::|:=|:([\\w\\u0080-\\uffff]+)',
  '([A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)',
  '\\$?[0-9][\\w.]*',
  '[^]',
].map((each) => `(?:${each})`).join('|');

/**
 * Splits SQL by PostgreSQL's lexical rules (chapter 4.1 of its manual, `standard_conforming_strings` on): nothing inside
 * literals, quoted names, comments (which nest) and dollar quotes is looked at. What is never closed ends with the text.
 */
export function* lexemes(sql: string): Generator<Lexeme> {
  const next = new RegExp(pattern, 'y');
  for (let match = next.exec(sql); match !== null && match[0] !== ''; match = next.exec(sql)) {
    const [found, comment, dollar, escape, place, word] = match;
    const start = match.index;
    if (comment !== undefined) next.lastIndex = afterComment(sql, start);
    else if (dollar !== undefined) next.lastIndex = after(sql, dollar, next.lastIndex);
    else if (escape !== undefined) next.lastIndex = afterEscapes(sql, next.lastIndex);
    if (comment !== undefined || /^(?:[ \t\n\r\f\v]|--)/.test(found)) continue;
    const end = next.lastIndex;
    if (place !== undefined) yield { kind: 'place', text: place, start, end };
    else if (word !== undefined) yield { kind: 'word', text: word.toLowerCase(), start, end };
    else yield { kind: kinds.get(found) ?? 'other', text: found, start, end };
    if (end >= sql.length) return;
  }
}

const kinds: ReadonlyMap<string, Lexeme['kind']> = new Map([[';', 'semicolon'], ['(', 'open'], ['[', 'open'], [')', 'close'], [']', 'close']]);

function after(sql: string, end: string, from: number): number {
  const found = sql.indexOf(end, from);
  return found < 0 ? sql.length : found + end.length;
}

function afterComment(sql: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let found = edge.exec(sql); found !== null; found = edge.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

/** Behind a line break such a literal goes on, still with backslashes. */
function afterEscapes(sql: string, from: number): number {
  const rest = /(?:[^'\\]|\\[^]|'')*(?:'[ \t\f\v]*[\n\r][ \t\n\r\f\v]*'(?:[^'\\]|\\[^]|'')*)*(?:'|\\?$)/y;
  rest.lastIndex = from;
  return rest.test(sql) ? rest.lastIndex : sql.length;
}
