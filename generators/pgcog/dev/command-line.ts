import type { Io } from '../../io.js';
import { addProjectFlags, lineReader } from '../../line-reader.js';
import { eventJson } from './event-json.js';
import type { DevCommand } from './types.js';

interface Flags {
  readonly cwd?: string;
  readonly config?: string;
  readonly databaseUrl?: string;
  readonly port?: string;
  readonly reset?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const examples = `
Examples:
  pgcog dev
  pgcog dev --reset
  pgcog dev --port 4010 --database-url postgres://me:secret@localhost:5432/empty`;

/**
 * Reads what stands behind `pgcog dev`.
 *
 * @returns the command, or the exit status where there is nothing to run (help 0, a wrong line 2)
 */
export async function readDevLine(argv: readonly string[], io: Io): Promise<DevCommand | number> {
  const { resolve } = await import('node:path');
  let command: DevCommand | null = null;
  const { program, read } = await lineReader({ name: 'pgcog dev', argv, io, help: 'pgcog dev --help', asJson: (mistake) => eventJson('mistakes', { diagnostics: [mistake] }) });
  addProjectFlags(program, io, 'an empty database of yours, as its owner, instead of the embedded PostgreSQL')
    .description('Runs everything on this machine: PostgreSQL, AppSync, Cognito, Lambda, the Data API and Secrets Manager, with sample tenants and people.')
    .addHelpText('after', examples)
    .option('--port <number>', 'of GraphiQL and the API; 0: any free one. Without it 4000, or the next that is free')
    .option('--reset', 'begin anew: rows, members and secrets of this machine are removed')
    .option('--json', 'one JSON object a line on standard output')
    .option('--quiet', 'say nothing but where it runs, and mistakes')
    .action((flags: Flags) => {
      const port = flags.port === undefined ? null : /^\d{1,5}$/u.test(flags.port) ? Number(flags.port) : Number.NaN;
      if (port !== null && !(port < 65_536)) program.error(`error: --port ${flags.port ?? ''} is no port: a whole number from 0 to 65535`);
      if (flags.reset === true && flags.databaseUrl !== undefined) program.error('error: --reset is for the embedded PostgreSQL; empty a database of yours yourself');
      command = {
        root: resolve(io.cwd, flags.cwd ?? '.'), configPath: flags.config ?? null, databaseUrl: flags.databaseUrl ?? null, port,
        reset: flags.reset === true, json: flags.json === true, quiet: flags.quiet === true,
      };
    });
  return (await read()) ?? command ?? 2;
}
