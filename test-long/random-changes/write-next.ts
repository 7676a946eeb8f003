import type { Client } from 'pg';
import { noAnswers, readFlags } from '../../generators/migration/read-answers.js';
import { hashTemplate } from '../../src/migrations/files/hash-template.js';
import { printMigration } from '../../src/migrations/files/print-migration.js';
import { readMigrations } from '../../src/migrations/files/read-migrations.js';
import type { ReadMigration } from '../../src/migrations/files/types.js';
import { planMigration } from '../../src/migrations/plan/plan-migration.js';
import type { Answers, MigrationPlan, Question } from '../../src/migrations/types.js';
import type { SourceFile } from '../../src/source/types.js';
import { refuse, type OpenedTemplate, type Tools } from './open-template.js';
import type { Change } from './types.js';

/** A folder of migrations as it grows. */
export interface Folder {
  readonly files: readonly SourceFile[];
  readonly migrations: readonly ReadMigration[];
}

export const emptyFolder: Folder = { files: [], migrations: [] };

/** Prints a plan as the folder's next file, and reads the folder again. @throws Error in the product's words */
export function addFile({ grammar, config }: Tools, { files, migrations }: Folder, { plan, name, template }: { readonly plan: MigrationPlan; readonly name: string; readonly template: OpenedTemplate }): Folder {
  const last = migrations.at(-1);
  const id = `${String((last?.number ?? 0) + 1).padStart(4, '0')}_${name}`;
  const printed = printMigration({ id, after: last?.id ?? null, template: hashTemplate(template.files), plan, grammar, config });
  refuse(`${id} cannot be printed`, printed.diagnostics);
  const all = [...files, { path: `migrations/${id}.sql`, text: printed.value }];
  const read = readMigrations(grammar, config, all);
  refuse(`${id} cannot be read`, read.diagnostics);
  return { files: all, migrations: read.value };
}

export interface Planned {
  readonly plan: MigrationPlan;
  readonly answers: Answers;
}

/** Plans, and answers what is asked as the change says. @throws Error for what is refused, and for a question that has no end */
export async function planAnswered({ grammar, config }: Tools, from: Client, to: Client, change: Change): Promise<Planned> {
  let answers = noAnswers;
  for (let round = 0; round < 6; round += 1) {
    const { value: plan, diagnostics } = await planMigration({ from, to, config, answers, grammar });
    refuse('no migration is planned', diagnostics);
    if (plan.questions.length === 0) return { plan, answers };
    answers = plan.questions.reduce((all, question) => answered(all, question, change), answers);
  }
  throw new Error('questions without end');
}

function answered(answers: Answers, { kind, object, flags: [flag = ''] }: Question, { using, fill }: Change): Answers {
  const column = object.replace(/^column /, '');
  if (kind === 'using' && using !== undefined) return { ...answers, using: { ...answers.using, [column]: using } };
  if (kind === 'fill' && fill !== undefined) return { ...answers, fill: { ...answers.fill, [column]: fill } };
  const read = readFlags(answers, flag);
  if (typeof read === 'string') throw new Error(`${flag}: ${read}`);
  return read;
}
