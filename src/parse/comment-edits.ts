import type { Edit, Token } from './types.js';

/**
 * Edits that take a text's comments out: with its lines where a comment has them for itself, with the blanks before it
 * where it ends a line, else alone, leaving a blank where two words would grow together. Not inside literals: a
 * comment's token never is.
 */
export function commentEdits(tokens: readonly Token[], text: string): readonly Edit[] {
  return tokens.filter((token) => token.kind === 'comment').map((token) => withoutComment(token, text));
}

function withoutComment(comment: Token, text: string): Edit {
  const lineStart = text.lastIndexOf('\n', comment.start - 1) + 1;
  const newLine = text.indexOf('\n', comment.end);
  const lineEnd = newLine < 0 ? text.length : newLine;
  const before = text.slice(lineStart, comment.start);
  const endsLine = text.slice(comment.end, lineEnd).trim() === '';
  if (endsLine && before.trim() === '') return { start: lineStart, end: newLine < 0 ? lineEnd : newLine + 1, text: '' };
  if (endsLine) return { start: lineStart + before.trimEnd().length, end: lineEnd, text: '' };
  const loose = /^\s?$/u.test(text.charAt(comment.start - 1)) || /^\s?$/u.test(text.charAt(comment.end));
  return { start: comment.start, end: comment.end, text: loose ? '' : ' ' };
}
