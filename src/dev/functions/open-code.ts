import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadedInTime } from '../../source/loaded-in-time.js';

/** Loads TypeScript or JavaScript of the project as it is on disk now. */
export interface Code {
  /** @param path absolute @throws whatever the file does when it is loaded */
  load(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** A package's entry, the one that the project's own files get. */
  loadPackage(name: string): Promise<Readonly<Record<string, unknown>>>;
}

const runtime = 'pg-cognition-runtime';

/**
 * Compiles and loads the project's Lambda code. Its own files are read anew by every opened code, packages once for all.
 * The Lambda package is the project's, or, where it has none yet, the one that came with this tool.
 *
 * @param root of the project, absolute
 * @param compiled folder of compiled files, absolute
 */
export async function openCode(root: string, compiled: string): Promise<Code> {
  const { createJiti } = await import('jiti');
  forgetOwn(root);
  const alias = runtimeEntries(root);
  const jiti = createJiti(pathToFileURL(join(root, 'pgcog-dev.js')).href, { fsCache: compiled, moduleCache: false, interopDefault: false, alias });
  return {
    load: (path) => loadedInTime(jiti.import<Readonly<Record<string, unknown>>>(path)),
    loadPackage: (name) => jiti.import(alias[name] ?? name),
  };
}

/** What Node.js itself has loaded of the project, JSON above all: the manifest that a data source imports. */
function forgetOwn(root: string): void {
  const { cache } = createRequire(import.meta.url);
  const own = `${realpathSync(root)}${sep}`;
  for (const path of Object.keys(cache)) if (path.startsWith(own) && !path.includes(`${sep}node_modules${sep}`)) delete cache[path];
}

/** Files by entry, longest first; none where the project has the package. */
function runtimeEntries(root: string): Record<string, string> {
  if (resolved(createRequire(join(root, 'package.json')), runtime) !== null) return {};
  const main = resolved(createRequire(import.meta.url), runtime);
  if (main === null) return {};
  const folder = dirname(dirname(main));
  const { exports: entries } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly exports: Readonly<Record<string, { readonly default: string }>> };
  return Object.fromEntries(Object.entries(entries).map(([entry, { default: file }]) => [`${runtime}${entry.slice(1)}`, join(folder, file)] as const).sort(([a], [b]) => b.length - a.length));
}

function resolved(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name);
  } catch {
    return null; // It is not installed there.
  }
}
