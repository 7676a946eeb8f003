import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, unreachable } from '../../postgres/cache-directory.js';
import { serverUser } from '../../postgres/server-user.js';
import { ownFolder } from './own-folder.js';

/**
 * Where a project keeps what its own PostgreSQL has: `.pgcog/NAME`, which git ignores. PostgreSQL does not run as root:
 * where its user cannot reach the project (below /root, say), a path in the cache directory, by the project's path.
 *
 * @param root of the project, absolute
 * @returns both absolute; `elsewhere`, which may not be there yet, is null where PostgreSQL reaches `own`
 * @throws CommandRefusal PGC401; ServerRefusal PGC191, PGC194
 */
export async function serverFolder(root: string, name: string, environment: Readonly<Record<string, string | undefined>>): Promise<{ readonly own: string; readonly elsewhere: string | null }> {
  const own = await ownFolder(root, name);
  if ((await serverUser()) === null || (await unreachable(own)) === null) return { own, elsewhere: null };
  const cache = await cacheDirectory({ wanted: null, environment, otherUser: true });
  return { own, elsewhere: join(cache, `${name}-${createHash('sha256').update(await realpath(root)).digest('hex').slice(0, 16)}`) };
}
