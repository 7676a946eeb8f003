import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { filesOf } from '../test/support/project.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sample = join(root, 'fixtures', 'generate', 'shop');
const folder = mkdtempSync(join(tmpdir(), 'pgcog-tarball-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('generates the same from the packed tarball, installed without install scripts', () => {
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: root, stdio: 'pipe' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true, "type": "module" }\n');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder, stdio: 'pipe' });

  const project = join(folder, 'shop');
  cpSync(sample, project, { recursive: true, filter: (path) => path !== join(sample, 'expected') });
  execFileSync(join(folder, 'node_modules', '.bin', 'pgcog-gen'), ['generate', '--cwd', project], { cwd: folder, stdio: 'pipe' });

  const written = filesOf(project);
  for (const [path, text] of filesOf(join(sample, 'expected'))) expect(written.get(path), path).toBe(text);
});
