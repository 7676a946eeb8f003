import { lexemeAt } from '../../parse/lexemes.js';

/** Where a statement stands among the others of its file. */
export interface StatementPlace {
  /** End of the statement before it; 0 for the first. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  /** No statement comes after it. */
  readonly last: boolean;
}

/**
 * Lines of the comments that belong to a statement, without dashes and stars: those above it, and what follows it on its
 * own line; of the file's last one all that follows. An empty line keeps paragraphs apart.
 */
export function commentsOf(text: string, { from, start, end, last }: StatementPlace): readonly string[] {
  const above = gapParts(text, from, start);
  const behind = gapParts(text, end, last ? text.length : lineEnd(text, end));
  // What follows the statement before on its line belongs to that one.
  const lineBreak = from === 0 ? 0 : above.findIndex((part) => part.includes('\n'));
  return [...linesOf(lineBreak < 0 ? [] : above.slice(lineBreak)), ...linesOf(behind)];
}

/** Spaces and comments of a gap, from behind its last token that is neither. */
function gapParts(text: string, from: number, to: number): readonly string[] {
  let parts: string[] = [];
  for (let at = from; at < to; ) {
    const { kind, start, end } = lexemeAt(text, at);
    at = end;
    if (kind === 'space' || kind === 'comment') parts.push(text.slice(start, end));
    else parts = [];
  }
  return parts;
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

function linesOf(parts: readonly string[]): readonly string[] {
  const lines = parts.flatMap((part) => (/^(?:--|\/\*)/u.test(part) ? commentLines(part) : part.split('\n').length > 2 ? [''] : []));
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function commentLines(comment: string): readonly string[] {
  if (comment.startsWith('--')) return [comment.replace(/^-- ?/u, '').trimEnd()];
  const lines = comment.slice(2, -2).split('\n').map((line) => line.replace(/^\s*\*+(?: |$)/u, '').trim());
  return lines.filter((line, index) => line !== '' || (index > 0 && index < lines.length - 1));
}
