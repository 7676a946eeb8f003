import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { serverFolder } from '../../src/environment/local/server-folder.js';
import type { TestPlace, TestProject } from './types.js';

/** Below `.pgcog/test` of the project; in the cache directory where PostgreSQL cannot reach that. */
export async function testPlace({ root, variables }: Pick<TestProject, 'root' | 'variables'>): Promise<TestPlace> {
  const { own, elsewhere } = await serverFolder(root, 'test', variables);
  const home = elsewhere ?? own;
  await mkdir(home, { recursive: true });
  return { home, compiled: join(root, '.pgcog', 'compiled') };
}
