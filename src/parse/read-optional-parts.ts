import { error } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText, Staged } from '../source/types.js';
import type { OptionalPart, Token } from './types.js';

const marker = /^\/\*\?[ \t]*([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)[ \t]*\*\/$/u;

/**
 * The optional parts of a resolver's SQL: each runs from its marker (`/*? name *\/`) to the end of the line. A part may
 * occur on several lines; it may not hold another one, nor end inside a literal or a comment.
 */
export function readOptionalParts(tokens: readonly Token[], sql: SourceText): Staged<readonly OptionalPart[]> {
  const parts: OptionalPart[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const token of tokens) {
    if (token.kind !== 'comment' || !token.text.startsWith('/*?')) continue;
    const name = marker.exec(token.text)?.[1];
    const span = spanIn(sql, token.start, token.end);
    const outer = parts.find((part) => token.start < part.end);
    if (name === undefined) {
      const hint = 'a part begins with /*? name */ and ends with its line; there is no closing mark';
      diagnostics.push(error('PGC123', 'this marker names no optional part', span, hint));
    } else if (outer !== undefined) {
      const hint = 'put it on a line of its own: a part ends with its line';
      diagnostics.push(error('PGC125', `optional part ${name} begins inside part ${outer.name}`, span, hint));
    } else {
      const end = lineEnd(sql.text, token.end);
      parts.push({ name, markerStart: token.start, start: token.end, end });
      diagnostics.push(...cutTokens(tokens, name, end, sql));
    }
  }
  return { value: parts, diagnostics };
}

function cutTokens(tokens: readonly Token[], name: string, end: number, sql: SourceText): Diagnostic[] {
  const cut = tokens.find((token) => token.start < end && token.end > end);
  if (cut === undefined) return [];
  const what = cut.kind === 'comment' ? 'a comment' : cut.kind === 'string' ? 'a literal' : 'a name';
  const message = `optional part ${name} ends with its line, in the middle of ${what}`;
  const hint = `write ${what} on one line, or the whole of it on lines outside the part`;
  return [error('PGC124', message, spanIn(sql, cut.start, Math.min(cut.end, end)), hint)];
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
