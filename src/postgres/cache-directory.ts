import { lstat, mkdir, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ServerRefusal } from './refusal.js';

/** What the choice of the cache directory depends on; `user` is set when the server runs as somebody else than us. */
export interface CachePlace {
  readonly wanted: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly otherUser: boolean;
}

/**
 * The directory for binaries and data directories, made if needed, as an absolute path: `wanted`, else
 * `PGCOG_CACHE_DIR`, else the first of the usual places that works (XDG base directory specification;
 * `~/Library/Caches` on macOS; `%LOCALAPPDATA%` on Windows; `/var/cache` as root), else one below the temporary
 * directory.
 *
 * @throws ServerRefusal (PGC194) when the one that was asked for cannot be used, or none can.
 */
export async function cacheDirectory(place: CachePlace): Promise<string> {
  const wanted = place.wanted ?? nonEmpty(place.environment['PGCOG_CACHE_DIR']);
  const candidates = wanted === null ? usualPlaces(place) : [resolve(wanted)];
  const reasons: string[] = [];
  for (const candidate of candidates) {
    const reason = await unusable(candidate, place.otherUser);
    if (reason === null) return candidate;
    reasons.push(`${candidate}: ${reason}`);
  }
  throw new ServerRefusal('PGC194', `no directory to keep PostgreSQL in (${reasons.join('; ')})`, wayOut(place));
}

function wayOut(place: CachePlace): string {
  const reach = place.otherUser ? ' that every user can reach (as root, the server runs as "nobody")' : '';
  return `set PGCOG_CACHE_DIR to a directory you can write to${reach}, or use --database-url`;
}

function usualPlaces(place: CachePlace): string[] {
  const { environment } = place;
  const name = 'pg-cognition';
  // A name of our own per user: in a shared temporary directory the plain name may be taken.
  const temporary = join(resolve(tmpdir()), `${name}-${process.getuid?.() ?? 'cache'}`);
  if (place.otherUser) return [`/var/cache/${name}`, temporary];
  const xdg = nonEmpty(environment['XDG_CACHE_HOME']);
  const local = nonEmpty(environment['LOCALAPPDATA']);
  // The specification says that a relative XDG_CACHE_HOME is to be ignored.
  if (xdg !== null && resolve(xdg) === xdg) return [join(xdg, name), temporary];
  if (process.platform === 'darwin') return [join(homedir(), 'Library', 'Caches', name), temporary];
  if (process.platform === 'win32' && local !== null) return [join(local, name), temporary];
  return [join(homedir(), '.cache', name), temporary];
}

function nonEmpty(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Why a directory cannot serve, null if it can. Binaries are started from it, so nobody else may write there. */
async function unusable(directory: string, otherUser: boolean): Promise<string | null> {
  const failed = await mkdir(directory, { recursive: true, mode: otherUser ? 0o755 : 0o700 }).then(() => null, reasonOf);
  if (failed !== null) return failed;
  const found = await lstat(directory);
  if (!found.isDirectory()) return 'is not a directory';
  const uid = process.getuid?.();
  if (uid === undefined) return null;
  if (found.uid !== uid) return 'belongs to another user';
  if ((found.mode & 0o022) !== 0) return 'is writable for other users';
  return otherUser ? unreachable(directory) : null;
}

/** As root, the server's user must be able to walk down to the directory. */
export async function unreachable(directory: string): Promise<string | null> {
  for (let at = directory; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return `${at} is closed to other users`;
    if (at === dirname(at)) return null;
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
