import { splice } from '../../parse/splice.js';
import type { Edit, Grammar, Token } from '../../parse/types.js';

/** Columns; what is longer is broken. */
const widest = 110;

/**
 * A statement for people to read: a long CREATE TABLE with a line for each of its parts, a long ALTER TABLE with one for
 * each of its changes. What has lines of its own, or is of another kind, stays as it comes. Ends with a token that is no
 * comment.
 */
export function formatStatement(grammar: Grammar, sql: string): string {
  const written = grammar.scan(sql);
  const last = written.filter(({ kind }) => kind !== 'comment').at(-1);
  const text = sql.slice(written[0]?.start ?? 0, last?.text === ';' ? last.start : last?.end).trimEnd();
  const tokens = grammar.scan(text);
  const [first, second] = tokens.map(({ text: word }) => word.toLowerCase());
  const plain = safe(tokens, text);
  if (plain !== text || text.includes('\n') || text.length <= widest || tokens.some(({ kind }) => kind === 'comment')) return plain;
  if (first === 'create' && tokens.slice(1, 4).some(({ text: word }) => word.toLowerCase() === 'table')) return splice(text, partBreaks(tokens)).text;
  return first === 'alter' && second === 'table' ? splice(text, changeBreaks(tokens)).text : text;
}

/** A carriage return would be lost in a file, where lines end with a line feed: it is written as an escape. */
function safe(tokens: readonly Token[], text: string): string {
  if (!text.includes('\r')) return text;
  return splice(text, tokens.filter((token) => token.kind === 'string' && token.text.includes('\r')).map((token) => ({ start: token.start, end: token.end, text: escaped(token.text) }))).text;
}

function escaped(literal: string): string {
  if (/^e'/iu.test(literal)) return literal.replaceAll('\r', '\\r');
  const dollar = /^\$[^$]*\$/u.exec(literal)?.[0];
  const value = dollar === undefined ? literal.slice(1, -1) : literal.slice(dollar.length, -dollar.length).replaceAll("'", "''");
  return `E'${value.replaceAll('\\', '\\\\').replaceAll('\r', '\\r')}'`;
}

/** Around and between the parts of the first pair of parentheses. */
function partBreaks(tokens: readonly Token[]): readonly Edit[] {
  let depth = 0;
  const edits: Edit[] = [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.text === '(') depth += 1;
    if ((token.text === '(' || token.text === ',') && depth === 1 && next !== undefined) edits.push({ start: token.end, end: next.start, text: '\n  ' });
    if (token.text !== ')') continue;
    depth -= 1;
    if (depth === 0) return [...edits, { start: tokens[index - 1]?.end ?? token.start, end: token.start, text: '\n' }].filter((edit, at, all) => all.findIndex(({ start }) => start === edit.start) === at);
  }
  return [];
}

function changeBreaks(tokens: readonly Token[]): readonly Edit[] {
  let depth = 0;
  return tokens.flatMap((token, index): readonly Edit[] => {
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    const next = tokens[index + 1];
    return token.text === ',' && depth === 0 && next !== undefined ? [{ start: token.end, end: next.start, text: '\n  ' }] : [];
  });
}
