import type { Command } from 'commander';
import type { Io } from '../io.js';
import { version } from '../version.js';
import { addProjectFlags, lineReader } from '../line-reader.js';
import { commands, groups, type CommandForm } from './commands.js';
import { mistakesJson } from './mistakes-json.js';
import type { Flags, PgcogCommand } from './types.js';

const examples = `
Examples:
  pgcog control up --admin me@example.com
  pgcog tenant create acme "Acme Inc."
  pgcog user invite ann@acme.test --tenant acme --role admins
  pgcog grant --all-tenants "grant select on orders to tenant_billing"
  pgcog user list --env production --json`;

/**
 * Reads the command line.
 *
 * @returns the command, or the exit status where there is nothing to run (help and version 0, a wrong line 2)
 */
export async function readCommandLine(argv: readonly string[], io: Io): Promise<PgcogCommand | number> {
  const { resolve } = await import('node:path');
  let command: PgcogCommand | null = null;
  const { program, read } = await lineReader({ name: 'pgcog', argv, io, help: 'pgcog --help', asJson: (mistake) => mistakesJson(null, [mistake]) });
  program
    .description('Acts on an environment: its control schema, tenants and members.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples);
  addGlobalFlags(program, io);
  for (const [group, description] of Object.entries(groups)) program.command(group).description(description).helpCommand(false);
  // Read by a reader of its own, see main: here it is listed.
  program.command('dev').description('run everything on this machine, with sample tenants and people; dev --help says more');
  for (const form of commands) {
    const group = program.commands.find((one) => one.name() === form.group);
    if (group === undefined) continue;
    addCommand(group, form, (args, flags) => (command = commandOf(form, args, flags, (folder) => resolve(io.cwd, folder))));
  }
  // Read by a reader of its own, see main: here it is listed.
  program.command('docs').description('write a page that shows the template, every field and who may do what; docs --help says more');
  return (await read()) ?? command ?? 2;
}

function addGlobalFlags(program: Command, io: Io): void {
  addProjectFlags(program, io, "connect there as the database's owner, instead of the environment's way")
    .option('--env <name>', 'the environment to act on, of environments in pgcog.config.ts', 'local')
    .option('--confirm-env <name>', 'the name of the environment once more, where it is protected')
    .option('--json', 'one JSON object on standard output')
    .option('--quiet', 'say nothing but what was asked for, and errors');
}

function addCommand(group: Command, { own, usage, description, flags }: CommandForm, run: (args: readonly (string | undefined)[], flags: Flags) => void): void {
  const command = own === undefined ? group.command(usage).description(description) : group.argument(usage, description);
  for (const [flag, text] of flags) command.option(flag, text);
  command.action((...given: unknown[]) => run(given.slice(0, -2) as (string | undefined)[], command.optsWithGlobals<Flags>()));
}

function commandOf({ group, own, usage }: CommandForm, args: PgcogCommand['args'], flags: Flags, folder: (path: string) => string): PgcogCommand {
  const text = (name: string): string | null => (typeof flags[name] === 'string' ? flags[name] : null);
  return {
    group, name: own ?? usage.split(' ')[0] ?? '', args, flags,
    environment: text('env') ?? 'local',
    root: folder(text('cwd') ?? '.'),
    configPath: text('config'),
    databaseUrl: text('databaseUrl'),
    confirmEnvironment: text('confirmEnv'),
    json: flags['json'] === true,
    quiet: flags['quiet'] === true,
  };
}
