import { readMigrationLine } from '../../generators/migration/command-line.js';
import type { Planner } from '../../generators/migration/planner.js';
import { loadPlanner } from '../../generators/migration/planner.js';
import { runMigration } from '../../generators/migration/run-migration.js';
import type { StartServer } from '../../generators/run-generate.js';
import type { Outcome } from '../support/project.js';
import { testIo } from './support.js';

export interface RunOptions {
  readonly planner?: Planner;
  /** What whoever sits at the terminal answers, one after the other; null: Ctrl-C. */
  readonly typed?: readonly (string | null)[];
}

/** Runs `pgcog-gen migration` with these arguments in `root`. */
export async function migrate(root: string, args: readonly string[], start: StartServer, { planner, typed }: RunOptions = {}): Promise<Outcome & { readonly asked: readonly string[] }> {
  const io = testIo(root, { NO_COLOR: '1' });
  const asked: string[] = [];
  const answers = [...(typed ?? [])];
  const ask = (question: string): Promise<string | null> => {
    asked.push(question);
    return Promise.resolve(answers.shift() ?? null);
  };
  const command = await readMigrationLine(args, io);
  const tools = { start, planner: planner === undefined ? loadPlanner : () => Promise.resolve(planner) };
  const status = typeof command === 'number' ? command : await runMigration(command, typed === undefined ? io : { ...io, ask }, tools);
  return { status, stdout: io.out(), stderr: io.err(), asked };
}
