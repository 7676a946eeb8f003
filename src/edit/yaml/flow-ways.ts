import type { Place } from '../../config/place.js';
import { lineEnd, lineStart } from '../lines.js';
import type { Splice } from '../types.js';
import { childEnd, childStart } from './layout.js';
import { flowJson, flowYaml, keyYaml } from './print-yaml.js';
import type { Document, Wanted, Ways } from './types.js';

/** A key with its value on one line, quoted as the neighbours are. */
function flowEntry({ key, value }: Wanted, quoted: boolean): string {
  if (key === null) return quoted ? flowJson(value) : flowYaml(value);
  return quoted ? `${flowJson(key)}: ${flowJson(value)}` : `${keyYaml(key)}: ${flowYaml(value)}`;
}

/** Behind the last child in brackets or braces, in one line with the others or on a line of its own as they are. */
export function inBraces({ text, root }: Document, section: Place, wanted: Wanted): Ways {
  const close = section.span.end - 1;
  const last = [...section.children.values()].at(-1);
  const entry = flowEntry(wanted, text.charAt(last === undefined ? childStart([...root.children.values()][0] ?? root) : childStart(last)) === '"');
  if (last === undefined) return betweenBraces(text, section.span.start, close, entry);
  const end = childEnd(last);
  const comma = commaBetween(text, end, close);
  const several = text.slice(section.span.start, close).includes('\n');
  const indent = /^[ \t]*/u.exec(text.slice(lineStart(text, childStart(last))))?.[0] ?? '';
  const from = comma ?? end;
  const line = lineEnd(text, from);
  const alone = several && line < close;
  if (comma !== null) return [[alone ? at(line, `\n${indent}${entry},`) : at(comma, ` ${entry},`)]];
  if (!alone) return [[at(end, several && text.slice(lineStart(text, childStart(last)), childStart(last)).trim() === '' ? `,\n${indent}${entry}` : `, ${entry}`)]];
  return [line === end ? [at(end, `,\n${indent}${entry}`)] : [at(end, ','), at(line, `\n${indent}${entry}`)]];
}

function at(start: number, text: string): Splice {
  return { start, end: start, text };
}

/** Nothing is in them but, perhaps, comments. */
function betweenBraces(text: string, open: number, close: number, entry: string): Ways {
  const inner = text.slice(open + 1, close);
  if (inner.trim() === '' && !inner.includes('\n')) return [[{ start: open + 1, end: close, text: text.charAt(open) === '{' ? ` ${entry} ` : entry }]];
  const start = lineStart(text, close);
  return [[at(start, `${text.slice(start, close)}  ${entry}\n`)]];
}

/** The offset behind a comma that follows the last child; null where there is none. */
function commaBetween(text: string, from: number, close: number): number | null {
  const found = /^(?:\s|(?<=\s)#[^\n]*)*,/u.exec(text.slice(from, close));
  return found === null ? null : from + found[0].length;
}
