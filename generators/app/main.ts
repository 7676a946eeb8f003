import { mkdir } from 'node:fs/promises';
import { applyChanges } from '../../src/changes/apply-changes.js';
import type { FileChange } from '../../src/changes/types.js';
import { appFiles, type AppPart } from '../../src/render/app-files.js';
import { error, hasErrors } from '../../src/source/diagnostic.js';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';
import type { Diagnostic } from '../../src/source/types.js';
import { wantsColor, type Io } from '../io.js';
import { appJson } from './app-json.js';
import { appView } from './app-view.js';
import { folderProblem } from './check-folder.js';
import { choose } from './choose.js';
import { readAppLine } from './command-line.js';
import { findPackages } from './find-packages.js';
import { flagsOf } from './flags-of.js';
import { costText, monthlyCost } from './monthly-cost.js';
import { nextSteps } from './next-steps.js';
import { commandsOf } from './package-manager.js';
import { prepareProject } from './prepare-project.js';
import { shellWord } from './shell-word.js';
import type { Choices, Manner } from './types.js';

/**
 * `npm create pg-cognition-app`: command line in, exit status out. 0 made, 1 refused or a step behind the files failed,
 * 2 a wrong command line, 130 called off.
 */
export async function appMain(argv: readonly string[], io: Io): Promise<number> {
  const command = await readAppLine(argv, io);
  if (typeof command === 'number') return command;
  const choices = await choose(command, io);
  if (choices === null) {
    io.stderr.write('nothing was written\n');
    return 130;
  }
  return make(choices, command.manner, io);
}

async function make(choices: Choices, manner: Manner, io: Io): Promise<number> {
  const { folder, root } = choices;
  const problem = await folderProblem(root);
  if (problem !== null) return refused(manner, io, folder, [error('PGC628', `${folder} cannot be the project's folder: ${problem}`, null, 'name one that is empty, or not there yet')]);
  const versions = await findPackages(manner.packages);
  if (typeof versions === 'string') return refused(manner, io, folder, [error('PGC629', versions, null, 'npm pack makes them')]);
  const files = await appFiles(partsOf(choices, manner), appView(choices, manner, versions));
  const paths = files.map(({ path }) => path).sort();
  if (manner.dryRun) {
    io.stdout.write(manner.json ? appJson({ ok: true, folder, files: paths }) : `${paths.join('\n')}\n`);
    io.stderr.write('nothing was written\n');
    return 0;
  }
  const mistakes = await write(root, files);
  if (hasErrors(mistakes)) return refused(manner, io, folder, mistakes);
  io.stderr.write(`${files.length} files in ${folder}\n${costs(choices)}`);
  const failed = await prepareProject(root, manner, io);
  io.stdout.write(manner.json ? appJson({ ok: failed === null, folder, files: paths, failed }) : nextSteps(choices, manner, failed));
  const { create, separator } = commandsOf(manner.packageManager);
  io.stderr.write(`the same again: ${create} pg-cognition-app ${shellWord(folder)}${separator} ${flagsOf(choices)}\n`);
  return failed === null ? 0 : 1;
}

function partsOf({ template, infra }: Choices, { packageManager }: Manner): readonly AppPart[] {
  return ['base', template, ...(infra === 'cdk' ? (['cdk'] as const) : []), ...(packageManager === 'yarn' ? (['yarn'] as const) : [])];
}

async function write(root: string, files: readonly FileChange[]): Promise<readonly Diagnostic[]> {
  const failure = await mkdir(root, { recursive: true }).then(() => null, (reason: NodeJS.ErrnoException) => reason);
  if (failure !== null) return [error('PGC628', `${root} cannot be made (${failure.code ?? failure.message})`, null, 'name a folder that you may make')];
  return applyChanges(root, { kind: 'change plan', files: files.flatMap((file) => (file.kind === 'write' ? [{ path: file.path, owner: file.owner, state: 'created' as const, before: null, after: file.text }] : [])) });
}

function costs(choices: Choices): string {
  const of = (mode: 'user' | 'role'): string => costText(monthlyCost(choices, mode));
  return [
    `database logins for ${choices.members} members of ${choices.tenants} tenants: credentials: '${choices.credentials}'`,
    `  user: one for each member, ${of('user')}`,
    `  role: one for each role of a tenant, ${of('role')}`,
    '',
  ].join('\n');
}

function refused({ json }: Manner, io: Io, folder: string, diagnostics: readonly Diagnostic[]): number {
  if (json) io.stdout.write(appJson({ ok: false, folder, diagnostics }));
  else io.stderr.write(formatDiagnostics(diagnostics, new Map(), { color: wantsColor(io) }));
  return 1;
}
