import { posix } from 'node:path';
import type { UserEdit } from '../changes/types.js';
import { warning } from '../source/diagnostic.js';
import { findFiles } from '../source/find-files.js';
import type { Diagnostic } from '../source/types.js';
import type { UserFile } from './types.js';
import { readUserFile, userFile } from './user-file.js';

/** Where the map of Lambda resolvers is seeded. */
export const indexPath = 'lambda/resolvers/index.ts';

const stubsFolder = 'lambda/resolvers';
const stubFile = /^lambda\/resolvers\/([A-Za-z_]\w*\.[A-Za-z_]\w*)\.[mc]?[tj]s$/u;

/** What a run has to say about the user's Lambda code, and what it splices into it. */
export interface LambdaPlan {
  readonly edits: readonly UserEdit[];
  readonly diagnostics: readonly Diagnostic[];
  /** The file that wires the stubs, as it is on disk; null where there is none yet. */
  readonly index: string | null;
}

/**
 * Brings the user's map of Lambda resolvers in line with the spec: stubs it does not name are spliced in; stubs and
 * entries whose resolver is gone are reported with their places, and left to the user.
 *
 * @param names every Lambda resolver of the spec: `Mutation.cancelOrder`
 * @param written whether the edits will be on disk when the diagnostics are read: their places are in that text
 */
export async function planLambda(root: string, names: readonly string[], written = true): Promise<LambdaPlan> {
  const { value: paths } = await findFiles(root, ['lambda/*.{ts,mts,js,mjs}', `${stubsFolder}/*.{ts,mts,cts,js,mjs,cjs}`]);
  const orphans = paths.filter((path) => stubFile.test(path) && !names.includes(stubFile.exec(path)?.[1] ?? '')).map(orphanStub);
  const index = await indexOf(root, paths);
  if (index === null) return { edits: [], diagnostics: orphans, index: null };
  // What cannot be read is left alone, and holds up nothing.
  if ('code' in index) return { edits: [], diagnostics: [...orphans, { ...index, severity: 'warning' }], index: indexPath };
  const named = namedIn(index.text);
  const missing = names.filter((name) => !named.has(name) || !importsStub(index.text, name));
  const { edits, diagnostics } = missing.length === 0 ? { edits: [], diagnostics: [] } : await wire(index, missing);
  const [edit] = written ? edits : [];
  const shown = edit === undefined ? index : userFile(index.path, edit.after);
  const gone = [...namedIn(shown.text)].filter(([name]) => !names.includes(name)).map(([name, at]) => orphanEntry(shown, name, at));
  return { edits, diagnostics: [...orphans, ...gone, ...diagnostics], index: index.path };
}

/** By its text alone: where that does not tell, the file's tree does. */
function importsStub(text: string, name: string): boolean {
  return new RegExp(`/${name.replace('.', '\\.')}(?:\\.[mc]?[tj]s)?['"]`, 'u').test(text);
}

/** The seeded file, or another of `lambda/` that calls `lambdaResolvers({ ... })`. */
async function indexOf(root: string, paths: readonly string[]): Promise<UserFile | Diagnostic | null> {
  const seeded = paths.find((path) => /^lambda\/resolvers\/index\.[mc]?[tj]s$/u.test(path));
  if (seeded !== undefined) return readUserFile(root, seeded);
  for (const path of paths.filter((one) => posix.dirname(one) === 'lambda')) {
    const file = await readUserFile(root, path);
    if (file !== null && 'text' in file && /\blambdaResolvers\s*\(\s*\{/u.test(file.text)) return file;
  }
  return null;
}

/** Comments and strings of TypeScript, and a bracket and colon behind a string: such a string is a property's name. */
const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(['"`])([A-Za-z_]\w*\.[A-Za-z_]\w*)\1\s*\]?\s*:|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/gu;

/** The fields that a file has properties for, with their places: by its tokens alone, since its tree takes long to read. */
function namedIn(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(tokens)].flatMap(({ 2: name, index }) => (name === undefined ? [] : [[name, index] as const])));
}

async function wire(index: UserFile, missing: readonly string[]): Promise<Pick<LambdaPlan, 'edits' | 'diagnostics'>> {
  const [{ openTypescript }, { addLambdaResolver, resolverSnippet }] = await Promise.all([import('./typescript/open-typescript.js'), import('./typescript/add-lambda-resolver.js')]);
  const typescript = await openTypescript();
  const folder = posix.relative(posix.dirname(index.path), stubsFolder);
  const wanted = missing.map((name) => ({ name, module: `./${posix.join(folder, name)}` }));
  let file = index;
  for (const one of wanted) {
    const edited = addLambdaResolver(typescript, file, one);
    if (edited.kind === 'refused') {
      const hint = `add to it:\n${resolverSnippet(wanted)}`;
      return { edits: [], diagnostics: [warning('PGC766', `${index.path} ${edited.reason}, so ${missing.join(', ')} must be put there by hand`, { file: index.path, start: edited.at, end: edited.at }, hint)] };
    }
    if (edited.kind === 'edited') file = userFile(index.path, edited.raw);
  }
  return { edits: file === index ? [] : [{ path: index.path, before: index.raw, after: file.raw }], diagnostics: [] };
}

function orphanStub(path: string): Diagnostic {
  const name = stubFile.exec(path)?.[1] ?? '';
  return warning('PGC765', `${path} is a stub, and the spec has no Lambda resolver ${name}`, { file: path, start: 0, end: 0 }, 'remove the file, or put the resolver back into the spec');
}

function orphanEntry({ path }: UserFile, name: string, at: number): Diagnostic {
  return warning('PGC765', `the spec has no Lambda resolver ${name}`, { file: path, start: at, end: at + name.length + 2 }, 'remove this line and its import, or put the resolver back into the spec');
}
