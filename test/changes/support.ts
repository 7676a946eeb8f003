import { lstat, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { readManifest } from '../../src/changes/file-manifest.js';
import { planChanges } from '../../src/changes/plan-changes.js';
import type { ChangePlan, FileChange } from '../../src/changes/types.js';
import { formatDiagnostics } from '../../src/source/format-diagnostics.js';
import type { Staged } from '../../src/source/types.js';

/** Runs `test` in a folder that is gone afterwards. */
export async function inFolder<T>(files: Readonly<Record<string, string>>, test: (root: string) => Promise<T>): Promise<T> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'changes-')));
  try {
    for (const [path, text] of Object.entries(files)) await put(root, path, text);
    return await test(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function put(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Every file, link and folder under `root`: text, time of change and permissions of files. */
export async function treeOf(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, mode } = await lstat(path);
    tree[relative(root, path)] = entry.isFile() ? `${mode} ${mtimeMs} ${await readFile(path, 'utf8')}` : `${mode}`;
  }
  return Object.fromEntries(Object.entries(tree).sort());
}

/** Texts of the files alone. */
export async function textsOf(root: string): Promise<Record<string, string>> {
  const tree = await treeOf(root);
  return Object.fromEntries(Object.entries(tree).flatMap(([path, said]) => (said.includes(' ') ? [[path, said.replace(/^\d+ [\d.]+ /u, '')]] : [])));
}

export function generated(path: string, text: string): FileChange {
  return { kind: 'write', owner: 'generated', path, text };
}

export function seeded(path: string, text: string): FileChange {
  return { kind: 'write', owner: 'seeded', path, text };
}

export async function plan(root: string, changes: readonly FileChange[]): Promise<Staged<ChangePlan>> {
  const last = await readManifest(root);
  const planned = await planChanges(root, changes, last.value, null);
  return { ...planned, diagnostics: [...last.diagnostics, ...planned.diagnostics] };
}

export function printed({ diagnostics }: Pick<Staged<unknown>, 'diagnostics'>): string {
  return formatDiagnostics(diagnostics, new Map(), { color: false });
}
