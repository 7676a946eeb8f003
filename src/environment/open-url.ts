import type { Client } from 'pg';
import { adminSettings, openClient, startOptions } from '../postgres/open-client.js';
import { postgresUrl } from '../postgres/postgres-url.js';
import { openDatabase } from './open-database.js';
import { CommandRefusal } from './refusal.js';
import type { Database } from './types.js';

const hint = 'the form is postgres://user:password@host:5432/database';

/**
 * The database behind a URL. What it says stays secret, save host, port and name.
 *
 * @throws CommandRefusal PGC607 where it is no URL of PostgreSQL or the server does not let us in
 */
export async function openUrl(text: string): Promise<{ readonly database: Database; readonly place: string }> {
  const url = postgresUrl(text);
  if (url === null) throw new CommandRefusal('PGC607', 'the database URL is not a URL of PostgreSQL', hint);
  const host = url.host || url.searchParams.get('host') || 'localhost';
  const place = `${host}${url.pathname}`;
  const own = new URL(url);
  own.searchParams.set('options', `${url.searchParams.get('options') ?? ''} ${startOptions([...adminSettings, ['statement_timeout', '0']])}`.trim());
  const connect = (): Promise<Client> => openClient({ connectionString: own.href }).catch((error: unknown) => {
    throw new CommandRefusal('PGC607', `the server at ${host} does not let us in: ${reasonOf(error)}`, hint);
  });
  return { database: await openDatabase(connect), place };
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
