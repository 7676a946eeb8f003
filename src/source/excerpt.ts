import { displayWidth } from './display-width.js';
import { printable } from './printable.js';
import type { Span } from './types.js';

/** UTF-16 units shown before the place and in all: minified or generated files have endless lines. */
const shownBefore = 100;
const shownAtMost = 200;

/** The line where a span starts and the carets under it, to be printed one above the other. */
export interface Excerpt {
  readonly line: string;
  /** Tabs stay tabs and wide characters take two blanks, so that the carets stand right in a terminal. */
  readonly marker: string;
}

/** Cuts the line of `span` out of its file; a span over several lines is marked to the end of the first. */
export function excerpt(text: string, span: Span): Excerpt {
  const start = Math.max(0, Math.min(span.start, text.length));
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : newline;
  const from = boundary(text, Math.max(lineStart, start - shownBefore));
  const to = boundary(text, Math.min(lineEnd, from + shownAtMost));
  const before = printable(text.slice(from, start));
  const marked = printable(text.slice(start, Math.min(Math.max(span.end, start), to)));
  const head = from > lineStart ? '… ' : '';
  const tail = to < lineEnd ? ' …' : '';
  return {
    line: (head + before + printable(text.slice(start, to)) + tail).trimEnd(),
    marker: blanks(head + before) + '^'.repeat(Math.max(1, width(marked.trimEnd()))),
  };
}

/** Never between the halves of a surrogate pair. */
function boundary(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return offset > 0 && unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}

function blanks(text: string): string {
  return Array.from(text, (character) => (character === '\t' ? '\t' : ' '.repeat(displayWidth(character)))).join('');
}

function width(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + displayWidth(character), 0);
}
