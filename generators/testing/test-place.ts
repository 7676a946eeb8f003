import { createHash } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, unreachable } from '../../src/postgres/cache-directory.js';
import { serverUser } from '../../src/postgres/server-user.js';
import type { TestPlace, TestProject } from './types.js';

/** `.pgcog/test` of the project, which git ignores; where PostgreSQL's user cannot reach it, in the cache directory, by the project's path. */
export async function testPlace({ root, variables }: Pick<TestProject, 'root' | 'variables'>): Promise<TestPlace> {
  const own = join(root, '.pgcog');
  await mkdir(join(own, 'test'), { recursive: true });
  await writeFile(join(own, '.gitignore'), '*\n', { flag: 'wx' }).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EEXIST') throw failure;
  });
  const compiled = join(own, 'compiled');
  const otherUser = (await serverUser()) !== null;
  if (!otherUser || (await unreachable(join(own, 'test'))) === null) return { home: join(own, 'test'), compiled };
  const cache = await cacheDirectory({ wanted: null, environment: variables, otherUser });
  const home = join(cache, `test-${createHash('sha256').update(await realpath(root)).digest('hex').slice(0, 16)}`);
  await mkdir(home, { recursive: true });
  return { home, compiled };
}
