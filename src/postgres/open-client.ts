import { randomBytes } from 'node:crypto';
import type { Client, ClientConfig } from 'pg';

/** Milliseconds a statement may take: nothing that belongs in a template or a resolver's check takes longer. */
const statementTimeout = 60_000;

/** Session settings that decide how values and statements are printed: the same for every run, on every machine. */
export const sessionSettings: readonly (readonly [string, string])[] = [
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO,MDY'],
  ['IntervalStyle', 'postgres'],
  ['extra_float_digits', '1'],
  ['standard_conforming_strings', 'on'],
  ['bytea_output', 'hex'],
  ['xmloption', 'content'],
  ['client_min_messages', 'warning'],
  ['statement_timeout', String(statementTimeout)],
];

/**
 * The admin's sessions besides: whatever a template or somebody else has put into a database, none of it comes before
 * what our own statements mean, also where the database's or the role's settings name another path.
 */
export const adminSettings: readonly (readonly [string, string])[] = [...sessionSettings, ['search_path', 'pg_catalog,pg_temp']];

/** A name for a run that no other run has. */
export function newRunId(): string {
  return randomBytes(6).toString('hex');
}

/**
 * The `options` of a connection: settings that hold from its start, and that `DISCARD ALL` goes back to. Values must be
 * free of blanks and backslashes: ours are.
 */
export function startOptions(settings: readonly (readonly [string, string])[]): string {
  return settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
}

/**
 * The driver, which takes as long to load as a server to start. While it loads it asks where it runs: without a
 * `navigator`, which Node has from 21 on, it makes a fetch response to find out, which is most of that time.
 */
export async function loadDriver(): Promise<typeof import('pg')> {
  if ('navigator' in globalThis) return import('pg');
  Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node}` } });
  return import('pg').finally(() => Reflect.deleteProperty(globalThis, 'navigator'));
}

/**
 * A connected client. Throws what `pg` throws when it cannot connect. A connection that breaks while nothing is asked
 * of it (the server is being stopped) is no event of its own: the next query reports it.
 */
export async function openClient(config: ClientConfig): Promise<Client> {
  const { Client: Connection } = await loadDriver();
  const client = new Connection({ connectionTimeoutMillis: 20_000, client_encoding: 'UTF8', ...config });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
