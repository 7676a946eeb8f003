/** Control characters, and the marks that make an editor show text in another order than a compiler reads it. */
const invisible = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const halfPair = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * A SQL comment as lines for `#` in SDL and for doc comments: every character that any of their readers takes for a
 * line's end splits, other control characters and halves of surrogate pairs go, blanks at the ends go.
 */
export function description(comment: string | null): readonly string[] {
  if (comment === null) return [];
  const lines = comment.split(lineEnd);
  const clean = lines.map((line) => line.replaceAll('\t', '  ').replaceAll(invisible, '').replaceAll(halfPair, '\ufffd').trimEnd());
  while (clean[0] === '') clean.shift();
  while (clean.at(-1) === '') clean.pop();
  return clean;
}
