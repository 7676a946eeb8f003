import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'vitest';
import { filesOf } from './project.js';

/**
 * Holds what became of a case against its folder: `expected/` is all that is written, byte for byte, `stderr.txt` all that
 * is said. REWRITE_CASE=NAME ('*': all) writes both anew before.
 */
export function expectCase(folder: string, written: ReadonlyMap<string, string>, stderr: string): void {
  const [files, said] = [join(folder, 'expected'), join(folder, 'stderr.txt')];
  if ([basename(folder), '*'].includes(process.env['REWRITE_CASE'] ?? '')) {
    rmSync(files, { recursive: true, force: true });
    for (const [path, text] of written) {
      mkdirSync(dirname(join(files, path)), { recursive: true });
      writeFileSync(join(files, path), text);
    }
    writeFileSync(said, stderr);
  }
  const expected = existsSync(files) ? filesOf(files) : new Map<string, string>();
  expect(stderr).toBe(readFileSync(said, 'utf8'));
  expect([...written.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, text] of expected) expect(written.get(path), path).toBe(text);
}
