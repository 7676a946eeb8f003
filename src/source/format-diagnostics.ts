import picocolors from 'picocolors';
import { sortDiagnostics } from './diagnostic.js';
import { excerpt } from './excerpt.js';
import { lineColumn } from './positions.js';
import { printable, printableLine } from './printable.js';
import type { Diagnostic, Severity, Span } from './types.js';

type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * All that a run has to say, sorted, ready to print: `file:line:column severity CODE: message`, the source line, a
 * caret, `= help:` with the way out and the related places. Empty for no diagnostics, else it ends with a line end.
 * `texts` holds each file's text by path; a file not in it is named with its first place. Whether to use colour (NO_COLOR,
 * a terminal or a pipe) is for the caller to know.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>, options: { readonly color: boolean },
): string {
  const colors = picocolors.createColors(options.color);
  return sortDiagnostics(diagnostics)
    .map((one) => formatOne(one, texts, colors).map((line) => `${line}\n`).join(''))
    .join('\n');
}

function formatOne(one: Diagnostic, texts: ReadonlyMap<string, string>, colors: Colors): string[] {
  const place = one.span === null ? '' : `${colors.bold(placeOf(one.span, texts))} `;
  const label = `${paint(one.severity, colors)(one.severity)} ${one.code}: `;
  return [
    place + label + printableLine(one.message),
    ...sourceLines(one.span, texts, paint(one.severity, colors), '  '),
    ...hintLines(one.hint, colors),
    ...one.related.flatMap((related) => [
      `  ${colors.bold(placeOf(related.span, texts))} ${colors.cyan('note')}: ${printableLine(related.message)}`,
      ...sourceLines(related.span, texts, colors.cyan, '    '),
    ]),
  ];
}

function placeOf(span: Span, texts: ReadonlyMap<string, string>): string {
  const file = printableLine(span.file);
  const { line, column } = lineColumn(texts.get(span.file) ?? '', span.start);
  return `${file}:${line}:${column}`;
}

function sourceLines(
  span: Span | null, texts: ReadonlyMap<string, string>, mark: (text: string) => string, indent: string,
): string[] {
  const text = span === null ? undefined : texts.get(span.file);
  if (span === null || text === undefined) return [];
  const { line, marker } = excerpt(text, span);
  if (line === '') return [];
  const caret = marker.indexOf('^');
  return [indent + line, indent + marker.slice(0, caret) + mark(marker.slice(caret))];
}

/** A hint of several lines (something to paste) keeps its lines. */
function hintLines(hint: string | null, colors: Colors): string[] {
  if (hint === null) return [];
  const [first = '', ...rest] = printable(hint).split('\n');
  return [`  ${colors.bold('= help:')} ${first}`, ...rest.map((line) => `          ${line}`.trimEnd())];
}

function paint(severity: Severity, colors: Colors): (text: string) => string {
  return severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.blue;
}
