import type { MigrationFile } from '../types.js';
import { asControlOwner } from './as-control-owner.js';
import { checkHistory } from './check-history.js';
import type { Standing } from './migrate-tenants.js';
import { readStandings } from './read-standings.js';
import { readState, type FleetState } from './read-state.js';
import type { RunOptions } from './types.js';

/** What a run has before it. */
export interface Outlook {
  readonly state: FleetState;
  /** What the template has not got. */
  readonly pending: readonly MigrationFile[];
  /** Tenants that are behind, of those that were asked for. */
  readonly standings: readonly Standing[];
}

/**
 * What would have to be done; nothing is read but the ledger.
 *
 * @throws MigrationRefused PGC640, PGC641, PGC612
 */
export async function lookAhead({ session, limits, files, tenants }: Pick<RunOptions, 'session' | 'limits' | 'files' | 'tenants'>): Promise<Outlook> {
  return asControlOwner(session, limits, async () => {
    const state = await readState(session);
    const pending = checkHistory(files, state.stored);
    const head = files.at(-1)?.number ?? 0;
    const standings = pending.length === 0 && state.behind === 0 && tenants === null ? [] : await readStandings(session, head, tenants);
    return { state, pending, standings };
  });
}

/** Nothing is to be done. */
export function isUpToDate({ state, pending, standings }: Outlook): boolean {
  return pending.length === 0 && standings.length === 0 && state.sharedBehind === 0;
}
