import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ownFolder } from '../../src/environment/local/own-folder.js';
import { cacheDirectory, unreachable } from '../../src/postgres/cache-directory.js';
import { serverUser } from '../../src/postgres/server-user.js';
import type { TestPlace, TestProject } from './types.js';

/** `.pgcog/test` of the project, which git ignores; where PostgreSQL's user cannot reach it, in the cache directory, by the project's path. */
export async function testPlace({ root, variables }: Pick<TestProject, 'root' | 'variables'>): Promise<TestPlace> {
  const own = await ownFolder(root, 'test');
  const compiled = join(root, '.pgcog', 'compiled');
  const otherUser = (await serverUser()) !== null;
  if (!otherUser || (await unreachable(own)) === null) return { home: own, compiled };
  const cache = await cacheDirectory({ wanted: null, environment: variables, otherUser });
  const home = join(cache, `test-${createHash('sha256').update(await realpath(root)).digest('hex').slice(0, 16)}`);
  await mkdir(home, { recursive: true });
  return { home, compiled };
}
