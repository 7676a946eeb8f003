import type { Place } from '../../config/place.js';
import { lineEnd, lineStart } from '../lines.js';

/** Blanks before what stands at `at`; null where something else does. */
export function indentOf(text: string, at: number): string | null {
  const before = text.slice(lineStart(text, at), at);
  return /^ *$/u.test(before) ? before : null;
}

/** Where a child ends: an alias' span is elsewhere. */
export function childEnd({ key, span }: Place): number {
  return key === null ? span.end : Math.max(key.end, span.start >= key.end ? span.end : 0);
}

/** Where a child begins: at its key, or for an item of a list behind its dash. */
export function childStart({ key, span }: Place): number {
  return key === null ? span.start : key.start;
}

export function isFlow(text: string, { span }: Place): boolean {
  return /[{[]/u.test(text.charAt(span.start));
}

/** Past the comment lines that follow, where they are indented as deeply as `indent`: they belong to what is above. */
export function pastComments(text: string, end: number, indent: string): number {
  let at = end;
  for (;;) {
    const next = lineEnd(text, at + 1);
    const line = text.slice(at + 1, next);
    if (at >= text.length || !line.startsWith(`${indent}#`) && !(line.startsWith(`${indent} `) && line.trimStart().startsWith('#'))) return at;
    at = next;
  }
}

/** Each line behind an indentation; empty ones stay empty. */
export function indentLines(lines: readonly string[], indent: string): string {
  return lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
}
