import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { buildOnce } from './build-once.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import { ServerRefusal } from './refusal.js';
import { runProgram } from './run-program.js';
import type { ServerUser } from './server-user.js';
import { claimSlot, liveClaims, type SlotClaim } from './slot-claim.js';

/** Superuser of an embedded server. */
export const superuser = 'postgres';
/** Owner of its scratch databases. */
export const ownerRole = 'pgcog_owner';

/** Part of the directory's name: directories made by another layout of ours are left alone. */
const layout = 2;
/** Read only, somebody else's, or full. */
const unwritable: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT']);
/** Milliseconds after which directories of other versions, or from before a reboot, are removed. */
const forgotten = 30 * 24 * 60 * 60 * 1000;

/** Prefix of the directories that slots are claimed in. */
const claims = 'claims-';

/** A data directory that one run at a time may start a server in; its databases stay for later runs. */
export interface Slot {
  readonly claim: SlotClaim;
  readonly directory: string;
  readonly data: string;
  /** Of both roles, for connections over TCP; those over the socket need none, its directory is closed to others. */
  readonly password: string;
}

/**
 * The directory that slots live in. Servers run with `fsync=off`, so after a crash of the machine none of it can be
 * trusted: the boot is part of the name. Servers that know passwords have other people's logins: theirs are apart.
 */
export async function slotsDirectory(cache: string, version: string, passwords: boolean): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => {
    const minute = 60_000;
    return String(Math.round((Date.now() - uptime() * 1000) / (10 * minute)));
  });
  return join(cache, `data-${layout}-${version}-${boot.trim().slice(0, 8)}${passwords ? '-logins' : ''}`);
}

/**
 * The slot of this number, made by initdb if it is not there yet; null while another process has it. Throws
 * ServerRefusal when it cannot be made (PGC191) or claimed (PGC194).
 */
export async function openSlot(
  slots: string, number: number, binaries: Binaries, user: ServerUser | null,
): Promise<Slot | null> {
  const claim = await claimSlot(join(slots, `${claims}${number}`)).catch((failure: NodeJS.ErrnoException) => {
    if (!unwritable.has(failure.code ?? '')) throw failure;
    throw new ServerRefusal('PGC194', `PostgreSQL's data cannot be kept in ${slots} (${failure.code ?? ''})`, 'make it writable, or free some space there');
  });
  if (claim === null) return null;
  try {
    const directory = join(slots, `slot-${number}`);
    const now = new Date();
    await utimes(slots, now, now);
    if (await buildOnce(directory, (beside) => initialize(beside, binaries, user))) await removeForgotten(slots);
    // Cleaners of temporary directories take single files: the socket works without, and a broken slot is told by its start.
    const password = await readFile(join(directory, 'password'), 'utf8').catch(() => '');
    return { claim, directory, data: join(directory, 'data'), password };
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** Removes a slot that we have claimed and that does not start any more: the next run makes it anew. */
export async function removeSlot(slot: Slot): Promise<void> {
  const away = join(slot.directory, '..', `.build-${randomBytes(6).toString('hex')}`);
  await rename(slot.directory, away);
  await rm(away, { recursive: true, force: true });
}

async function initialize(directory: string, binaries: Binaries, user: ServerUser | null): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  for (const name of ['data', 'socket']) await mkdir(join(directory, name), { mode: 0o700 });
  for (const name of ['', 'data', 'socket', 'password']) {
    if (user !== null) await chown(join(directory, name), user.uid, user.gid);
  }
  const data = join(directory, 'data');
  await run(binaries, 'initdb', [
    '--pgdata', data, '--username', superuser, '--pwfile', passwordFile, '--auth-local', 'trust',
    '--auth-host', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--wal-segsize', '1',
    '--no-sync', '--no-instructions',
  ], user);
  await run(binaries, 'postgres', ['--single', '-j', '-F', '-D', data, 'postgres'], user, initialSql(password));
}

/** Single-user mode with `-j` runs what stands between empty lines. */
function initialSql(password: string): string {
  const owner = quoteIdentifier(ownerRole);
  return [
    `create role ${owner} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${quoteLiteral(password)};`,
    'create schema pgcog;',
    'create table pgcog.prepared (database text primary key, roles jsonb not null, used bigint not null, uses integer not null);',
    'create sequence pgcog.clock;',
    // A template's role must find nothing here to look at or to fill.
    'revoke all on database postgres from public;',
  ].join('\n\n') + '\n\n';
}

async function run(
  binaries: Binaries, program: string, arguments_: readonly string[], user: ServerUser | null, input?: string,
): Promise<void> {
  const end = await runProgram(join(binaries.directory, 'bin', program), arguments_, user, input);
  if (end.code === 0 && !/ (ERROR|FATAL|PANIC): /.test(end.output)) return;
  const lines = end.output.trim().split('\n').slice(-4).join(' / ');
  throw new ServerRefusal(
    'PGC191', `PostgreSQL's ${program} failed: ${lines}`, 'put that right, or name a server of yours with --database-url',
  );
}

/** Data directories that nobody has opened for a month and that no server runs in. */
async function removeForgotten(slots: string): Promise<void> {
  const cache = join(slots, '..');
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (!name.startsWith('data-') || path === slots) continue;
    const used = await stat(path).then((found) => found.mtimeMs, () => Infinity);
    if (Date.now() - used > forgotten && !(await isInUse(path))) await rm(path, { recursive: true, force: true });
  }
}

async function isInUse(slots: string): Promise<boolean> {
  const names = (await readdir(slots)).filter((name) => name.startsWith(claims));
  return names.some((name) => liveClaims(join(slots, name)).length > 0);
}
