import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { localPlace, type LocalPlace } from '../environment/local/local-place.js';
import { ownFolder } from '../environment/local/own-folder.js';
import { CommandRefusal } from '../environment/refusal.js';
import { endServer } from './database/end-server.js';

/** Where `pgcog dev` of a project keeps what it has. All of it goes with `--reset`. */
export interface DevPlace {
  readonly local: LocalPlace;
  /** Absolute: the secrets that its database is opened by. */
  readonly secrets: string;
  /** Absolute: of the user pool. Passwords are in it. */
  readonly pool: string;
  /** Absolute: what is running now, for other programs. */
  readonly running: string;
  /** Absolute: compiled Lambda code. */
  readonly compiled: string;
}

/**
 * Below `.pgcog/` of the project. A database of one's own (`url`) has its own people and secrets: the same project may be
 * run against several.
 *
 * @param root of the project, absolute
 * @param url of the database, null: the project's own
 * @throws CommandRefusal PGC401
 */
export async function devPlace(root: string, url: string | null, variables: Readonly<Record<string, string | undefined>>): Promise<DevPlace> {
  const local = await localPlace(root, variables);
  const home = await ownFolder(root, url === null ? 'local' : `dev-${createHash('sha256').update(placeOf(url)).digest('hex').slice(0, 16)}`, 0o700);
  return { local, secrets: join(home, 'secrets.json'), pool: join(home, 'pool'), running: join(root, '.pgcog', 'dev.json'), compiled: join(root, '.pgcog', 'compiled') };
}

/** What stays the same when a password is changed. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, searchParams } = new URL(url);
  return `${host} ${searchParams.get('host') ?? ''} ${pathname}`;
}

const removed = '.removed-';

/**
 * Removes all that is kept, ending a server that was left behind. Killed on the way, the next start finds a whole database
 * or none.
 *
 * @throws CommandRefusal PGC630 while somebody uses the database
 */
export async function emptyPlace({ local, secrets, pool }: DevPlace): Promise<void> {
  if (!(await endServer(local.postgres))) throw new CommandRefusal('PGC630', 'another command uses the database that is to be removed', 'end it, and what else is connected, and run this again');
  for (const path of [local.postgres, secrets, pool]) await removeAtOnce(path);
}

async function removeAtOnce(path: string): Promise<void> {
  const folder = dirname(path);
  const own = `${removed}${basename(path)}-`;
  await rename(path, join(folder, `${own}${randomUUID()}`)).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'ENOENT') throw failure;
  });
  const left = (await readdir(folder)).filter((name) => name.startsWith(own));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
}
