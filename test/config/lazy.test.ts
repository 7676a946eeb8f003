import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Packages that loading a module loads, through all that it imports at once. */
function packagesOf(module: string, seen = new Set<string>()): string[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const imports = readFileSync(module, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)'/gmu);
  return [...imports].flatMap(([, target = '']) => {
    if (target.startsWith('.')) return packagesOf(join(dirname(module), target.replace(/\.js$/u, '.ts')), seen);
    return target.startsWith('node:') ? [] : [target];
  });
}

test.each(['source', 'changes'])('nothing heavy comes with %s', (room) => {
  const packages = readdirSync(join(src, room)).flatMap((file) => packagesOf(join(src, room, file)));
  expect([...new Set(packages)].filter((name) => name !== 'picocolors')).toEqual([]);
});

test('reading settings loads zod, yaml and jiti only when there is something to read', () => {
  expect(packagesOf(join(src, 'config/read-settings.ts'))).toEqual([]);
  expect(packagesOf(join(src, 'index.ts'))).toEqual([]);
  expect(packagesOf(join(src, 'config/spec-document.ts')).sort()).toEqual(['yaml', 'zod']);
});
