import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, unreachable } from '../../postgres/cache-directory.js';
import { serverUser } from '../../postgres/server-user.js';
import { ownFolder } from './own-folder.js';

/** Where the environment `local` of a project keeps what it has. */
export interface LocalPlace {
  /** Absolute: PostgreSQL's. */
  readonly postgres: string;
  /** Absolute. */
  readonly secrets: string;
  /** As people are told. */
  readonly shown: string;
}

/**
 * `.pgcog/local` of the project, which git ignores. PostgreSQL does not run as root: where its user cannot reach the
 * project (below /root, say), the data are in the cache directory, by the project's path.
 *
 * @param root of the project, absolute
 * @throws CommandRefusal PGC401
 */
export async function localPlace(root: string, environment: Readonly<Record<string, string | undefined>>): Promise<LocalPlace> {
  const folder = await ownFolder(root, 'local');
  const secrets = join(folder, 'secrets.json');
  const otherUser = (await serverUser()) !== null;
  if (!otherUser || (await unreachable(folder)) === null) return { postgres: join(folder, 'postgres'), secrets, shown: join('.pgcog', 'local') };
  const cache = await cacheDirectory({ wanted: null, environment, otherUser });
  const postgres = join(cache, `local-${createHash('sha256').update(await realpath(root)).digest('hex').slice(0, 16)}`);
  return { postgres, secrets, shown: postgres };
}
