import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { sqlFailure } from './failure.js';
import { emptyDatabase, removeUnwanted, scratchPrefix } from './kept-databases.js';
import { quoteIdentifier } from './quote.js';
import type { PostgresServer, ScratchDatabase } from './types.js';

/** An empty database for this run alone: `close` drops it. */
export async function openScratch(server: PostgresServer): Promise<ScratchDatabase> {
  const name = `${scratchPrefix}${server.runId}_${randomBytes(4).toString('hex')}`;
  return withControl(server, async (control) => {
    if (server.kind === 'embedded') await removeUnwanted(control);
    await createDatabase(server, control, name);
    return openSessions(server, name, { reused: false, keep: false });
  });
}

/**
 * Runs `work` in its turn, with a session that makes and drops databases. On somebody's own server, which runs share,
 * a lock keeps the turns of all of them apart.
 */
export function withControl<T>(server: PostgresServer, work: (control: Client) => Promise<T>): Promise<T> {
  return server.inTurn(async () => {
    const control = await server.connect(server.maintenance);
    try {
      // The lock may be held for as long as a large template takes to load. The key is `pgcog` in ASCII.
      const lock = 'set statement_timeout = 0; select pg_advisory_lock(x\'7067636f67\'::int8)';
      if (server.kind === 'url') await control.query(lock);
      return await work(control);
    } finally {
      server.background(control.end());
    }
  });
}

/** An empty database that the owner role owns. */
export async function createDatabase(server: PostgresServer, control: Client, name: string): Promise<void> {
  // Copying files is done sooner, but makes the server write out all its buffers: not on somebody else's.
  const strategy = server.kind === 'embedded' ? 'file_copy' : 'wal_log';
  const owner = quoteIdentifier(server.ownerRole);
  await control.query(`create database ${quoteIdentifier(name)} owner ${owner} ${emptyDatabase(strategy)}`);
}

/** The sessions on a database. `keep`: `close` leaves it there. */
export async function openSessions(
  server: PostgresServer, name: string, state: { readonly reused: boolean; readonly keep: boolean },
): Promise<ScratchDatabase> {
  const [admin, owner, prober] = await allOrNone([server.connect(name), server.connectOwner(name), server.connectOwner(name)]);
  const end = once(async () => void (await Promise.allSettled([admin.end(), owner.end(), prober.end()])));
  const remove = once(() => dropDatabase(server, name));
  const drop = async (): Promise<void> => {
    await end();
    await remove();
  };
  return { name, admin, owner, prober, reused: state.reused, close: state.keep ? end : drop, drop };
}

async function allOrNone(wanted: readonly [Promise<Client>, Promise<Client>, Promise<Client>]): Promise<[Client, Client, Client]> {
  try {
    return await Promise.all(wanted);
  } catch (error) {
    const open = await Promise.allSettled(wanted);
    await Promise.all(open.map((one) => (one.status === 'fulfilled' ? one.value.end() : undefined)));
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}

/** Nothing to do where the server is gone: an embedded one drops it in a later run, another dropped it when it stopped. */
async function dropDatabase(server: PostgresServer, name: string): Promise<void> {
  const drop = `drop database if exists ${quoteIdentifier(name)} with (force)`;
  await withControl(server, (control) => control.query(drop)).catch((error: unknown) => {
    if (sqlFailure(error) !== null) throw error;
  });
}
