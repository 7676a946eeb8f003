import { createHash } from 'node:crypto';
import { compareCodePoints } from '../source/compare-code-points.js';
import { error } from '../source/diagnostic.js';
import { readSource } from '../source/read-files.js';
import type { Staged } from '../source/types.js';
import { pathProblem } from './path-problem.js';
import type { FileManifest } from './types.js';

export const manifestPath = 'generated/.pgcog.json';

/** SHA-256 of a text, the same for a checkout with CRLF. */
export function hashText(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

/** @param template see {@link FileManifest.template} */
export function manifestText(files: FileManifest['files'], template: string | null = null): string {
  const sorted = Object.entries(files).sort(([a], [b]) => compareCodePoints(a, b));
  return `${JSON.stringify({ v: 1, ...(template !== null && { template }), files: Object.fromEntries(sorted) }, null, 2)}\n`;
}

/** What the last run generated; nothing where there was none. A list that cannot be read is an error: nothing is deleted on a guess. */
export async function readManifest(root: string): Promise<Staged<FileManifest>> {
  const file = await readSource(root, manifestPath);
  if (file === null) return { value: nothing, diagnostics: [] };
  if ('code' in file) return { value: nothing, diagnostics: [file] };
  const found = parse(file.text);
  if (found !== null) return { value: { kind: 'file manifest', ...found }, diagnostics: [] };
  const span = { file: manifestPath, start: 0, end: 0 };
  const hint = 'take it from version control, or remove it: then files that are no longer wanted stay';
  return { value: nothing, diagnostics: [error('PGC405', `${manifestPath} is not a list of generated files`, span, hint)] };
}

const nothing: FileManifest = { kind: 'file manifest', files: {}, template: null };

function parse(text: string): Pick<FileManifest, 'files' | 'template'> | null {
  if (text.includes('<<<<<<<')) return { files: parseMerge(text), template: null };
  try {
    const { v, files, template } = JSON.parse(text) as { readonly v: unknown; readonly files: unknown; readonly template: unknown };
    if (v !== 1 || typeof files !== 'object' || files === null) return null;
    const entries = Object.entries(files as Readonly<Record<string, unknown>>);
    return entries.every(isEntry) ? { files: Object.fromEntries(entries), template: typeof template === 'string' ? template : null } : null;
  } catch {
    return null; // Not JSON, or null.
  }
}

function isEntry(entry: readonly [string, unknown]): entry is [string, string] {
  return pathProblem(entry[0]) === null && typeof entry[1] === 'string';
}

/** A run is how merges of generated files are settled, so that a merge's conflict in their list must not stop it. */
function parseMerge(text: string): Readonly<Record<string, string>> {
  const lines = text.matchAll(/^\s*"([^"\\]+)": "([0-9a-f]{64})",?$/gmu);
  return Object.fromEntries([...lines].map(([, path = '', hash = '']) => [path, hash] as const).filter(([path]) => path !== 'template' && pathProblem(path) === null));
}
