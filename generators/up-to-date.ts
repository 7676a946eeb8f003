import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FileChange } from '../src/changes/types.js';
import type { Diagnostic } from '../src/source/types.js';
import type { GenerateCommand } from './generate-command.js';
import { build } from './version.js';

/** What the last run left in `.pgcog/` so that the next one can see that nothing changed without starting anything. */
export interface LastRun {
  /** Hash over everything that went in. */
  readonly inputs: string;
  /** Every file that the run wants on disk, with its hash; null for a seeded one, which only has to be there. */
  readonly outputs: readonly { readonly path: string; readonly hash: string | null }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** Hash over the user's Lambda resolvers, which decides what is said about them. */
  readonly lambda: string;
  /** Tells the template that was loaded: it is still prepared, most likely. A guess that costs only time where it is wrong. */
  readonly template: string | null;
}

const recordFolder = '.pgcog';
const recordName = 'generate.json';
const folders = ['tenant_template', 'shared', 'resolvers', 'migrations'];
const rootFile = /^(pgcog\.config\.(ts|mts|mjs|js|json)|resolvers\.ya?ml)$/;
/** A configuration that reads more than its own text cannot be judged by its text. */
const readsMore = /\bprocess\.|\bfrom\s*['"]\.|\bimport\s*\(|\brequire\s*\(|\bimport\.meta\b|\bnode:/;

const sha256 = (...chunks: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

/** Bytes; what is larger is never read as an input, see `source/`. */
const largestFile = 16 * 1024 * 1024;

/** Reads what is a file, and throws for anything else: a pipe would be waited for without end, a device read without end. */
function readPlain(path: string): Buffer {
  const found = statSync(path);
  if (!found.isFile() || found.size > largestFile) throw new Error(`${path} is not a file to be read`);
  return readFileSync(path);
}

/**
 * What no other copy of the project has: a record that came with the project, by a commit or an archive, must not vouch
 * for the files that came with it.
 */
function copyOf(root: string): string {
  const { dev, ino, birthtimeNs } = statSync(root, { bigint: true });
  return `${dev} ${ino} ${birthtimeNs}`;
}

function filesBelow(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // No such folder: nothing goes in from there.
  }
}

/** Hash over every input of `command`, or null where it cannot be known from texts alone, or not be read. */
export function hashInputs(command: GenerateCommand): string | null {
  try {
    return hashTexts(command);
  } catch {
    return null; // The run will say what is wrong with the file.
  }
}

function hashTexts(command: GenerateCommand): string | null {
  const names = readdirSync(command.root).filter((name) => rootFile.test(name)).map((name) => join(command.root, name));
  if (command.configPath !== null) names.push(resolve(command.root, command.configPath));
  const hashes = [copyOf(command.root), build, process.version, command.configPath ?? '', command.databaseUrl ?? ''];
  for (const path of [...names, ...folders.flatMap((folder) => filesBelow(command.root, folder))].sort()) {
    const text = readPlain(path);
    if (names.includes(path) && /\.[mj]?[tj]s$/.test(path) && readsMore.test(text.toString('utf8'))) return null;
    hashes.push(path.slice(command.root.length), sha256(text));
  }
  return sha256(hashes.join('\n'));
}

const sameFile = (root: string, output: LastRun['outputs'][number]): boolean => {
  try {
    const bytes = readPlain(join(root, output.path));
    if (output.hash === null || sha256(bytes) === output.hash) return true;
    return sha256(bytes.toString('utf8').replaceAll('\r\n', '\n')) === output.hash; // checked out with CRLF
  } catch {
    return false; // Gone, so the run has something to do.
  }
};

/** The last run's record; null where there is none, or one that another version wrote. */
export function readLastRun(command: GenerateCommand): LastRun | null {
  try {
    const last = JSON.parse(readPlain(join(command.root, recordFolder, recordName)).toString('utf8')) as LastRun;
    return Array.isArray(last.outputs) ? last : null;
  } catch {
    return null;
  }
}

/** What stubs there are, and what wires them. */
function hashLambda(root: string): string {
  const codeIn = (folder: string): string[] => namesIn(join(root, folder)).filter((name) => /\.[mc]?[tj]s$/.test(name)).sort();
  const stubs = codeIn('lambda/resolvers');
  const wiring = [...codeIn('lambda').map((name) => `lambda/${name}`), ...stubs.filter((name) => name.startsWith('index.')).map((name) => `lambda/resolvers/${name}`)];
  return sha256([...stubs, ...wiring.flatMap((path) => [path, textHash(join(root, path))])].join('\n'));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // No such folder.
  }
}

function textHash(path: string): string {
  try {
    return sha256(readPlain(path));
  } catch {
    return ''; // The run will say what is wrong with it.
  }
}

/** Whether inputs and outputs of the last run are what lies on disk now. */
export function isUpToDate(command: GenerateCommand, last: LastRun): boolean {
  return last.inputs === hashInputs(command) && last.lambda === hashLambda(command.root) && last.outputs.every((output) => sameFile(command.root, output));
}

/** Leaves the record of a finished run whose `inputs` are still what lies on disk. `changes` is all that it wants there. */
export function writeLastRun(command: GenerateCommand, inputs: string | null, changes: readonly FileChange[], rest: Pick<LastRun, 'diagnostics' | 'notes' | 'template'>): void {
  if (inputs === null || inputs !== hashInputs(command)) return;
  const outputs = changes
    .filter((change) => change.kind === 'write')
    .map(({ path, owner, text }) => ({ path, hash: owner === 'seeded' ? null : sha256(text) }));
  try {
    mkdirSync(join(command.root, recordFolder), { recursive: true });
    writeOwn(command.root, '.gitignore', '*\n');
    writeOwn(command.root, recordName, JSON.stringify({ inputs, outputs, lambda: hashLambda(command.root), ...rest } satisfies LastRun));
  } catch {
    // It only saves the next run some work.
  }
}

/** Never through a link, which may lead out of the project, nor into a pipe, which waits for a reader. */
function writeOwn(root: string, name: string, text: string): void {
  const folder = join(root, recordFolder);
  const path = join(folder, name);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!lstatSync(folder).isDirectory() || (there !== undefined && !there.isFile())) throw new Error(`${path} is not ours to write`);
  writeFileSync(path, text);
}
