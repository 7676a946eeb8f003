/**
 * The one place that converts positions. PostgreSQL's parse trees count UTF-8 bytes, its scanner errors and the
 * server's `position` count code points, JavaScript counts UTF-16 units.
 */

/** 1-based line and column of a UTF-16 offset; the column counts code points. Offsets outside the text are clamped. */
export function lineColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const end = clamp(offset, text.length);
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < end; next = text.indexOf('\n', start)) {
    line += 1;
    start = next + 1;
  }
  let column = 1;
  for (let at = start; at < end; column += 1) at += unitsAt(text, at);
  return { line, column };
}

/** From UTF-8 bytes (from 0) to UTF-16 offsets; a byte inside a character gives that character's start. */
export function utf8Offsets(text: string): (byte: number) => number {
  return converter(text, (codePoint) => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4));
}

/** From code points (from 0) to UTF-16 offsets. The server's `position` counts from 1: take one off first. */
export function codePointOffsets(text: string): (codePoint: number) => number {
  return converter(text, () => 1);
}

/** A character whose width differs from its UTF-16 width, and where it stands in both counts. */
interface Bend {
  readonly from: number;
  readonly width: number;
  readonly offset: number;
  readonly units: number;
}

/** Counts agree except at bends, so only those are kept: none at all for ASCII. */
function converter(text: string, widthOf: (codePoint: number) => number): (position: number) => number {
  const bends: Bend[] = [];
  let from = 0;
  for (let offset = 0; offset < text.length; ) {
    const codePoint = text.codePointAt(offset) ?? 0;
    const units = codePoint > 0xffff ? 2 : 1;
    const width = widthOf(codePoint);
    if (width !== units) bends.push({ from, width, offset, units });
    from += width;
    offset += units;
  }
  return (position) => clamp(convert(bends, position), text.length);
}

function convert(bends: readonly Bend[], position: number): number {
  let low = 0;
  let high = bends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bends[middle]?.from ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  const bend = bends[low - 1];
  if (bend === undefined) return position;
  const past = position - bend.from - bend.width;
  return past < 0 ? bend.offset : bend.offset + bend.units + past;
}

function unitsAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

function clamp(offset: number, length: number): number {
  return Math.max(0, Math.min(offset, length));
}
