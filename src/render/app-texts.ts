import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { templatesFolder } from './templates-folder.js';

/**
 * Texts of `templates/app/`, by their path below it, sorted. A build that must run alone has this module replaced by the
 * texts themselves (scripts/app-texts.mjs).
 */
export async function appTexts(): Promise<ReadonlyMap<string, string>> {
  const folder = join(templatesFolder(), 'app');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1).split(sep).join('/'), await readFile(path, 'utf8')] as const)));
}
