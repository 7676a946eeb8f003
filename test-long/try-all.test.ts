import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

// Two of the combinations of `npm run try:all`, which have no choice in common: two minutes, most of them npm's.
it('makes projects from the packed tarballs that pass all that their users and CI run', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/ts.mjs', 'scripts/try-all.ts', '1,2'], { cwd: root, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout.match(/^ok /gmu)).toHaveLength(2);
});
