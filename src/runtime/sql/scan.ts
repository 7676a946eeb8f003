/** A place of a text that is not SQL: `:name`, or `{tenant}` (then `name` is `tenant`). Offsets in UTF-16 units. */
export interface SqlPlace {
  readonly kind: 'parameter' | 'tenant';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** PostgreSQL's space: JavaScript's `\s` knows more, which are letters to PostgreSQL. */
const space = '[ \\t\\n\\r\\f\\v]';
const word = '[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*';
/** A literal goes on behind a line break, and `E'` with its backslashes. */
const goesOn = `'[ \\t\\f\\v]*(?:--[^\\n\\r]*)?[\\n\\r](?:${space}|--[^\\n\\r]*[\\n\\r])*'`;

/** The next lexeme that is not space. Groups: 1 a comment, the start of a block's, 2 dollar quote, 3 name behind a colon. */
const lexeme = [
  '(\\/\\*|--[^\\n\\r]*)',
  `[eE]'[^'\\\\]*(?:(?:\\\\[^]|''|${goesOn})[^'\\\\]*)*'?`,
  `(?:[bBxX]|[uU]&)?'[^']*(?:''[^']*)*'?`,
  '(?:[uU]&)?"[^"]*(?:""[^"]*)*"?',
  '(\\$(?:[A-Za-z_\\x80-\\uffff][\\w\\x80-\\uffff]*)?\\$)[^]*?(?:\\2|$)',
  word,
  '\\$?\\d+\\.?\\w*|\\.\\d\\w*',
  `::|:=|:(?![eEbBxX]'|[uU]&['"])(?=(${word}))`,
  '\\{tenant\\}',
  '[^ \\t\\n\\r\\f\\v]',
].join('|');

/** What may stand before an operand in JSON_OBJECT; a colon behind any other word or value parts a key from its value. */
const endsOperand = /^(?!(?:all|and|any|array|as|asymmetric|case|distinct|else|from|in|not|or|some|symmetric|then|to|value|variadic|when|zone)$)(?:[$.].|[\w'")\]\x80-\uffff])/i;

/**
 * Places of `:name` and `{tenant}` in SQL, in order; none inside literals, quoted names, comments and dollar quotes.
 * `::` and `:=` are no parameters, nor is a slice's colon (`a[1:n]`) or JSON_OBJECT's (`json_object('k':v)`); inside
 * `array[...]` and inside parentheses a colon cannot be a slice's. Lexical rules: PostgreSQL 15 to 18 with
 * `standard_conforming_strings` on. What is never closed goes on to the end of the text.
 */
export function scanSql(text: string): readonly SqlPlace[] {
  const next = new RegExp(lexeme, 'g');
  const places: SqlPlace[] = [];
  const open: Bracket[] = [];
  let previous = '';
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const [token, comment, , name] = match;
    const start = match.index;
    if (comment === '/*') next.lastIndex = commentEnd(text, start);
    if (comment !== undefined) continue;
    if (name !== undefined && isParameter(text[start - 1], open.at(-1), previous)) {
      places.push({ kind: 'parameter', name, start, end: start + 1 + name.length });
    }
    if (token === '{tenant}') places.push({ kind: 'tenant', name: 'tenant', start, end: next.lastIndex });
    if (token === ')' || token === ']') open.pop();
    if (token === '(' || token === '[') open.push(bracket(token, previous.toLowerCase(), open.at(-1)));
    previous = token;
  }
  return places;
}

type Bracket = 'paren' | 'json object' | 'array' | 'subscript';

function bracket(token: string, before: string, around: Bracket | undefined): Bracket {
  if (token === '(') return before === 'json_object' || before === 'json_objectagg' ? 'json object' : 'paren';
  const nested = around === 'array' && (before === '[' || before === ',');
  return nested || before === 'array' ? 'array' : 'subscript';
}

function isParameter(adjacent: string | undefined, inside: Bracket | undefined, previous: string): boolean {
  if (adjacent === ':' || inside === 'subscript') return false;
  return inside !== 'json object' || !endsOperand.test(previous);
}

/** Block comments nest. */
function commentEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}
