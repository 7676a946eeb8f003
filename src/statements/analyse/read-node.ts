import type { PgNode, PgValue } from './node.js';

/** Thrown when a text is not PostgreSQL's node text. `offset` counts UTF-16 units. */
export class NodeTextError extends Error {
  constructor(message: string, readonly offset: number) {
    super(`${message} at offset ${offset} of the node text`);
    this.name = 'NodeTextError';
  }
}

/** One token; `raw` with its escapes (only they tell null `<>` from a name `\<>`). */
interface Token {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/** What is being built; `field` is the field of a node that waits for its value. */
type Frame =
  | { readonly kind: 'node'; readonly start: number; readonly fields: Map<string, PgValue>; tag: string | null; field: string | null }
  | { readonly kind: 'list'; readonly items: PgValue[]; of: 'b' | 'i' | 'o' | 'x' | null; readonly start: number };

/**
 * Reads PostgreSQL's node text (pg_proc.prosqlbody, pg_rewrite.ev_action) in linear time and without recursion.
 * The rules are those of the server's reader (src/backend/nodes/read.c): blanks are space, tab and newline; a
 * backslash takes the next character as it is; `<>` is null; a list that starts with b, i, o or x holds numbers.
 * @throws NodeTextError
 */
export function readNode(text: string): PgValue {
  const frames: Frame[] = [];
  let result: PgValue | undefined;
  const give = (value: PgValue): void => {
    const frame = frames.at(-1);
    if (frame === undefined) result = value;
    else if (frame.kind === 'list') frame.items.push(value);
    else setField(frame, value);
  };
  let at = 0;
  while (result === undefined) {
    const token = nextToken(text, at);
    at = token.end;
    const frame = frames.at(-1);
    if (token.raw === '{') frames.push({ kind: 'node', start: token.start, fields: new Map(), tag: null, field: null });
    else if (token.raw === '(') frames.push({ kind: 'list', items: [], of: null, start: token.start });
    else if (token.raw === '}' || token.raw === ')') {
      if (frame === undefined || (frame.kind === 'node') !== (token.raw === '}')) throw new NodeTextError(`unexpected ${token.raw}`, token.start);
      frames.pop();
      give(closed(frame, text, token.end));
    } else if (frame?.kind === 'node') at = readInNode(frame, token, text);
    else if (frame?.kind === 'list' && frame.items.length === 0 && frame.of === null && /^[biox]$/.test(token.raw)) frame.of = token.raw as 'b' | 'i' | 'o' | 'x';
    else give(frame?.kind === 'list' ? listItem(token) : atom(token));
  }
  return result;
}

/** A token inside `{...}`: the tag, a field's name, or the waiting field's value. Returns where to read on. */
function readInNode(frame: Extract<Frame, { kind: 'node' }>, token: Token, text: string): number {
  if (frame.tag === null) frame.tag = token.raw;
  else if (frame.field === null) {
    // A word that belongs to no field can only come from a node of a later server: passed over.
    if (token.raw.startsWith(':')) frame.field = token.raw.slice(1);
  } else if (frame.field === 'constvalue' && token.raw !== '<>') return readDatum(frame, token, text);
  else setField(frame, atom(token));
  return token.end;
}

/** `4 [ 1 0 0 0 0 0 0 0 ]`: a length and that many bytes; a value held in the pointer has 8, whatever its length. */
function readDatum(frame: Extract<Frame, { kind: 'node' }>, length: Token, text: string): number {
  let token = nextToken(text, length.end);
  if (token.raw !== '[') throw new NodeTextError('expected [', token.start);
  const bytes: number[] = [];
  for (token = nextToken(text, token.end); token.raw !== ']'; token = nextToken(text, token.end)) bytes.push(Number(token.raw) & 255);
  setField(frame, { kind: 'bytes', length: Number(length.raw), bytes });
  return token.end;
}

function setField(frame: Extract<Frame, { kind: 'node' }>, value: PgValue): void {
  if (frame.field !== null) frame.fields.set(frame.field, value);
  frame.field = null;
}

function closed(frame: Frame, text: string, end: number): PgValue {
  if (frame.kind === 'list') {
    if (frame.of === null) return { kind: 'list', items: frame.items };
    return { kind: 'numbers', of: frame.of, items: frame.items.map(Number) };
  }
  if (frame.tag === null || frame.field !== null) throw new NodeTextError('a node that ends too early', frame.start);
  const node: PgNode = { kind: 'node', tag: frame.tag, fields: frame.fields, text: text.slice(frame.start, end) };
  return node;
}

function nextToken(text: string, from: number): Token {
  let start = from;
  while (isBlank(text[start])) start++;
  const first = text[start];
  if (first === undefined) throw new NodeTextError('unexpected end', start);
  if (isBracket(first)) return { raw: first, start, end: start + 1 };
  let end = start;
  while (end < text.length && !isBlank(text[end]) && !isBracket(text[end])) end += text[end] === '\\' ? 2 : 1;
  if (end > text.length) throw new NodeTextError('a lone backslash', start);
  return { raw: text.slice(start, end), start, end };
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t';
}

function isBracket(char: string | undefined): boolean {
  return char === '(' || char === ')' || char === '{' || char === '}';
}

/** A field's value: null, the empty string, or a word with its escapes taken out. */
function atom(token: Token): string | null {
  if (token.raw === '<>') return null;
  return token.raw === '""' ? '' : unescape(token.raw);
}

/** In lists strings stand in quotes; a quote at the start of the string itself is escaped. */
function listItem(token: Token): string | null {
  const { raw } = token;
  if (raw.length > 1 && raw.startsWith('"') && raw.endsWith('"')) return unescape(raw.slice(1, -1));
  return atom(token);
}

function unescape(raw: string): string {
  return raw.includes('\\') ? raw.replace(/\\([^])/g, '$1') : raw;
}
