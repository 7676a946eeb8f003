import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lossyText } from './decode-text.js';
import { readSource } from './read-files.js';

/**
 * Text of a file for showing lines of it, by its path under `root`: also of one that is not UTF-8, with U+FFFD for
 * what cannot be read. Null where there is none, or none that may be read.
 */
export async function shownText(root: string, path: string): Promise<string | null> {
  const file = await readSource(root, path);
  if (file === null || 'text' in file) return file?.text ?? null;
  return file.code === 'PGC002' ? lossyText(await readFile(join(root, path))) : null;
}
