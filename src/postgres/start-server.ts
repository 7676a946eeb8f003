import { findBinaries } from './binaries.js';
import { cacheDirectory } from './cache-directory.js';
import { openSlot, removeSlot, slotsDirectory, type Slot } from './data-directory.js';
import { startEmbedded, type EmbeddedStart } from './embedded-server.js';
import { ServerRefusal } from './refusal.js';
import { serverUser } from './server-user.js';
import type { PostgresServer, ServerOptions } from './types.js';
import { openUrlServer } from './url-server.js';

/** Runs of pg-cognition on one machine at the same time. */
const slotCount = 32;
/** Slots to try before the fault must be the machine's, not theirs. */
const patience = 2;

/**
 * A server for this run: embedded, in a data directory kept between runs, or the one behind `databaseUrl`.
 *
 * @throws ServerRefusal with a diagnostic for the user: no binaries (PGC190), no start (PGC191), URL unusable (PGC192),
 * version (PGC193), cache directory (PGC194), rights (PGC195)
 */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  if (options.databaseUrl != null) {
    options.launched?.();
    return openUrlServer(options.databaseUrl);
  }
  const user = await serverUser();
  const otherUser = user !== null;
  const cache = await cacheDirectory({ wanted: options.cacheDir ?? null, environment: options.environment ?? process.env, otherUser });
  const binaries = await findBinaries(options.version, cache, otherUser);
  const slots = await slotsDirectory(cache, binaries.version, options.passwords ?? false);
  const overTcp = process.platform === 'win32';
  return firstFree(slots, { binaries, user, version: options.version, overTcp, passwords: options.passwords ?? false, launched: options.launched });
}

async function firstFree(slots: string, common: Omit<EmbeddedStart, 'slot'>): Promise<PostgresServer> {
  const broken: Slot[] = [];
  let log = '';
  try {
    for (let number = 0; number < slotCount && broken.length < patience; number++) {
      const slot = await openSlot(slots, number, common.binaries, common.user);
      if (slot === null) continue;
      const started = await startEmbedded({ ...common, slot });
      if (started.kind === 'embedded') {
        // Only now is it certain that the failure was these slots' own.
        for (const one of broken) await removeSlot(one);
        return started;
      }
      if (started.kind === 'busy') slot.claim.release();
      else {
        broken.push(slot);
        log = started.log;
      }
    }
    throw refusal(slots, log);
  } finally {
    // Until here: nobody else may be in a slot that is about to be removed.
    for (const one of broken) one.claim.release();
  }
}

function refusal(slots: string, log: string): ServerRefusal {
  const wayOut = `remove ${slots} and try again, or name a server of yours with --database-url`;
  if (log === '') return new ServerRefusal('PGC191', `all ${slotCount} data directories are in use by other runs`, wayOut);
  return new ServerRefusal('PGC191', `PostgreSQL does not start: ${log.split('\n').join(' / ')}`, wayOut);
}
