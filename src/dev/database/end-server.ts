import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRunning } from '../../postgres/lasting-server.js';
import { liveClaims } from '../../postgres/slot-claim.js';
import type { ServerMajor } from '../../postgres/types.js';

/** Milliseconds: for a server to end by itself; for the sessions of others to end; for one that was told to; between two looks. */
const [patience, longer, ending, pause] = [5_000, 10_000, 30_000, 100];
/** PostgreSQL's "fast": sessions are ended, what they have not committed is taken back, and the data are in order. */
const fast = 'SIGINT';

/**
 * Waits until no server runs on these data. One that was left behind is ended: whoever started it has gone, and it is
 * stopping but for sessions that others hold open (a database tool, say), or nobody is connected to it.
 *
 * @param postgres directory of a lasting server, absolute
 * @returns false: it is in use, and goes on
 */
export async function endServer(postgres: string): Promise<boolean> {
  if (await hasEnded(postgres, patience)) return true;
  if (!(await isLeftBehind(postgres))) return false;
  await tellToEnd(postgres);
  return hasEnded(postgres, ending);
}

/**
 * Waits for a server that is stopping, and ends it where sessions of others keep it: nobody can open one any more, so that
 * it is of no use to who comes now.
 *
 * @param tell is told before sessions are cut off
 */
export async function endStopping(postgres: string, tell: (text: string) => void): Promise<void> {
  if ((await stateOf(postgres)) !== 'stopping' || (await hasEnded(postgres, patience))) return;
  tell(`the database of the run before is stopping, and others are still connected: they are cut off in ${longer / 1000} s`);
  if (await hasEnded(postgres, longer)) return;
  await tellToEnd(postgres);
  await hasEnded(postgres, ending);
}

async function hasEnded(postgres: string, milliseconds: number): Promise<boolean> {
  for (const until = Date.now() + milliseconds; await isServed(postgres); await new Promise((resolve) => setTimeout(resolve, pause))) {
    if (Date.now() > until) return false;
  }
  return true;
}

async function isLeftBehind(postgres: string): Promise<boolean> {
  const state = await stateOf(postgres);
  if (state !== 'ready') return state === 'stopping';
  const version = Number(await textOf(join(dataOf(postgres), 'PG_VERSION'))) as ServerMajor;
  const server = await findRunning({ directory: postgres, version });
  const client = await server?.connect('postgres', null);
  if (client === undefined) return true;
  try {
    const { rows } = await client.query<{ used: boolean }>("select exists (select from pg_stat_activity a where a.backend_type = 'client backend' and a.pid <> pg_backend_pid()) as used");
    return rows[0]?.used === false;
  } finally {
    await client.end();
  }
}

/** All of a server's processes hold its claim, so as long as it holds the file names none but ours. */
async function tellToEnd(postgres: string): Promise<void> {
  const pid = Number((await linesOf(postgres))[0]);
  if (!(pid > 0) || !(await isServed(postgres))) return;
  try {
    process.kill(pid, fast);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ESRCH') throw failure; // It has ended.
  }
}

/** A server's file stays behind when the machine goes down, and its process id may be somebody else's by now; a claim does not. */
async function isServed(postgres: string): Promise<boolean> {
  if (process.platform !== 'win32') return claimed(join(postgres, 'claims-0'));
  const pid = Number((await linesOf(postgres))[0]);
  return pid > 0 && isProcess(pid);
}

function claimed(folder: string): boolean {
  try {
    return liveClaims(folder).length > 0;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return false; // There was never a server.
    throw failure;
  }
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const dataOf = (postgres: string): string => join(postgres, 'slot-0', 'data');
const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
const linesOf = async (postgres: string): Promise<readonly string[]> => (await textOf(join(dataOf(postgres), 'postmaster.pid'))).split('\n');
const stateOf = async (postgres: string): Promise<string> => ((await linesOf(postgres))[7] ?? '').trim();
