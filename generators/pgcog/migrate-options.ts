import { CommandRefusal } from '../../src/environment/refusal.js';
import { MigrationRefused } from '../../src/migrations/ledger/migration-refused.js';
import type { RunEvent, RunOptions } from '../../src/migrations/run/types.js';
import { textFlag, WrongLine } from './arguments.js';
import type { Context, Flags, PgcogCommand } from './types.js';

/** A whole number of a flag. @throws WrongLine */
function numberFlag(flags: Flags, name: string, { flag, usual, least = 1 }: { readonly flag: string; readonly usual: number; readonly least?: number }): number {
  const given = textFlag(flags, name);
  const value = given === null ? usual : Number(given);
  if (!Number.isSafeInteger(value) || value < least || value > 1_000_000) throw new WrongLine(`${flag} ${given ?? ''}: this is no whole number from ${least} on`, `${flag} ${usual} is usual`);
  return value;
}

/** Names of \`--tenants a,b\`; null: all. @throws WrongLine where it names nobody: a script's variable may be empty */
function namesFlag(flags: Flags): readonly string[] | null {
  const names = textFlag(flags, 'tenants')?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? null;
  if (names?.length === 0) throw new WrongLine('--tenants names no tenant', '--tenants acme,globex; without it all are meant');
  return names;
}

const outside = 4 * 3600;

/** What flags say of a run, refused before anything is opened. */
export function checkFlags({ flags }: PgcogCommand): Pick<RunOptions, 'tenants' | 'canary' | 'parallel' | 'limits' | 'batchSize'> {
  const statement = numberFlag(flags, 'statementTimeout', { flag: '--statement-timeout', usual: 600 });
  const lock = numberFlag(flags, 'lockTimeout', { flag: '--lock-timeout', usual: 3 });
  return {
    tenants: namesFlag(flags),
    canary: numberFlag(flags, 'canary', { flag: '--canary', usual: 0, least: 0 }),
    parallel: numberFlag(flags, 'parallel', { flag: '--parallel', usual: 4 }),
    batchSize: numberFlag(flags, 'batchSize', { flag: '--batch-size', usual: 5000 }),
    limits: { lock: lock * 1000, statement: statement * 1000, outside: Math.max(outside, statement) * 1000 },
  };
}

/** Tries, and milliseconds before the first: with pauses that double, about ten minutes. */
const [tries, pause] = [40, 250];

/** A run of the project's migrations in this environment. @throws TemplateMistakes */
export async function runOptions(context: Context, onEvent: (event: RunEvent) => void): Promise<RunOptions> {
  const { command, config, session, signal, lasting, connect } = context;
  const { readProjectMigrations } = await import('./read-migrations.js');
  const { grammar, files } = await readProjectMigrations(command.root, config);
  const { flags } = command;
  return {
    ...checkFlags(command), session, lasting, connect, grammar, config, files, signal, onEvent, tries, pause,
    continueOnError: flags['continueOnError'] === true, skipFailing: flags['skipFailing'] === true, verify: flags['verify'] === true,
    template: async () => {
      const { cutTemplate, readTemplate } = await import('./read-template.js');
      const read = await readTemplate(command.root, config);
      if (read === null) throw new CommandRefusal('PGC617', 'the project has no template', 'tenant_template/*.sql is what tenants are made from');
      return { config, plan: read.plan, program: await cutTemplate(session, signal, read, config) };
    },
  };
}

/** What stands in the way of a migration, as the command says it. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof MigrationRefused) throw new CommandRefusal(thrown.code, thrown.message, thrown.hint);
    throw thrown;
  }
}
