import type { SourceFile, Span } from '../source/types.js';
import type { Place } from './place.js';

/**
 * Finds the places of loaded settings in their TypeScript: keys and texts are looked for one inside the other. What is
 * not written out there (spread, imported, computed) has the place of what is around it.
 */
export function settingPlaces(file: SourceFile, value: unknown): Place {
  const code = file.text.replaceAll(comments, (whole, kept: string | undefined) => kept ?? ' '.repeat(whole.length));
  const text = { file: file.path, code, shape: code.replaceAll(strings, (whole) => ' '.repeat(whole.length)) };
  const start = Math.max(0, code.search(/export\s+default|module\.exports/u));
  return placeOf(text, value, { file: file.path, start, end: start }, null, code.length, 0);
}

const strings = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/gu;
const comments = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//gu;

/** No setting is deeper; what a program makes may hold itself. */
const deepest = 8;

interface Text {
  readonly file: string;
  /** Without comments. */
  readonly code: string;
  /** Without comments and texts, for counting brackets. */
  readonly shape: string;
}

function placeOf(text: Text, value: unknown, span: Span, key: Span | null, end: number, depth: number): Place {
  const children = new Map<string, Place>();
  if (typeof value === 'object' && value !== null && depth < deepest) {
    for (const [name, child] of Object.entries(value)) {
      children.set(name, Array.isArray(value) ? itemPlace(text, child, span, end, depth + 1) : entryPlace(text, name, child, span, end, depth + 1));
    }
  }
  return { value, span, key, children, text: null };
}

function entryPlace(text: Text, name: string, value: unknown, around: Span, end: number, depth: number): Place {
  const pattern = new RegExp(String.raw`(?<![\w$.])(["']?)${escaped(name)}\1(?=\s*[:,}(])`, 'gu');
  pattern.lastIndex = around.start;
  const match = pattern.exec(text.code);
  if (match === null || match.index >= end) return placeOf(text, value, around, null, end, depth);
  const keyEnd = match.index + match[0].length;
  const key = { file: text.file, start: match.index, end: keyEnd };
  const valueEnd = endOfValue(text.shape, keyEnd, end);
  return placeOf(text, value, valueSpan(text, key, valueEnd), key, valueEnd, depth);
}

/** A text in a list is looked for as it is; other items have the list's place. */
function itemPlace(text: Text, value: unknown, list: Span, end: number, depth: number): Place {
  const found = typeof value === 'string' ? new RegExp(String.raw`(["'\x60])${escaped(value)}\1`, 'gu') : null;
  if (found !== null) found.lastIndex = list.start;
  const match = found?.exec(text.code) ?? null;
  const inside = match !== null && match.index < end;
  return placeOf(text, value, inside ? { file: text.file, start: match.index, end: match.index + match[0].length } : list, null, end, depth);
}

/** What stands behind `key:`; the key itself where there is no colon (`{ roles }`). */
function valueSpan(text: Text, key: Span, end: number): Span {
  const colon = /^\s*:\s*/u.exec(text.code.slice(key.end, end));
  if (colon === null) return key;
  const start = key.end + colon[0].length;
  return { file: text.file, start, end: start + text.code.slice(start, end).trimEnd().length };
}

/** The comma or bracket that ends the value which starts at `from`. */
function endOfValue(shape: string, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at += 1) {
    const character = shape.charAt(at);
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth < 0 || (depth === 0 && character === ',')) return at;
  }
  return end;
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
