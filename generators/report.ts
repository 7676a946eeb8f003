import { formatDiagnostics } from '../src/source/format-diagnostics.js';
import { lineColumn } from '../src/source/positions.js';
import type { Diagnostic, Span } from '../src/source/types.js';
import type { GenerateCommand } from './generate-command.js';
import type { Io } from './io.js';
import { wantsColor } from './io.js';

/** What became of one file. */
export interface FileReport {
  readonly path: string;
  readonly state: 'created' | 'changed' | 'deleted' | 'unchanged' | 'kept';
}

/** The outcome of `generate`. `--json` prints it with line and column at every place; keys are only ever added. */
export interface Report {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly upToDate: boolean;
  readonly files: readonly FileReport[];
  readonly notes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** 1-based, columns in code points; null for what has no place. */
interface Place {
  readonly line: number | null;
  readonly column: number | null;
}

function placeOf(span: Span | null, texts: ReadonlyMap<string, string>): Place {
  const text = span === null ? undefined : texts.get(span.file);
  return span === null || text === undefined ? { line: null, column: null } : lineColumn(text, span.start);
}

/** Of a run that came to nothing by these mistakes. */
export function mistakesReport(diagnostics: readonly Diagnostic[]): Report {
  return { schemaVersion: 1, ok: false, upToDate: false, files: [], notes: [], diagnostics };
}

/** The report as one JSON object. */
export function jsonText(report: Report, texts: ReadonlyMap<string, string>): string {
  const diagnostics = report.diagnostics.map((one) => ({
    ...one,
    ...placeOf(one.span, texts),
    related: one.related.map((related) => ({ ...related, ...placeOf(related.span, texts) })),
  }));
  return `${JSON.stringify({ ...report, diagnostics }, null, 2)}\n`;
}

/** What `generate --json` prints of a mistake that no file has. */
export function generateMistake(mistake: Diagnostic): string {
  return jsonText(mistakesReport([mistake]), new Map());
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `2 errors, 1 warning` or an empty string. */
function countsOf(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): number => diagnostics.filter((one) => one.severity === severity).length;
  const parts = [
    [count('error'), 'error'],
    [count('warning'), 'warning'],
  ] as const;
  return parts.filter(([n]) => n > 0).map(([n, noun]) => plural(n, noun)).join(', ');
}

const closing: Readonly<Record<GenerateCommand['mode'], string>> = {
  write: '',
  follow: '',
  watch: '',
  check: '; nothing was written, pgcog-gen generate brings it in line',
  'dry-run': '; nothing was written',
};

/** `4 files created, 2 changed (of 40)` */
function filesLine({ files }: Report, mode: GenerateCommand['mode']): string {
  const states = ['created', 'changed', 'deleted'] as const;
  const counts = states.map((state) => [files.filter((file) => file.state === state).length, state] as const).filter(([n]) => n > 0);
  const total = files.filter((file) => file.state !== 'deleted').length;
  if (counts.length === 0) return `generated/ is up to date (${plural(total, 'file')})`;
  const verb = mode === 'write' || mode === 'follow' || mode === 'watch' ? '' : 'to be ';
  const list = counts.map(([n, state], index) => (index === 0 ? `${plural(n, 'file')} ${verb}${state}` : `${n} ${state}`)).join(', ');
  return `${list} (of ${total})${closing[mode]}`;
}

/** Diagnostics to standard error, as `file:line:column severity CODE: message` with the line and a caret. */
export function printDiagnostics(io: Io, diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>, quiet: boolean): void {
  const shown = quiet ? diagnostics.filter((one) => one.severity !== 'info') : diagnostics;
  if (shown.length > 0) io.stderr.write(`${formatDiagnostics(shown, texts, { color: wantsColor(io) })}\n`);
}

/** The closing lines for people; `notes` say in short what `--json` says in full. */
export function printSummary(io: Io, report: Report, mode: GenerateCommand['mode'], notes: readonly string[]): void {
  const counts = countsOf(report.diagnostics);
  const mistakes = report.diagnostics.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0) {
    const halfDone = mistakes.some(({ code }) => code === 'PGC407');
    const rest = mode === 'follow' ? 'generated/ stays as it was' : 'nothing was written';
    io.stderr.write(`${counts}; ${halfDone ? 'some files were written' : rest}\n`);
    return;
  }
  if (!report.upToDate) for (const note of notes) io.stderr.write(`${note}\n`);
  io.stderr.write(`${filesLine(report, mode)}${counts === '' ? '' : `; ${counts}`}\n`);
}
