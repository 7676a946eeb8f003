import { randomBytes } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync, readdirSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ServerRefusal } from './refusal.js';
import { runProgram } from './run-program.js';

/** A slot that is ours alone. */
export interface SlotClaim {
  /** To be inherited by every process that works in the slot: the claim holds until the last of them is gone. */
  readonly descriptor: number | null;
  /** Gives up our own part of it. */
  release(): void;
}

/** Times to look again, and milliseconds between them, while somebody who came at the same moment gives way. */
const looks = 20;
const pause = 2;

/**
 * Claims the slot that `directory` stands for; null while another process has it. Claims are named pipes, which only
 * the kernel can end: one is alive exactly as long as a process has it open for reading. Nobody looks around before
 * the own claim can be seen, so of two that come at once at least one sees the other. Of these the later gives way.
 *
 * PostgreSQL's `postmaster.pid` is no such lock: two servers that find a dead one's can both take it, another that looks
 * while it is being written gives up with an error, and in containers process ids mean nothing to the neighbour.
 *
 * @throws ServerRefusal (PGC194) when the directory's file system has no named pipes.
 */
export async function claimSlot(directory: string): Promise<SlotClaim | null> {
  if (process.platform === 'win32') return claimByName(directory);
  mkdirSync(directory, { recursive: true });
  const name = `${String(Date.now()).padStart(15, '0')}-${randomBytes(6).toString('hex')}`;
  const descriptor = await announce(directory, name);
  for (let look = 0; look < looks; look++) {
    const others = liveClaims(directory).filter((other) => other !== name);
    if (others.length === 0) return { descriptor, release: once(() => closeSync(descriptor)) };
    if (others.some((other) => other < name)) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  closeSync(descriptor);
  return null;
}

/** The claims on a slot that hold now: at most one, but for a moment. */
export function liveClaims(directory: string): string[] {
  return claimsIn(directory).filter((name) => isAlive(join(directory, name)));
}

/**
 * The pipe gets its name when it is open already, so a claim once seen dead is dead for ever, and anybody may take the
 * pipe for a claim of his own. Thus none is ever deleted, and making one is not on the way of most starts.
 */
async function announce(directory: string, name: string): Promise<number> {
  const hidden = join(directory, `.${name}`);
  if (!claimsIn(directory).some((old) => takeDead(join(directory, old), hidden))) await makePipe(hidden);
  const descriptor = openSync(hidden, constants.O_RDONLY | constants.O_NONBLOCK);
  renameSync(hidden, join(directory, name));
  return descriptor;
}

function claimsIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => !name.startsWith('.'));
}

function takeDead(pipe: string, to: string): boolean {
  if (isAlive(pipe)) return false;
  try {
    renameSync(pipe, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** A pipe can be opened for writing without waiting only if somebody reads it. What cannot be told counts as alive. */
function isAlive(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    return !['ENXIO', 'ENOENT'].includes(codeOf(error));
  }
}

async function makePipe(path: string): Promise<void> {
  const { code, output } = await runProgram('mkfifo', ['-m', '600', path], null);
  if (code === 0) return;
  throw new ServerRefusal(
    'PGC194', `the cache directory cannot hold a named pipe (${output.trim()})`,
    'set PGCOG_CACHE_DIR to a directory on a local disk, or use --database-url',
  );
}

/**
 * Windows gives a pipe's name to one process at a time and takes it back when that ends. The server may go on for a
 * moment, but there no second one can start in its directory: PostgreSQL's shared memory has the directory's name.
 */
function claimByName(directory: string): Promise<SlotClaim | null> {
  const holder = createServer();
  const name = directory.replaceAll(/[\\/:]/g, '-').toLowerCase();
  return new Promise((resolve) => {
    holder.once('error', () => resolve(null));
    holder.listen(`\\\\.\\pipe\\pgcog-${name}`, () => {
      holder.unref();
      resolve({ descriptor: null, release: once(() => holder.close()) });
    });
  });
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
