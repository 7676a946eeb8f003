import type { Command } from 'commander';
import type { Answers } from '../../src/migrations/types.js';
import { databaseUrlIn, type Io } from '../io.js';
import { addProjectFlags, lineReader } from '../line-reader.js';
import { allowable, noAnswers, withAnswer, type AnswerOption } from './read-answers.js';
import { migrationMistake } from './report.js';
import type { MigrationCommand } from './types.js';

interface Flags {
  readonly cwd?: string;
  readonly config?: string;
  readonly databaseUrl?: string;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  pgcog-gen migration add_order_note
  pgcog-gen migration notes_are_remarks --rename orders.note=remark
  pgcog-gen migration regions --fill orders.region="'eu'" --allow deletes-data
  pgcog-gen migration --check
  pgcog-gen migration rebase 0007_mine`;

/**
 * Reads what stands behind `pgcog-gen migration`.
 *
 * @returns the command, or the exit status where there is nothing to run (help 0, a wrong line 2)
 */
export async function readMigrationLine(argv: readonly string[], io: Io): Promise<MigrationCommand | number> {
  const [{ Option }, { resolve }] = await Promise.all([import('commander'), import('node:path')]);
  let command: MigrationCommand | null = null;
  let answers: Answers = noAnswers;
  const common = (flags: Flags) => ({
    root: resolve(io.cwd, flags.cwd ?? '.'), configPath: flags.config ?? null, json: flags.json ?? false,
    databaseUrl: flags.databaseUrl ?? databaseUrlIn(io.env),
  });
  const { program, read } = await lineReader({ name: 'pgcog-gen migration', argv, io, help: 'pgcog-gen migration --help', asJson: migrationMistake });
  program
    .description('Writes what changed in tenant_template/ and shared/ since the last migration as the next one, proven.')
    .addHelpText('after', examples)
    .argument('[name]', 'what the change does, as in add_order_note; the number comes from the tool');
  const answer = (option: AnswerOption) => (value: string): void => {
    const next = withAnswer(answers, option, value);
    if (typeof next === 'string') program.error(`error: ${next}`);
    else answers = next;
  };
  addCommon(program, io)
    .option('--rename <old=new>', 'a column or table that has a new name and keeps its rows: orders.note=remark', answer('--rename'))
    .option('--using <column=expression>', "how a column's values become its new type: orders.status='status::order_status'", answer('--using'))
    .option('--fill <column=expression>', "what the rows that are there have in a new column: orders.region=\"'eu'\"", answer('--fill'))
    .option('--allow <hazard>', `what may happen: ${allowable.join(', ')}`, answer('--allow'))
    .addOption(new Option('--check', 'write nothing; exit 1 when the template has changes that no migration carries').conflicts(['dryRun']))
    .option('--dry-run', 'write nothing; print the migration')
    .action((given: string | undefined, flags: Flags) => {
      const name = given?.replaceAll('-', '_');
      if (name !== undefined && !/^[a-z0-9][a-z0-9_]*$/u.test(name)) program.error(`error: ${given} is no name: small letters, digits and underscores, as in add_order_note`);
      if (flags.check === true && name !== undefined) program.error('error: --check takes no name');
      command = flags.check === true ? { kind: 'check', ...common(flags) } : { kind: 'write', ...common(flags), name: name ?? null, answers, dryRun: flags.dryRun ?? false };
    });
  addCommon(program.command('rebase').description('put a migration behind the other of two heads, with the next number').argument('<file>', 'the one that moves: 0007_mine'), io)
    .action((file: string, _: Flags, self: Command) => {
      // A flag that both know is the outer command's, wherever it stands.
      const flags = self.optsWithGlobals<Flags>();
      if (flags.check === true || flags.dryRun === true || answers !== noAnswers) program.error('error: rebase takes no flag that is about writing a migration');
      command = { kind: 'rebase', ...common(flags), file };
    });
  program.helpCommand(false);
  return (await read()) ?? command ?? 2;
}

function addCommon(command: Command, io: Io): Command {
  return addProjectFlags(command, io)
    .option('--json', 'one JSON object on standard output');
}
