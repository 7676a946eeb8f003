import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { error } from '../../source/diagnostic.js';
import type { Staged } from '../../source/types.js';
import type { Hazard, MigrationPlan, PlannedStep } from '../types.js';
import { checksum } from './checksum.js';
import { formatStatement } from './format-statement.js';
import { usual } from './read-directives.js';
import { readMigration } from './read-migration.js';
import type { StepDirective } from './types.js';

export interface PrintInput {
  readonly id: string;
  readonly after: string | null;
  /** {@link hashTemplate} of the template that the plan leads to; null: not known. */
  readonly template: string | null;
  readonly plan: Pick<MigrationPlan, 'steps' | 'hazards'>;
  readonly grammar: Grammar;
  readonly config: Config;
}

/** A migration's text, read back before it is handed on. With errors among the diagnostics it is not to be written: they say why, at places of the text. */
export function printMigration(input: PrintInput): Staged<string> {
  const steps = input.plan.steps.map((step) => ({ ...step, sql: formatStatement(input.grammar, step.sql) }));
  const text = `${[header(input), ...blocks(steps)].join('\n\n')}\n`;
  const path = `migrations/${input.id}.sql`;
  const back = readMigration(input.grammar, input.config, { path, text });
  if (back.diagnostics.length > 0 || back.value === null) return { value: text, diagnostics: back.diagnostics };
  const meant = checksum(steps.map((step) => ({ ...step, sql: { file: path, text: step.sql, segments: [] } })));
  if (back.value.checksum === meant) return { value: text, diagnostics: [] };
  return { value: text, diagnostics: [error('PGC722', `${path} would not say what was planned`, null, 'write this migration by hand')] };
}

function header({ id, after, template, plan }: PrintInput): string {
  const hazards = plan.hazards.map(({ kind, object }: Hazard) => `-- hazard ${kind}: ${oneLine(object)}`);
  return [`-- pgcog migration ${id}`, ...(after === null ? [] : [`-- after ${after}`]), ...(template === null ? [] : [`-- template ${template}`]), ...new Set(hazards)].join('\n');
}

/** Statements with what stands above them: a directive where it changes, then their comments. */
function blocks(steps: readonly PlannedStep[]): readonly string[] {
  return steps.map((step, index) => {
    const directive = directiveText(step);
    const changes = step.batch !== null || directive !== directiveText(steps[index - 1] ?? usual);
    const comments = step.comment.flatMap((line) => line.split(/\r\n?|\n/u)).map(commentText);
    return [...(changes ? [`-- pgcog step ${directive}`] : []), ...comments, `${step.sql};`].join('\n');
  });
}

function directiveText({ kind, home, batch }: StepDirective): string {
  const words = batch === null ? kind : `batched ${quoteIdentifier(batch.table)} by ${batch.key.map(quoteIdentifier).join(', ')}`;
  return home === 'tenant' ? words : words === 'transaction' ? 'shared' : `shared ${words}`;
}

/** A comment that would be read as a directive, or as a line of the header, is none of ours. */
function commentText(line: string): string {
  const text = line.trimEnd();
  return /^\s*pgcog\b/u.test(text) ? `-- "${text.trim()}"` : `-- ${text}`.trimEnd();
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/gu, ' ').trim();
}
