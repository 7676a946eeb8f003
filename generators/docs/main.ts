import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { targetLocator } from '../../src/changes/locate-target.js';
import { error, hasErrors, sortDiagnostics } from '../../src/source/diagnostic.js';
import type { GenerateCommand } from '../generate-command.js';
import type { Generated } from '../generate.js';
import { databaseUrlIn, type Io } from '../io.js';
import { addProjectFlags, lineReader } from '../line-reader.js';
import { mistakesJson } from '../pgcog/mistakes-json.js';
import { missingProject } from '../project-folder.js';
import { printDiagnostics } from '../report.js';
import type { StartServer } from '../run-generate.js';
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
  let flags: Flags | null = null;
  const { program, read } = await lineReader({ name: 'pgcog docs', argv, io, help: 'pgcog docs --help', asJson: (mistake) => mistakesJson(null, [mistake]) });
  addProjectFlags(program, io)
    .description('Writes a page that shows the template as a diagram, every resolver with its SQL, and who may do what.')
    .version(version)
    .option('--out <file>', 'the file, instead of .pgcog/docs.html')
    .option('--quiet', 'say nothing but errors and warnings')
    .action((given: Flags) => {
      flags = given;
    });
  program.helpCommand(false);
  const status = await read();
  if (status !== null) return status;
  const [wanted, { untilInterrupted }] = [flags as Flags | null, await import('../until-interrupted.js')];
  return wanted === null ? 2 : untilInterrupted(io, null, (start) => writePage(wanted, io, start));
}

async function writePage({ cwd, out, config, databaseUrl, quiet = false }: Flags, io: Io, start: StartServer): Promise<number> {
  const root = resolve(io.cwd, cwd);
  const { runStages, textsOf } = await import('../run-generate.js');
  const command: GenerateCommand = { kind: 'generate', root, configPath: config ?? null, databaseUrl: databaseUrl ?? databaseUrlIn(io.env), mode: 'dry-run', json: false, quiet, dump: null };
  const missing = missingProject(command);
  if (missing !== null) {
    printDiagnostics(io, [missing], new Map(), quiet);
    return 1;
  }
  const { done, stopped } = await runStages(command, io, start, null);
  await stopped;
  printDiagnostics(io, sortDiagnostics(done.diagnostics), await textsOf(command, done.diagnostics), quiet);
  const page = hasErrors(done.diagnostics) ? null : await pageOf(root, done);
  if (page === null) return 1;
  const target = out === undefined ? targetLocator(await realpath(root))(ownPage) : { absolute: resolve(io.cwd, out) };
  if ('problem' in target) {
    printDiagnostics(io, [error(target.code, `${ownPage} ${target.problem}`, null, target.hint)], new Map(), quiet);
    return 1;
  }
  const failed = await mkdir(dirname(target.absolute), { recursive: true }).then(() => writeFile(target.absolute, page)).then(() => null, ({ code, message }: NodeJS.ErrnoException) => code ?? message);
  if (failed !== null) {
    printDiagnostics(io, [error('PGC406', `${out ?? ownPage} cannot be written (${failed})`, null, 'check the permissions and space of its folder, or name another file: --out docs.html')], new Map(), quiet);
    return 1;
  }
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
