import { chmodSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appMain } from '../../generators/app/main.js';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the registry would bring: this repository's packages, and what its own files and the data source import. */
const packages: Readonly<Record<string, string>> = { 'pg-cognition': '', 'pg-cognition-runtime': 'src/runtime', '@aws-sdk': 'node_modules/@aws-sdk' };

/** `npm create pg-cognition-app my-app -- --yes`, with packages linked instead of installed. Where PostgreSQL's user can reach it. */
export async function makeApp(): Promise<string> {
  const place = mkdtempSync(join(tmpdir(), 'pgcog-story-'));
  chmodSync(place, 0o755);
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const status = await appMain(['my-app', '--yes', '--no-install', '--no-git'], { cwd: place, env: process.env, signal: new AbortController().signal, stdout: stream, stderr: stream });
  if (status !== 0) throw new Error(said.join(''));
  const root = join(place, 'my-app');
  mkdirSync(join(root, 'node_modules'));
  for (const [name, folder] of Object.entries(packages)) symlinkSync(join(repository, folder), join(root, 'node_modules', name), 'dir');
  return root;
}
