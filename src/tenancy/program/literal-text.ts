/** What a string literal says, and the way from a place in that to the place in the literal as written. */
export interface LiteralText {
  readonly value: string;
  /** UTF-16 offset in the literal of the character at an offset of `value`; its length gives the end. */
  at(offset: number): number;
}

/**
 * Reads `'...'`, `E'...'` and `$tag$...$tag$`. Escapes other than `\\`, `\'`, `''` and the letters of `\n` are kept as
 * they are written: no name that is looked for has one. Null for what is not one of these.
 */
export function literalText(written: string): LiteralText | null {
  const dollar = /^\$[^$]*\$/u.exec(written)?.[0];
  if (dollar !== undefined) return { value: written.slice(dollar.length, -dollar.length), at: (offset) => offset + dollar.length };
  const open = /^(?:e|n)?'/iu.exec(written)?.[0];
  if (open === undefined) return null;
  return unescaped(written, open.length, /^e/iu.test(open));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescaped(written: string, start: number, backslashes: boolean): LiteralText {
  const places: number[] = [];
  let value = '';
  for (let at = start; at < written.length - 1; ) {
    const pair = (written[at] === "'" && written[at + 1] === "'") || (backslashes && written[at] === '\\');
    const one = pair ? (written[at] === "'" ? "'" : (escapes[written[at + 1] ?? ''] ?? written[at + 1] ?? '')) : (written[at] ?? '');
    places.push(at);
    value += one;
    at += pair ? 2 : 1;
  }
  return { value, at: (offset) => places[offset] ?? written.length - 1 };
}
