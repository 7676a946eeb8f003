import { chown, cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import { cacheDirectory } from './cache-directory.js';
import { startEmbedded } from './embedded-server.js';
import { findRunning, type LastingOptions, type LastingServer } from './lasting-server.js';
import { ServerRefusal } from './refusal.js';
import { runProgram } from './run-program.js';
import { serverUser, type ServerUser } from './server-user.js';
import { claimSlot } from './slot-claim.js';

/** A copy that runs, for us alone. */
export interface RunningCopy {
  /** Absolute, ours as long as it runs: for what else belongs to the copy. */
  readonly directory: string;
  readonly server: LastingServer;
  /** Safe to call twice. */
  stop(): Promise<void>;
}

export interface CopyOptions extends Omit<LastingOptions, 'directory'> {
  /** Directory of a lasting server that has ended; absolute. */
  readonly from: string;
  /** Where copies are made, each in a directory with a number; absolute. */
  readonly copies: string;
}

/** Copies that run at the same time. */
const copyCount = 64;
/** Milliseconds: for a server that has started to answer; between two looks. */
const [patience, pause] = [30_000, 10];

/**
 * Copies the data of a server, roles and passwords included, and starts a server on the copy: what is done there nobody
 * else sees. It ends with this process, however that ends, and nothing in it lasts.
 *
 * @throws ServerRefusal: no PostgreSQL for this machine (PGC190), it does not start (PGC191), no cache directory (PGC194)
 */
export async function startCopy({ from, copies, version, environment }: CopyOptions): Promise<RunningCopy> {
  const user = await serverUser();
  const cache = await cacheDirectory({ wanted: null, environment, otherUser: user !== null });
  const binaries = await findBinaries(version, cache, user !== null);
  for (let number = 0; number < copyCount; number++) {
    const directory = join(copies, String(number));
    await makeDirectory(directory, user);
    const claim = await claimSlot(join(directory, 'claims-0'));
    if (claim === null) continue;
    const slot = join(directory, 'slot-0');
    try {
      await rm(slot, { recursive: true, force: true });
      await copyTree(join(from, 'slot-0'), slot, user);
      const password = await readFile(join(slot, 'password'), 'utf8');
      const started = await startEmbedded({ slot: { claim, directory: slot, data: join(slot, 'data'), password }, binaries, user, version, overTcp: process.platform === 'win32', passwords: true });
      if (started.kind !== 'embedded') throw notStarted(started.kind === 'failed' ? started.log : 'another server is in its directory', copies);
      const server = await answering({ directory, version }, copies).catch((failure: unknown) => started.stop().then(() => Promise.reject(failure as Error)));
      return { directory, server, stop: () => started.stop().then(() => rm(slot, { recursive: true, force: true })) };
    } catch (failure) {
      claim.release();
      throw failure;
    }
  }
  throw new ServerRefusal('PGC191', `${copyCount} copies of the database are in use`, 'end other runs');
}

/** It writes its state after its log says so. */
async function answering(where: Parameters<typeof findRunning>[0], copies: string): Promise<LastingServer> {
  for (const until = Date.now() + patience; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, pause))) {
    const server = await findRunning(where);
    if (server !== null) return server;
  }
  throw notStarted('it does not answer', copies);
}

async function makeDirectory(directory: string, user: ServerUser | null): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (user !== null) await chown(directory, user.uid, user.gid);
}

/** As the server's user: files are then its own. */
async function copyTree(from: string, to: string, user: ServerUser | null): Promise<void> {
  if (process.platform === 'win32') return cp(from, to, { recursive: true });
  const { code, output } = await runProgram('cp', ['-Rp', from, to], user);
  if (code !== 0) throw notStarted(`its data cannot be copied: ${output.trim()}`, to);
}

function notStarted(reason: string, directory: string): ServerRefusal {
  return new ServerRefusal('PGC191', `PostgreSQL does not start: ${reason.split('\n').join(' / ')}`, `put that right, or remove ${directory} and try again`);
}
