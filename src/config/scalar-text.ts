import type { Segment, SourceText } from '../source/types.js';

/** How YAML writes a text. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * The text of a YAML scalar with the place of each of its characters. `start` is where the scalar begins in `raw` (its
 * quote, its `|`), and `raw` ends with it; `base` is where `raw` begins in the file. YAML strips indentation, folds
 * lines and resolves escapes, and its parser does not say where: so the source is walked once more (YAML 1.2.2, 7.3, 8.1).
 */
export function scalarText(file: string, raw: string, base: number, start: number, style: ScalarStyle, value: string): SourceText {
  const segments: Segment[] = [];
  for (const [at, source] of offsets(raw, start, style, value).entries()) add(segments, at, source + base);
  if (segments.length === 0) segments.push({ at: 0, source: Math.min(start + 1, raw.length) + base });
  return { file, text: value, segments };
}

/** Adds a segment where the distance between text and source changes. */
function add(segments: Segment[], at: number, source: number): void {
  const last = segments.at(-1);
  if (last === undefined || source - at !== last.source - last.at) segments.push({ at, source });
}

/** Place of every unit of the text, and of its end. */
function offsets(raw: string, start: number, style: ScalarStyle, value: string): number[] {
  if (style === 'literal') return literalOffsets(raw, afterLine(raw, start), value);
  if (style === 'folded') return foldedOffsets(raw, afterLine(raw, start), value);
  return flowOffsets(raw, style === 'plain' ? start : start + 1, style, value.length);
}

/** Lines of a literal block are the ends of the source's lines. */
function literalOffsets(raw: string, body: number, value: string): number[] {
  const found: number[] = [];
  let lineStart = body;
  for (const line of value.split('\n')) {
    const lineEnd = endOfLine(raw, lineStart);
    const first = Math.max(lineStart, lineEnd - line.length);
    for (let at = 0; at <= line.length; at += 1) found.push(first + at);
    lineStart = Math.min(lineEnd + 1, raw.length);
  }
  return found;
}

/** Words of a folded block stand in the source as they are; only the blanks between them change. */
function foldedOffsets(raw: string, body: number, value: string): number[] {
  const found: number[] = [];
  let source = body;
  for (const character of value.split('')) {
    const end = afterBlanks(raw, source);
    const newline = raw.indexOf('\n', source);
    if (!isBlank(character)) source = end;
    else if (character === '\n' && newline >= 0 && newline < end) source = newline;
    found.push(source);
    if (source < end || !isBlank(character)) source += 1;
  }
  return [...found, source];
}

/** Quoted and plain texts: escapes, doubled quotes, and lines that are folded. */
function flowOffsets(raw: string, start: number, style: ScalarStyle, length: number): number[] {
  const found: number[] = [];
  let source = start;
  while (found.length < length && source < raw.length) {
    const character = raw.charAt(source);
    if (isBlank(character)) {
      const end = afterBlanks(raw, source);
      found.push(...foldedBlanks(raw, source, end));
      source = end;
    } else if (style === 'double' && character === '\\') {
      const end = afterEscape(raw, source);
      found.push(...escaped(raw, source, end));
      source = end;
    } else {
      found.push(source);
      source += style === 'single' && character === "'" ? 2 : 1;
    }
  }
  return [...found.slice(0, length), source];
}

/** One line end becomes a blank, of several all but the first stay. */
function foldedBlanks(raw: string, start: number, end: number): number[] {
  const all = Array.from({ length: end - start }, (_, index) => start + index);
  const newlines = all.filter((at) => raw.charAt(at) === '\n');
  return newlines.length === 0 ? all : newlines.length === 1 ? newlines : newlines.slice(1);
}

/** Places of what an escape stands for: nothing for a line end, two units for a character beyond U+FFFF. */
function escaped(raw: string, start: number, end: number): number[] {
  if (raw.charAt(start + 1) === '\n') return foldedBlanks(raw, start + 1, end).filter((at) => at > start + 1);
  const isPair = raw.charAt(start + 1) === 'U' && Number.parseInt(raw.slice(start + 2, end), 16) > 0xffff;
  return isPair ? [start, start + 1] : [start];
}

function afterEscape(raw: string, start: number): number {
  const kind = raw.charAt(start + 1);
  return kind === '\n' ? afterBlanks(raw, start + 1) : start + ({ x: 4, u: 6, U: 10 }[kind] ?? 2);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t';
}

function afterBlanks(raw: string, from: number): number {
  let at = from;
  while (isBlank(raw.charAt(at))) at += 1;
  return at;
}

function endOfLine(raw: string, from: number): number {
  const newline = raw.indexOf('\n', from);
  return newline < 0 ? raw.length : newline;
}

function afterLine(raw: string, from: number): number {
  return Math.min(endOfLine(raw, from) + 1, raw.length);
}
