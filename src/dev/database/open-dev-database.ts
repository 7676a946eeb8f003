import type { Config } from '../../config/types.js';
import { localDatabase } from '../../environment/local/prepare-database.js';
import { openLocalServer } from '../../environment/local/open-local.js';
import { openUrl } from '../../environment/open-url.js';
import { CommandRefusal } from '../../environment/refusal.js';
import type { Database, Secrets } from '../../environment/types.js';
import type { DevPlace } from '../place.js';

/** The database that everything runs on, open as its owner. */
export interface DevDatabase {
  /** For connections with a password. */
  readonly server: { readonly host: string; readonly port: number; readonly database: string };
  /** As people are told. */
  readonly shown: string;
  readonly database: Database;
}

export interface DevDatabaseOptions {
  readonly place: DevPlace;
  readonly config: Config;
  /** Null: the project's own. */
  readonly url: string | null;
  readonly secrets: Secrets;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The project's own PostgreSQL, started where it does not run, or the database behind a URL.
 *
 * @throws ServerRefusal, CommandRefusal PGC607 and PGC608
 */
export async function openDevDatabase({ place, config, url, secrets, variables }: DevDatabaseOptions): Promise<DevDatabase> {
  if (url !== null) {
    // Before anything is open.
    const server = serverOf(url);
    const { database, place: shown } = await openUrl(url);
    return { server, shown: `PostgreSQL at ${shown}`, database };
  }
  const { server, database } = await openLocalServer({ place: place.local, version: config.postgres, secrets, variables });
  return { server: { host: server.host, port: server.port, database: localDatabase }, shown: `PostgreSQL ${config.postgres} in ${place.local.shown}`, database };
}

/** @throws CommandRefusal PGC607 where the URL does not say what a password's connection needs */
function serverOf(text: string): DevDatabase['server'] {
  const url = new URL(text);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '') throw new CommandRefusal('PGC607', 'the database URL names no database', 'the form is postgres://user:password@host:5432/database');
  return { host: url.searchParams.get('host') ?? (url.hostname === '' ? 'localhost' : url.hostname), port: url.port === '' ? 5432 : Number(url.port), database };
}
