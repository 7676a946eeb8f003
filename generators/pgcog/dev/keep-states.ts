import type { Client } from 'pg';
import type { Stops } from './create-stops.js';

/**
 * Sessions on scratch databases of the last templates, by the templates' checksums: what a template has become is planned
 * from the one before, and a session that has looked at it before looks again in half the time.
 */
export interface KeptStates {
  find(checksum: string): Client | null;
  /** The session is kept from now on, and closed when others have come. */
  keep(checksum: string, client: Client): Promise<void>;
}

/** The one that tenants have, and the one that they are to get. */
const most = 2;

export function keepStates(stops: Pick<Stops, 'add'>): KeptStates {
  const kept = new Map<string, Client>();
  const forget = async (checksum: string): Promise<void> => {
    const client = kept.get(checksum);
    kept.delete(checksum);
    // The server may have gone before it.
    await client?.end().catch(() => undefined);
  };
  stops.add(() => Promise.all([...kept.keys()].map(forget)));
  return {
    find: (checksum) => kept.get(checksum) ?? null,
    keep: async (checksum, client) => {
      await forget(checksum);
      kept.set(checksum, client);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) await forget(oldest);
    },
  };
}
