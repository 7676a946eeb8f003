import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from './decode-text.js';
import { error } from './diagnostic.js';
import { findFiles, leaves } from './find-files.js';
import type { Diagnostic, SourceFile, Staged } from './types.js';

/** Bytes. A schema has far less; a file above this is data that was put in the wrong folder. */
const largestFile = 16 * 1024 * 1024;
/** A process may have some hundreds of files open. */
const openAtOnce = 64;

/** The files that {@link readSources} can read, without what it has to say about the others. */
export async function readFiles(root: string, patterns: readonly string[]): Promise<SourceFile[]> {
  return [...(await readSources(root, patterns)).value];
}

/**
 * Reads the text files under `root` (absolute) that the glob `patterns` match, sorted by path, LF, no byte order mark.
 * A file that is not UTF-8, too large, unreadable or behind a link that leaves the project is left out with an error.
 */
export async function readSources(root: string, patterns: readonly string[]): Promise<Staged<readonly SourceFile[]>> {
  const found = await findFiles(root, patterns);
  const paths = found.value;
  const home = paths.length === 0 ? root : await realpath(root);
  const results: (SourceFile | Diagnostic)[] = [];
  for (let next = 0; next < paths.length; next += openAtOnce) {
    const batch = paths.slice(next, next + openAtOnce);
    results.push(...(await Promise.all(batch.map((path) => readOne(root, home, path)))));
  }
  return {
    value: results.filter((result) => 'text' in result),
    diagnostics: [...found.diagnostics, ...results.filter((result) => 'code' in result)],
  };
}

/** One file, by its path under `root`; null where there is none. */
export async function readSource(root: string, path: string): Promise<SourceFile | Diagnostic | null> {
  const home = await realpath(root).catch(() => null);
  const there = home !== null && (await stat(join(root, path)).catch(() => null)) !== null;
  return there ? readOne(root, home, path) : null;
}

async function readOne(root: string, home: string, path: string): Promise<SourceFile | Diagnostic> {
  const span = { file: path, start: 0, end: 0 };
  try {
    const real = await realpath(join(root, path));
    if (leaves(home, real)) {
      return error('PGC004', `${path} is a link to a file outside the project`, span, 'copy the file into the project');
    }
    const { size, isFile } = await kindOf(real);
    if (!isFile) return error('PGC001', `${path} is not a file`, span, 'put a text file there, or remove it');
    if (size > largestFile) {
      const message = `${path} has ${Math.ceil(size / 1048576)} MiB; more than 16 MiB are not read`;
      return error('PGC003', message, span, 'keep data out of the template, or split the file');
    }
    const decoded = decodeText(await readFile(real));
    if ('text' in decoded) return { path, text: decoded.text };
    return error('PGC002', `${path} ${decoded.problem}`, { file: path, start: decoded.at, end: decoded.at + 1 }, decoded.hint);
  } catch (failure) {
    const reason = failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
    return error('PGC001', `${path} cannot be read (${reason})`, span, 'check that it exists and that you may read it');
  }
}

/** A pipe would be waited for without end. */
async function kindOf(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}
