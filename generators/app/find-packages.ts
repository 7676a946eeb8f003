import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../version.js';
import type { Versions } from './app-view.js';

/**
 * What package.json asks for: the registry's packages of this build's version, or tarballs in a folder.
 *
 * @returns a line for the user where the folder has not got them
 */
export async function findPackages(folder: string | null): Promise<Versions | string> {
  if (folder === null) {
    const range = version.endsWith('-source') ? 'latest' : `^${version}`;
    return { tool: range, runtime: range };
  }
  const names = await readdir(folder).catch(() => []);
  const [tool, runtime] = [/^pg-cognition-\d[^/]*\.tgz$/u, /^pg-cognition-runtime-\d[^/]*\.tgz$/u].map((form) => names.filter((name) => form.test(name)).sort().at(-1));
  if (tool === undefined || runtime === undefined) return `${folder} has not got the tarballs of pg-cognition and pg-cognition-runtime`;
  return { tool: `file:${join(folder, tool)}`, runtime: `file:${join(folder, runtime)}` };
}
