import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { targetLocator } from '../../src/changes/locate-target.js';
import { error, hasErrors, sortDiagnostics } from '../../src/source/diagnostic.js';
import type { GenerateCommand } from '../command-line.js';
import type { Generated } from '../generate.js';
import type { Io } from '../io.js';
import { missingProject } from '../project-folder.js';
import { printDiagnostics } from '../report.js';
import { version } from '../version.js';

interface Flags {
  readonly cwd: string;
  readonly out?: string;
  readonly config?: string;
  readonly databaseUrl?: string;
  readonly quiet?: boolean;
}

/**
 * `pgcog docs`: the project's page, from its SQL and spec; nothing of any environment is asked.
 *
 * @returns the exit status: 1 where the SQL or the spec has mistakes, 2 for a wrong command line
 */
export async function docsMain(argv: readonly string[], io: Io): Promise<number> {
  const { Command, CommanderError } = await import('commander');
  let flags: Flags | null = null;
  const program = new Command('pgcog docs')
    .description('Writes a page that shows the template as a diagram, every resolver with its SQL, and who may do what.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showHelpAfterError('(pgcog docs --help shows what it takes)')
    .option('--cwd <folder>', "the project's folder", io.cwd)
    .option('--out <file>', 'the file, instead of .pgcog/docs.html')
    .option('-c, --config <file>', 'settings file instead of pgcog.config.ts')
    .option('--database-url <url>', 'a PostgreSQL 17 or 18 to use instead of the embedded one; scratch databases are made and dropped')
    .option('--quiet', 'say nothing but errors and warnings')
    .action((given: Flags) => {
      flags = given;
    });
  try {
    await program.helpCommand(false).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  return flags === null ? 2 : writePage(flags, io);
}

async function writePage({ cwd, out, config, databaseUrl, quiet = false }: Flags, io: Io): Promise<number> {
  const root = resolve(io.cwd, cwd);
  const { runStages, startOwnServer, textsOf } = await import('../run-generate.js');
  const command: GenerateCommand = { kind: 'generate', root, configPath: config ?? null, databaseUrl: databaseUrl ?? io.env['PGCOG_DATABASE_URL'] ?? null, mode: 'dry-run', json: false, quiet, dump: null };
  const missing = missingProject(command);
  if (missing !== null) {
    printDiagnostics(io, [missing], new Map(), quiet);
    return 1;
  }
  const { done, stopped } = await runStages(command, io, startOwnServer, null);
  await stopped;
  printDiagnostics(io, sortDiagnostics(done.diagnostics), await textsOf(command, done.diagnostics), quiet);
  const page = hasErrors(done.diagnostics) ? null : await pageOf(root, done);
  if (page === null) return 1;
  const target = out === undefined ? targetLocator(await realpath(root))(ownPage) : { absolute: resolve(io.cwd, out) };
  if ('problem' in target) {
    printDiagnostics(io, [error(target.code, `${ownPage} ${target.problem}`, null, target.hint)], new Map(), quiet);
    return 1;
  }
  await mkdir(dirname(target.absolute), { recursive: true });
  await writeFile(target.absolute, page);
  if (!quiet) io.stdout.write(`${relative(io.cwd, out === undefined ? join(root, ownPage) : target.absolute)}\n`);
  return 0;
}

/** Where nobody says where: not through a link that leads out of the project. */
const ownPage = '.pgcog/docs.html';

/** The page of what a run found; null where the run came to no end. */
export async function pageOf(root: string, { catalog, graphql: schema, resolvers }: Pick<Generated, 'catalog' | 'graphql' | 'resolvers'>): Promise<string | null> {
  if (catalog === null || schema === null || resolvers === null) return null;
  const { renderPage } = await import('../../src/render/page/render-page.js');
  return renderPage({ title: await titleOf(root), catalog, schema, resolvers });
}

/** The package's name: that of a folder differs from machine to machine. */
async function titleOf(root: string): Promise<string> {
  try {
    const { name } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly name?: unknown };
    return typeof name === 'string' && name !== '' ? name : 'API';
  } catch {
    return 'API';
  }
}
