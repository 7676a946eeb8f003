import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSource } from '../source/read-files.js';
import type { Diagnostic } from '../source/types.js';
import type { UserFile } from './types.js';

const mark = '\ufeff';

/** A file of the user's by its path under `root`; null where there is none, a diagnostic where it must not be read. */
export async function readUserFile(root: string, path: string): Promise<UserFile | Diagnostic | null> {
  const file = await readSource(root, path);
  if (file === null || 'code' in file) return file;
  return userFile(path, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(join(root, path))));
}

export function userFile(path: string, raw: string): UserFile {
  return { path, raw, text: (raw.startsWith(mark) ? raw.slice(1) : raw).replaceAll('\r\n', '\n') };
}

/** Where an offset of `text` is in `raw`; of a line end the place before it. */
export function rawOffset({ raw }: UserFile, offset: number): number {
  let at = raw.startsWith(mark) ? offset + 1 : offset;
  for (let end = raw.indexOf('\r\n'); end >= 0 && end < at; end = raw.indexOf('\r\n', end + 2)) at += 1;
  return at;
}

/** The line end that is in use where `at` is in `raw`: that of its own line where it ends there, of the line before, else of the first line, else LF. */
export function lineEndAt(raw: string, at: number): '\n' | '\r\n' {
  if (raw.startsWith('\r\n', at)) return '\r\n';
  if (raw.startsWith('\n', at)) return '\n';
  const before = at === 0 ? -1 : raw.lastIndexOf('\n', at - 1);
  const end = before >= 0 ? before : raw.indexOf('\n');
  return end > 0 && raw.charAt(end - 1) === '\r' ? '\r\n' : '\n';
}
