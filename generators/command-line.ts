import { stages, type GenerateCommand, type Stage } from './generate-command.js';
import { databaseUrlIn, type Io } from './io.js';
import { addProjectFlags, lineReader } from './line-reader.js';
import { generatorNames } from './plop/names.js';
import { generateMistake } from './report.js';
import { version } from './version.js';

interface GenerateFlags {
  readonly cwd?: string;
  readonly config?: string;
  readonly databaseUrl?: string;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly dump?: Stage;
}

function modeOf(flags: GenerateFlags): GenerateCommand['mode'] {
  if (flags.check) return 'check';
  if (flags.dryRun) return 'dry-run';
  return flags.watch ? 'watch' : 'write';
}

/**
 * Reads the command line.
 *
 * @returns the command, or the exit status where there is nothing to run (help and version 0, a wrong line 2)
 */
export async function readCommandLine(argv: readonly string[], io: Io): Promise<GenerateCommand | number> {
  const [{ Option }, { resolve }] = await Promise.all([import('commander'), import('node:path')]);
  let command: GenerateCommand | null = null;
  const { program, read } = await lineReader({ name: 'pgcog-gen', argv, io, help: 'pgcog-gen generate --help', asJson: generateMistake });
  program
    .description('Writes the AppSync schema, resolvers, types and stubs for a tenant_template and a resolver spec.')
    .version(version);
  addProjectFlags(program.command('generate').description('bring generated/ in line with the SQL and the spec'), io)
    .addOption(new Option('--check', 'write nothing; exit 1 and show a diff when anything is stale').conflicts(['dryRun', 'watch']))
    .addOption(new Option('--dry-run', 'write nothing; show what would change').conflicts(['check', 'watch']))
    .addOption(new Option('--watch', 'go on, and generate again at every change').conflicts(['check', 'dryRun', 'json', 'dump']))
    .option('--json', 'one JSON object on standard output')
    .option('--quiet', 'say nothing but errors and warnings')
    .addOption(new Option('--dump <stage>', 'print what a stage hands on as JSON, write nothing').choices([...stages]))
    .addHelpText('after', '\nExamples:\n  pgcog-gen generate\n  pgcog-gen generate --check\n  pgcog-gen generate --dump catalog > catalog.json')
    .action((flags: GenerateFlags) => {
      command = {
        kind: 'generate',
        root: resolve(io.cwd, flags.cwd ?? '.'),
        configPath: flags.config ?? null,
        databaseUrl: flags.databaseUrl ?? databaseUrlIn(io.env),
        mode: modeOf(flags),
        json: flags.json ?? false,
        quiet: flags.quiet ?? false,
        dump: flags.dump ?? null,
      };
    });
  // Read by readers of their own, see main: here they are listed.
  for (const [name, description] of Object.entries(generatorNames)) program.command(name).description(description).helpOption(false);
  return (await read()) ?? command ?? 2;
}
