import { closest } from '../source/closest.js';
import type { Grammar, Token } from './types.js';

/** Words that statements are made of; a name that is one letter away from one of them is taken for it. */
const usualWords = [
  'alter', 'begin', 'between', 'cascade', 'check', 'column', 'comment', 'conflict', 'constraint', 'create', 'default', 'delete', 'distinct', 'domain', 'exists',
  'execute', 'extension', 'foreign', 'from', 'function', 'grant', 'group', 'having', 'index', 'inner', 'insert', 'into', 'join', 'language', 'left',
  'limit', 'materialized', 'nothing', 'null', 'offset', 'order', 'policy', 'primary', 'procedure', 'references', 'returning', 'returns', 'revoke', 'right',
  'select', 'sequence', 'table', 'trigger', 'type', 'union', 'unique', 'update', 'using', 'values', 'view', 'where', 'with',
];
const shortest = 4;
/** A name stands behind one of these. */
const beforeName = /^(?:table|view|type|column|function|policy|trigger|index|into|from|join|update|[(,.])$/iu;

/** An operand stands behind one of these. */
const beforeOperand = /^(?:and|or|not|where|on|having|by|in|like|ilike|set|[=<>+/-]|<=|>=|<>|!=|\|\|)$/iu;

/**
 * The way out of a syntax error, where the tokens around it tell: a mistyped word, a reserved word as a name, a comma
 * or bracket too many or too few. `text` is one statement, `at` the offset of the error in it; null where nothing is plain.
 */
export function syntaxHint(grammar: Grammar, text: string, at: number): string | null {
  const tokens = grammar.scan(text).filter(({ kind }) => kind !== 'comment');
  const index = tokens.findIndex((token) => token.end > at);
  const [fault, before] = index < 0 ? [undefined, tokens.at(-1)] : [tokens[index], tokens[index - 1]];
  const ways = [mistyped(fault, ''), comma(fault, before), missing(fault, before), reserved(fault, before), brackets(tokens), mistyped(before, ` where it says ${before?.text ?? ''}`)];
  return ways.find((way) => way !== null) ?? (fault === undefined ? 'the statement ends too early' : null);
}

function mistyped(token: Token | undefined, where: string): string | null {
  if (token?.kind !== 'identifier' || token.text.length < shortest) return null;
  const near = closest(token.text, usualWords);
  const plural = near !== null && token.text.toLowerCase() === `${near}s`;
  return near === null || plural ? null : `did you mean ${near.toUpperCase()}${where}?`;
}

/** An operand that is not there. */
function missing(token: Token | undefined, before: Token | undefined): string | null {
  const ends = token === undefined || token.keyword === 'reserved' || token.text === ')' || token.text === ';';
  return before !== undefined && ends && beforeOperand.test(before.text) ? `something is missing after ${before.text}` : null;
}

function reserved(token: Token | undefined, before: Token | undefined): string | null {
  if (token?.keyword !== 'reserved' && token?.keyword !== 'type or function') return null;
  if (before === undefined || !beforeName.test(before.text) || !/^[a-z]/iu.test(token.text)) return null;
  return `${token.text} is a word of SQL; choose another name, or put it in quotes: "${token.text.toLowerCase()}"`;
}

function comma(token: Token | undefined, before: Token | undefined): string | null {
  const ends = token === undefined || token.text === ')' || token.text === ';' || /^(?:from|where|order|group|limit)$/iu.test(token.text);
  return before?.text === ',' && ends ? 'remove the comma before it' : null;
}

function brackets(tokens: readonly Token[]): string | null {
  const count = (text: string): number => tokens.filter((token) => token.text === text).length;
  const [open, close] = [count('('), count(')')];
  if (open === close) return null;
  return open > close ? 'a ( of this statement is never closed' : 'this statement has a ) too many';
}
