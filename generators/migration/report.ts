import type { Hazard, Question } from '../../src/migrations/types.js';
import { hasErrors, sortDiagnostics } from '../../src/source/diagnostic.js';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';
import { lineColumn } from '../../src/source/positions.js';
import { shownText } from '../../src/source/shown-text.js';
import type { Diagnostic, SourceFile } from '../../src/source/types.js';
import { wantsColor, type Io } from '../io.js';
import type { MigrationCommand } from './types.js';

/** The outcome of `migration`. `--json` prints it with line and column at every place; keys are only ever added. */
export interface MigrationReport {
  /** `planned`: with `--dry-run`. `unchanged`: there is nothing to be carried. */
  readonly state: 'written' | 'planned' | 'unchanged' | 'refused';
  /** The files that are, or would be, written. */
  readonly files: readonly SourceFile[];
  readonly hazards: readonly Hazard[];
  readonly questions: readonly Question[];
  /** What is said in the end, a line each. */
  readonly notes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export function refused(diagnostics: readonly Diagnostic[], questions: readonly Question[] = [], files: readonly SourceFile[] = []): MigrationReport {
  return { state: 'refused', files, hazards: [], questions, notes: [], diagnostics };
}

/** Prints a finished run and gives its exit status: 0 right, 1 where something is to be put right first, 2 where the name is missing. */
export async function finish(command: MigrationCommand, io: Io, report: MigrationReport): Promise<number> {
  const diagnostics = sortDiagnostics(report.diagnostics);
  const texts = await textsOf(command.root, diagnostics, report.files);
  const ok = report.state !== 'refused';
  if (command.json) io.stdout.write(reportJson({ ...report, diagnostics }, texts));
  else {
    if (diagnostics.length > 0) io.stderr.write(`${formatDiagnostics(diagnostics, texts, { color: wantsColor(io) })}\n`);
    if (report.state === 'planned') for (const { text } of report.files) io.stdout.write(text);
    for (const { kind, object } of report.hazards) io.stderr.write(`hazard ${kind}: ${object}\n`);
    for (const note of report.notes) io.stderr.write(`${note}\n`);
    if (hasErrors(diagnostics)) io.stderr.write('nothing was written\n');
  }
  // The name is of the command line.
  return ok ? 0 : diagnostics.some(({ code }) => code === 'PGC619') ? 2 : 1;
}

/** The report as one JSON object. */
export function reportJson({ state, files, hazards, questions, notes, diagnostics }: MigrationReport, texts: ReadonlyMap<string, string>): string {
  const place = (span: Diagnostic['span']): object => {
    const text = span === null ? undefined : texts.get(span.file);
    return span === null || text === undefined ? { line: null, column: null } : lineColumn(text, span.start);
  };
  const placed = diagnostics.map((one) => ({ ...one, ...place(one.span), related: one.related.map((related) => ({ ...related, ...place(related.span) })) }));
  return `${JSON.stringify({ schemaVersion: 1, ok: state !== 'refused', state, files: state === 'refused' ? [] : files, hazards, questions, notes, diagnostics: placed }, null, 2)}\n`;
}

/** What `migration --json` prints of a mistake that no file has. */
export function migrationMistake(mistake: Diagnostic): string {
  return reportJson(refused([mistake]), new Map());
}

/** Of files on disk, or of those that were about to be written. */
async function textsOf(root: string, diagnostics: readonly Diagnostic[], planned: readonly SourceFile[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map(planned.map(({ path, text }) => [path, text]));
  for (const span of diagnostics.flatMap((one) => [one.span, ...one.related.map((related) => related.span)])) {
    if (span === null || texts.has(span.file)) continue;
    const text = await shownText(root, span.file);
    if (text !== null) texts.set(span.file, text);
  }
  return texts;
}
