import type { InstalledExtensions } from '../../catalog/extensions.js';
import { homeOf } from '../../catalog/load-step.js';
import { moveExtensionNames } from '../../catalog/move-extension-names.js';
import type { LoadPlan } from '../../catalog/plan-load.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { outline } from '../../parse/outline.js';
import type { Grammar, SqlStatement } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import type { SourceFile, Span } from '../../source/types.js';
import type { MigrationPlan, PlannedStep } from '../types.js';
import { commentsOf } from './comments-of.js';
import { targetsOf } from './targets-of.js';

export interface InitialInput {
  readonly grammar: Grammar;
  readonly config: Config;
  readonly files: readonly SourceFile[];
  /** Of the same files. */
  readonly plan: LoadPlan;
  /** In a database that has the template. */
  readonly installed: InstalledExtensions;
}

/** The first migration: the template's own statements in the order of running, with the comments that belong to them. */
export function initialPlan({ grammar, config, files, plan, installed }: InitialInput): MigrationPlan {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const places = [...plan.run.map(({ span }) => span), ...plan.extensions.map(({ span }) => wholeOf(span, texts))];
  const comments = commentsOfEach(places, texts);
  const extensions = plan.extensions.filter(({ name }, index) => plan.extensions.findIndex((one) => one.name === name) === index).map(({ name }): PlannedStep => ({
    kind: 'transaction', home: 'shared', batch: null,
    sql: `create extension if not exists ${quoteIdentifier(name)} with schema ${fixedSchemas.extensions}`,
    comment: plan.extensions.flatMap((one, index) => (one.name === name ? comments.get(places[plan.run.length + index] ?? one.span) ?? [] : [])),
  }));
  const steps = plan.run.map((statement): PlannedStep => ({
    kind: 'transaction', batch: null,
    home: isOnce(statement, config) ? 'shared' : 'tenant',
    sql: moveExtensionNames(grammar, statement, installed)?.text ?? statement.text,
    comment: comments.get(statement.span) ?? [],
  }));
  return { steps: [...extensions, ...steps], hazards: [], questions: [] };
}

/** What is in `public` is there once, like what is in `shared`. */
function isOnce(statement: SqlStatement, config: Config): boolean {
  if (homeOf(statement, config.templateSchema) === fixedSchemas.shared) return true;
  return config.templateSchema !== 'public' && targetsOf(statement).some(({ schema }) => schema === 'public');
}

/** The statement that a place is in: an extension is known by its name's alone. */
function wholeOf(span: Span, texts: ReadonlyMap<string, string>): Span {
  const piece = outline(texts.get(span.file) ?? '').pieces.find(({ start, end }) => start <= span.start && span.start < end);
  return { file: span.file, start: piece?.start ?? span.start, end: piece?.end ?? span.end };
}

function commentsOfEach(places: readonly Span[], texts: ReadonlyMap<string, string>): ReadonlyMap<Span, readonly string[]> {
  const sorted = [...places].sort((a, b) => compareCodePoints(a.file, b.file) || a.start - b.start);
  return new Map(sorted.map((span, index) => {
    const [before, after] = [sorted[index - 1], sorted[index + 1]];
    const place = { from: before?.file === span.file ? before.end : 0, start: span.start, end: span.end, last: after?.file !== span.file };
    return [span, commentsOf(texts.get(span.file) ?? '', place)];
  }));
}
