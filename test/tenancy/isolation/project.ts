import { existsSync } from 'node:fs';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../../../src/tenancy/isolation/make-database.js';
import { readProject } from '../../../src/tenancy/isolation/read-project.js';

export const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures');
export const base = join(fixtures, 'isolation', 'base');

/** A folder with the base case's files and those of `folder` in their place; removed when it has been read. */
export async function overlaid<T>(folder: string, use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-isolation-'));
  try {
    for (const from of [base, folder]) {
      for (const part of ['tenant_template', 'shared', 'pgcog.config.json']) if (existsSync(join(from, part))) cpSync(join(from, part), join(root, part), { recursive: true });
    }
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export async function projectAt(root: string): Promise<Project> {
  const { value, diagnostics } = await readProject(root, null);
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}
