/** A stretch of SQL text as psql tells it apart: enough to find statements, literals and comments, and no more. */
export interface Lexeme {
  readonly kind: 'space' | 'comment' | 'word' | 'number' | 'identifier' | 'string' | 'symbol';
  readonly start: number;
  readonly end: number;
  /** False for a literal, comment or quoted identifier that the text ends in. */
  readonly closed: boolean;
}

const space = /[ \t\n\r\f\v]+/y;
const lineComment = /--[^\n\r]*/y;
const blockEdge = /\/\*|\*\//g;
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /\d[\w.]*/y;
const parameter = /\$\d+/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** The lexeme at an offset that is the start of one. Rules: PostgreSQL's "Lexical Structure". */
export function lexemeAt(text: string, start: number): Lexeme {
  const found = byFirst(text, start, text.charCodeAt(start));
  return found ?? { kind: 'symbol', start, end: start + 1, closed: true };
}

/** Told by its first character, since whole dumps are read this way. */
function byFirst(text: string, start: number, first: number): Lexeme | null {
  if ((first >= 97 && first <= 122) || (first >= 65 && first <= 90) || first === 95 || first >= 128) return wordAt(text, start);
  if (first === 32 || (first >= 9 && first <= 13)) return match(space, text, start, 'space');
  if (first >= 48 && first <= 57) return match(number, text, start, 'number');
  switch (text[start]) {
    case "'": return quoted(text, start, start, "'", 'string');
    case '"': return quoted(text, start, start, '"', 'identifier');
    case '/': return text[start + 1] === '*' ? blockComment(text, start) : null;
    case '-': return match(lineComment, text, start, 'comment');
    case '$': return match(parameter, text, start, 'number') ?? dollarAt(text, start);
    default: return null;
  }
}

/** Ends of all lexemes in order: places where the text can be cut without cutting a literal or a word. */
export function lexemeEnds(text: string): number[] {
  const ends: number[] = [];
  for (let at = 0; at < text.length; at = ends.at(-1) ?? text.length) ends.push(lexemeAt(text, at).end);
  return ends;
}

function match(pattern: RegExp, text: string, start: number, kind: Lexeme['kind']): Lexeme | null {
  pattern.lastIndex = start;
  return pattern.test(text) ? { kind, start, end: pattern.lastIndex, closed: true } : null;
}

/** A word, or the literal that a prefix such as `E'` or `U&"` begins. */
function wordAt(text: string, start: number): Lexeme | null {
  const found = match(word, text, start, 'word');
  if (found === null) return null;
  const next = text[found.end];
  if (next !== "'" && next !== '&') return found;
  const prefix = text.slice(start, found.end).toLowerCase();
  if (next === "'" && prefix === 'e') return escaped(text, start, found.end);
  if (next === "'" && prefix === 'n') return quoted(text, start, found.end, "'", 'string');
  if (next === "'" && (prefix === 'b' || prefix === 'x')) return bits(text, start, found.end);
  const after = text[found.end + 1];
  if (prefix !== 'u' || next !== '&' || (after !== "'" && after !== '"')) return found;
  return quoted(text, start, found.end + 1, after, after === "'" ? 'string' : 'identifier');
}

/** To the closing quote; a doubled one stays inside. */
function quoted(text: string, start: number, open: number, quote: string, kind: Lexeme['kind']): Lexeme {
  let at = text.indexOf(quote, open + 1);
  while (at >= 0 && text[at + 1] === quote) at = text.indexOf(quote, at + 2);
  return { kind, start, end: at < 0 ? text.length : at + 1, closed: at >= 0 };
}

/** `E'...'`: a backslash takes the character behind it along. */
function escaped(text: string, start: number, open: number): Lexeme {
  let at = open + 1;
  while (at < text.length) {
    if (text[at] === '\\' || (text[at] === "'" && text[at + 1] === "'")) at += 2;
    else if (text[at] === "'") return { kind: 'string', start, end: at + 1, closed: true };
    else at += 1;
  }
  return { kind: 'string', start, end: text.length, closed: false };
}

/** `B'...'` and `X'...'` know no doubled quote. */
function bits(text: string, start: number, open: number): Lexeme {
  const close = text.indexOf("'", open + 1);
  return { kind: 'string', start, end: close < 0 ? text.length : close + 1, closed: close >= 0 };
}

function dollarAt(text: string, start: number): Lexeme | null {
  const open = match(dollarQuote, text, start, 'string');
  if (open === null) return null;
  const tag = text.slice(start, open.end);
  const close = text.indexOf(tag, open.end);
  return { kind: 'string', start, end: close < 0 ? text.length : close + tag.length, closed: close >= 0 };
}

/** Block comments nest. */
function blockComment(text: string, start: number): Lexeme {
  blockEdge.lastIndex = start;
  let depth = 0;
  for (let edge = blockEdge.exec(text); edge !== null; edge = blockEdge.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'comment', start, end: blockEdge.lastIndex, closed: true };
  }
  return { kind: 'comment', start, end: text.length, closed: false };
}
