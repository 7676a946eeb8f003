import type { Client } from 'pg';
import type { Config } from '../../../src/config/types.js';
import type { TemplateState } from '../../../src/migrations/plan/template-state.js';
import type { Stops } from './create-stops.js';

/** A session on the scratch database of a template, and what was read there. */
export interface KeptState {
  readonly client: Client;
  readonly state: TemplateState;
  /** {@link rolesOf} the settings: roles are the whole server's, and what was read tells of them too. */
  readonly roles: string;
}

/** The last templates, by their checksums: what a template has become is planned from the one before. */
export interface KeptStates {
  find(checksum: string): KeptState | null;
  /** The session is kept from now on, and closed when others have come. */
  keep(checksum: string, state: KeptState): Promise<void>;
}

/** The one that tenants have, and the one that they are to get. */
const most = 2;

export function keepStates(stops: Pick<Stops, 'add'>): KeptStates {
  const kept = new Map<string, KeptState>();
  const forget = async (checksum: string): Promise<void> => {
    const state = kept.get(checksum);
    kept.delete(checksum);
    // The server may have gone before it.
    await state?.client.end().catch(() => undefined);
  };
  stops.add(() => Promise.all([...kept.keys()].map(forget)));
  return {
    find: (checksum) => {
      const state = kept.get(checksum) ?? null;
      // Used last: what else comes, it stays.
      kept.delete(checksum);
      if (state !== null) kept.set(checksum, state);
      return state;
    },
    keep: async (checksum, state) => {
      await forget(checksum);
      kept.set(checksum, state);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) await forget(oldest);
    },
  };
}

export const rolesOf = ({ roles, knownRoles }: Pick<Config, 'roles' | 'knownRoles'>): string => JSON.stringify([roles, knownRoles]);
