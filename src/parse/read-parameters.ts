import { error } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText, Staged } from '../source/types.js';
import { placeTokens, type PlacedToken } from './resolver-tokens.js';
import type { OptionalPart, ParameterUse, Token } from './types.js';

const possibleName = /^[A-Za-z][A-Za-z0-9_]*$/u;

/**
 * Places of `:name` and `:of.name` in a resolver's SQL: a colon with a letter right behind it, not behind another colon,
 * not as a slice's (`a[1:n]`), not as JSON_OBJECT's (`json_object('k':v)`, where an operand has just ended). Inside
 * `array[...]` and inside parentheses a colon cannot be a slice's, so there it is a parameter again.
 * Tokens come from the scanner, so nothing in literals, comments or quoted names is one.
 */
export function readParameters(tokens: readonly Token[], parts: readonly OptionalPart[], sql: SourceText): Staged<readonly ParameterUse[]> {
  const placed = placeTokens(tokens);
  const uses: ParameterUse[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, { token }] of placed.entries()) {
    if (token.kind === 'parameter') {
      const hint = 'write a colon and a name: :status';
      diagnostics.push(error('PGC129', `${token.text} is not a parameter of a resolver`, spanIn(sql, token.start, token.end), hint));
    }
    const words = parameterWords(placed, index);
    const odd = words.find((word) => !possibleName.test(word.text));
    if (odd !== undefined) diagnostics.push(impossible(odd, sql));
    else if (words.length > 0) uses.push(parameterUse(placed, index, words, parts));
  }
  return { value: uses, diagnostics };
}

/** The one or two words of a parameter whose colon stands at `index`; none where that is not a parameter's colon. */
function parameterWords(placed: readonly PlacedToken[], index: number): readonly Token[] {
  const colon = placed[index];
  const first = placed[index + 1]?.token;
  if (colon?.token.text !== ':' || first === undefined || first.start !== colon.token.end) return [];
  if (!/^\p{L}/u.test(first.text) || first.kind === 'string' || first.text.endsWith('"')) return [];
  const before = placed[index - 1]?.token;
  if (before !== undefined && before.end === colon.token.start && before.text.endsWith(':')) return [];
  if (colon.inside === 'subscript' || (colon.inside === 'json object' && colon.afterOperand)) return [];
  const [dot, second] = [placed[index + 2]?.token, placed[index + 3]?.token];
  const dotted = dot?.text === '.' && dot.start === first.end && second !== undefined && second.start === dot.end && /^\p{L}/u.test(second.text);
  return dotted ? [first, second] : [first];
}

function parameterUse(placed: readonly PlacedToken[], index: number, words: readonly Token[], parts: readonly OptionalPart[]): ParameterUse {
  const [colon, last] = [placed[index]?.token, words.at(-1)];
  const start = colon?.start ?? 0;
  const end = last?.end ?? start;
  const wrap = rowsCall(placed, index, index + (words.length > 1 ? 4 : 2));
  return {
    kind: 'parameter',
    name: last?.text ?? '',
    of: words.length > 1 ? (words[0]?.text ?? null) : null,
    start: wrap?.start ?? start,
    end: wrap?.end ?? end,
    part: parts.find((part) => start >= part.start && start < part.end)?.name ?? null,
    rows: wrap !== null,
  };
}

/** `rows(` before the parameter and `)` behind it; not the frame clause `rows (:n) preceding`. */
function rowsCall(placed: readonly PlacedToken[], index: number, after: number): { start: number; end: number } | null {
  const [rows, open] = [placed[index - 2]?.token, placed[index - 1]?.token];
  const [close, next] = [placed[after]?.token, placed[after + 1]?.token];
  if (rows?.text.toLowerCase() !== 'rows' || open?.text !== '(' || close?.text !== ')') return null;
  return /^(?:preceding|following)$/iu.test(next?.text ?? '') ? null : { start: rows.start, end: close.end };
}

function impossible(word: Token, sql: SourceText): Diagnostic {
  const hint = 'use letters of the English alphabet, digits and _, and begin with a letter';
  return error('PGC127', `a parameter cannot be called ${word.text}`, spanIn(sql, word.start, word.end), hint);
}
