import { chown, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Binaries } from './binaries.js';
import { ownerRole, superuser, type Slot } from './data-directory.js';
import { keepProcess, type KeptProcess } from './kept-process.js';
import { adminSettings, loadDriver, newRunId, openClient, sessionSettings, startOptions } from './open-client.js';
import { serverEnvironment } from './run-program.js';
import type { ServerUser } from './server-user.js';
import { turns } from './turns.js';
import type { PostgresServer, ServerMajor } from './types.js';

/** Where a server listens: a Unix socket's directory, or an address of this machine. */
interface Address {
  readonly host: string;
  readonly port: number;
  readonly socket: boolean;
}

type Settings = readonly (readonly [string, string])[];

/** A server of ours in a slot. */
export type EmbeddedServer = PostgresServer & { readonly kind: 'embedded' };

/** Why a slot gave no server: somebody else's server is in it, or the log's last lines. */
export type StartFailure = { readonly kind: 'busy' } | { readonly kind: 'failed'; readonly log: string };

/** What a server is started with. `overTcp` is for systems where Node cannot use PostgreSQL's sockets (Windows). */
export interface EmbeddedStart {
  readonly slot: Slot;
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  readonly version: ServerMajor;
  readonly overTcp: boolean;
  /** Logins of others than the tool need their password. */
  readonly passwords: boolean;
  /** Its data are to last: safe from a crash of the machine, and stopped when the last session has ended. Absent: neither. */
  readonly lasting?: boolean | undefined;
  /** Called when the server's process is there. */
  readonly launched?: (() => void) | undefined;
}

/**
 * Starts a server in the slot. All its processes hold the slot's claim: whatever ends us, the slot is free when the
 * last of them is gone, and not before. When it stops, the claim is released; when it does not start, the caller does.
 */
export async function startEmbedded(start: EmbeddedStart): Promise<EmbeddedServer | StartFailure> {
  const address = await chooseAddress(start);
  if (start.passwords) await writeLoginRules(start);
  if (start.slot.claim.descriptor !== null) await removeLockFiles(start, address);
  const process_ = keepProcess({
    program: join(start.binaries.directory, 'bin', 'postgres'),
    arguments: serverArguments(start, address),
    environment: serverEnvironment(),
    user: start.user,
    stopCommand: start.overTcp ? stopCommand(start) : null,
    pidFile: join(start.slot.data, 'postmaster.pid'),
    inherited: start.slot.claim.descriptor,
    ...(start.lasting === true && { stopSignal: 'TERM' as const }),
  });
  start.launched?.();
  // Loading the client takes as long as the server's start.
  void loadDriver();
  const log = await process_.waitFor(/database system is ready to accept connections/);
  if (log === null) return serverAt(start, address, process_);
  await process_.stop();
  if (/lock file "|shared memory block/.test(log)) return { kind: 'busy' };
  return { kind: 'failed', log: log.trim().split('\n').slice(-6).join('\n') };
}

/**
 * With the claim being ours, these are a dead server's, and the process id in them may be somebody else's by now:
 * PostgreSQL would take that for a server.
 */
async function removeLockFiles(start: EmbeddedStart, address: Address): Promise<void> {
  await rm(join(start.slot.data, 'postmaster.pid'), { force: true });
  if (address.socket) await rm(join(address.host, `.s.PGSQL.${address.port}.lock`), { force: true });
}

function stopCommand(start: EmbeddedStart): readonly string[] {
  return [join(start.binaries.directory, 'bin', 'pg_ctl'), 'stop', '-D', start.slot.data, '-m', start.lasting === true ? 'smart' : 'immediate'];
}

function serverArguments(start: EmbeddedStart, address: Address): string[] {
  const listen = address.socket ? ['-h', '', '-k', listed(address.host)] : ['-h', address.host, '-k', ''];
  // Three processes more in 18, by default, to read files with.
  const ofVersion: Settings = start.version === 18 ? [['io_method', 'sync']] : [];
  const ofLogins: Settings = start.passwords ? [['hba_file', loginRules(start)], ['max_connections', '200']] : [];
  const settings = [...serverSettings, ...ofVersion, ...ofLogins, ...(start.lasting === true ? lastingSettings : [])].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', start.slot.data, ...listen, '-p', String(address.port), ...settings];
}

/** A path in a list of them, which commas part; quoted, whatever stands in it. https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-UNIX-SOCKET-DIRECTORIES */
const listed = (path: string): string => `"${path.replaceAll('"', '""')}"`;

const loginRules = (start: EmbeddedStart): string => join(start.slot.data, 'logins.conf');

/** As Aurora has it: a password for everybody. The tool's own two come through a socket that nobody else can open. */
async function writeLoginRules(start: EmbeddedStart): Promise<void> {
  const everybody = ['local all all scram-sha-256', 'host all all 127.0.0.1/32 scram-sha-256'];
  const ours = `local all ${superuser},${ownerRole} trust`;
  await writeFile(loginRules(start), `${[...(start.overTcp ? [] : [ours]), ...everybody].join('\n')}\n`, { mode: 0o600 });
  if (start.user !== null) await chown(loginRules(start), start.user.uid, start.user.gid);
}

/** Nothing in the server is worth a disk's wait: what is kept can be made again. */
const serverSettings: Settings = [
  ['fsync', 'off'],
  ['synchronous_commit', 'off'],
  ['full_page_writes', 'off'],
  ['wal_level', 'minimal'],
  ['max_wal_senders', '0'],
  ['max_wal_size', '256MB'],
  ['checkpoint_timeout', '1h'],
  // Statistics that come and go by themselves would make estimates, and with them output, differ between runs.
  ['autovacuum', 'off'],
  ['jit', 'off'],
  // A template of thousands of objects is loaded in one transaction.
  ['max_locks_per_transaction', '1024'],
  ['max_connections', '50'],
  // Processes that would be started or prepared for, and have nothing to do here.
  ['max_worker_processes', '0'],
  ['max_logical_replication_workers', '0'],
  ['autovacuum_max_workers', '1'],
  ['lc_messages', 'C'],
  ['log_min_messages', 'log'],
  ['log_checkpoints', 'off'],
];

const lastingSettings: Settings = [['fsync', 'on'], ['synchronous_commit', 'on'], ['full_page_writes', 'on'], ['autovacuum', 'on']];

async function chooseAddress(start: EmbeddedStart): Promise<Address> {
  if (start.overTcp) return { host: '127.0.0.1', port: await freePort(), socket: false };
  return { host: await socketDirectory(start), port: 5432, socket: true };
}

/** Bytes of a Unix socket's path, at most 103 on macOS; the file's own name takes 17. */
const longestDirectory = 103 - '/.s.PGSQL.5432.lock'.length;

/** In the slot; where that path is too long, in a directory of the same rights below a short temporary one. */
async function socketDirectory(start: EmbeddedStart): Promise<string> {
  const own = join(start.slot.directory, 'socket');
  if (Buffer.byteLength(own) <= longestDirectory) return own;
  const digest = createHash('sha256').update(start.slot.directory).digest('hex').slice(0, 16);
  const temporary = Buffer.byteLength(tmpdir()) <= longestDirectory - 30 ? tmpdir() : '/tmp';
  const directory = join(temporary, `pgcog-${digest}`);
  await mkdir(directory, { mode: 0o700 }).then(
    () => (start.user === null ? undefined : chown(directory, start.user.uid, start.user.gid)),
    (error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; },
  );
  const found = await lstat(directory);
  const uid = start.user?.uid ?? process.getuid?.();
  // The name can be guessed: somebody else's directory would let them sit between us and our server.
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`socket directory ${directory} is not ours alone`);
  }
  return directory;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function serverAt(start: EmbeddedStart, address: Address, process_: KeptProcess): EmbeddedServer {
  const pending: Promise<unknown>[] = [];
  const runId = newRunId();
  const ours: Settings = [['pgcog.run', runId], ['pgcog.keeps', 'on'], ['pgcog.owner', ownerRole]];
  const { host, port } = address;
  // Every field is given: what is left out, pg takes from the user's PGHOST, PGOPTIONS, PGSSLMODE and so on.
  const connectAs = (user: string, settings: readonly (readonly [string, string])[]) => (database: string): Promise<Client> =>
    openClient({ host, port, user, database, password: start.slot.password, ssl: false, options: startOptions([...settings, ...ours]) });
  let stopped: Promise<void> | null = null;
  return {
    kind: 'embedded',
    version: start.version,
    connect: connectAs(superuser, adminSettings),
    connectOwner: connectAs(ownerRole, sessionSettings),
    ownerRole,
    maintenance: 'postgres',
    runId,
    inTurn: turns(),
    background: (work) => void pending.push(work.catch(() => undefined)),
    stop: () => (stopped ??= Promise.all(pending).then(() => process_.stop()).finally(start.slot.claim.release)),
  };
}
