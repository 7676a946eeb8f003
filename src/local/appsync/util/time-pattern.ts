/** A piece of a pattern: a run of one letter, or text as it is. */
export type PatternPiece = { readonly letter: string; readonly count: number } | { readonly text: string };

/**
 * Cuts a pattern of Java's DateTimeFormatter: letters are fields, `'...'` is text, `''` a quote.
 *
 * @throws Error for a quote without an end
 */
export function timePattern(pattern: string): readonly PatternPiece[] {
  const pieces: PatternPiece[] = [];
  for (const [found] of pattern.matchAll(/''|'(?:[^']|'')*'|'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (found === "'") throw new Error(`The pattern ${pattern} has a quote without an end`);
    if (found.startsWith("'")) pieces.push({ text: found === "''" ? "'" : found.slice(1, -1).replaceAll("''", "'") });
    else if (/^[A-Za-z]/.test(found)) pieces.push({ letter: found[0] ?? '', count: found.length });
    else pieces.push({ text: found });
  }
  return pieces;
}
