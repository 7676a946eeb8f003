import { lineEnd, lineStart } from '../lines.js';
import type { Splice } from '../types.js';
import type { ObjectLiteralExpression, SourceFile, TypeScript } from './open-typescript.js';

/**
 * What puts a property behind the others of an object literal: on a line of its own where they have one, behind the
 * comments at the end of the last one's line, with a comma at the end where the last one has it. `json`: commas only between.
 */
export function propertySplices(typescript: TypeScript, source: SourceFile, object: ObjectLiteralExpression, property: string, json = false): readonly Splice[] {
  const text = source.getFullText();
  const [open, close] = [object.getStart() + 1, object.getEnd() - 1];
  const last = object.getProperties().at(-1);
  if (last === undefined) return intoEmpty(text, open, close, property, json);
  const comma = commaBehind(typescript, text, last.getEnd(), close);
  const several = text.slice(open, close).includes('\n');
  const from = behindComments(typescript, text, comma ?? last.getEnd(), close);
  const alone = several && text.slice(from, close).includes('\n') && text.slice(from, lineEnd(text, from)).trim() === '';
  const indent = /^[ \t]*/u.exec(text.slice(lineStart(text, last.getStart())))?.[0] ?? '';
  if (comma !== null) return [alone ? at(from, `\n${indent}${property},`) : at(comma, ` ${property},`)];
  if (!alone) return [at(last.getEnd(), several && text.slice(lineStart(text, last.getStart()), last.getStart()).trim() === '' ? `,\n${indent}${property}` : `, ${property}`)];
  return from === last.getEnd() ? [at(from, `,\n${indent}${property}`)] : [at(last.getEnd(), ','), at(from, `\n${indent}${property}`)];
}

function at(start: number, text: string): Splice {
  return { start, end: start, text };
}

/** Comments may be in it: then the property stands below them. */
function intoEmpty(text: string, open: number, close: number, property: string, json: boolean): readonly Splice[] {
  const indent = /^[ \t]*/u.exec(text.slice(lineStart(text, open - 1)))?.[0] ?? '';
  const step = text.includes('\n\t') ? '\t' : '  ';
  const line = `${indent}${step}${property}${json ? '' : ','}\n`;
  const start = lineStart(text, close);
  if (text.slice(open, close).includes('\n')) return [text.slice(start, close).trim() === '' ? at(start, line) : at(close, `\n${line}${indent}`)];
  if (text.slice(open, close).trim() === '') return [{ start: open, end: close, text: ` ${property} ` }];
  return [at(close, `${/\s$/u.test(text.slice(open, close)) ? '' : ' '}${property} `)];
}

/** The offset behind a comma, past comments; null where there is none. */
function commaBehind(typescript: TypeScript, text: string, end: number, close: number): number | null {
  for (let from = end; from < close; ) {
    const character = text.charAt(from);
    if (character === ',') return from + 1;
    const comment = commentAt(typescript, text, from);
    if (comment === null && character.trim() !== '') return null;
    from = comment ?? from + 1;
  }
  return null;
}

/** The end of the comment that begins at an offset. */
function commentAt({ library: { ts } }: TypeScript, text: string, from: number): number | null {
  if (text.charAt(from) !== '/') return null;
  const ranges = [...(ts.getLeadingCommentRanges(text, from) ?? []), ...(ts.getTrailingCommentRanges(text, from) ?? [])];
  return ranges.find(({ pos }) => pos === from)?.end ?? null;
}

/** Past the comments that stand on the rest of a line. */
export function behindComments({ library: { ts } }: TypeScript, text: string, from: number, close = text.length): number {
  const end = ts.getTrailingCommentRanges(text, from)?.at(-1)?.end ?? from;
  return end <= close ? end : from;
}
