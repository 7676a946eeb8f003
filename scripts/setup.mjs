/**
 * Brings a clone to where its commands run, with Node.js alone: installs the locked packages when they are
 * missing or older than the lock file, and builds dist/ when a source is newer than it. Only built-in modules.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Newest modification time below a folder, what was built in it left out, in milliseconds since the epoch. */
function newest(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).filter((name) => name !== 'dist').map((name) => newest(join(path, name))));
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

if (modified(join(root, 'node_modules/.package-lock.json')) < modified(join(root, 'package-lock.json'))) {
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']);
}
const sources = ['generators', 'src', 'templates', 'package.json', 'scripts'].map((name) => newest(join(root, name)));
if (modified(join(root, 'dist/pgcog-gen.js')) < Math.max(...sources)) run(process.execPath, ['scripts/build.mjs']);
