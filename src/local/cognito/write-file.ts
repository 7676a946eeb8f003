import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces the file at once: a reader, or a crash, finds the old content or the new. Mode 0600. */
export function writeFile(file: string, content: unknown): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    writeFileSync(aside, `${JSON.stringify(content, null, 1)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(aside, file);
  } catch (failure) {
    rmSync(aside, { force: true });
    throw failure;
  }
}
