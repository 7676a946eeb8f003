import type { Client } from 'pg';
import { loadDriver, startOptions } from '../../postgres/open-client.js';
import { ServiceError } from './service-error.js';

/** Who logs in where. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** Settings that hold over those of the role and the database: the service's results do not depend on them. */
const settings: readonly (readonly [string, string])[] = [
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO,MDY'],
  ['IntervalStyle', 'postgres'],
  ['extra_float_digits', '1'],
  ['bytea_output', 'hex'],
  ['standard_conforming_strings', 'on'],
];

/** What the connections are called in `pg_stat_activity`. */
export const applicationName = 'pgcog data api';

/**
 * A connection that the server let in by the password.
 *
 * @throws what `pg` throws; ServiceError for a server that does not ask for passwords: any secret would do there
 */
export async function openConnection(server: Server, login: Login): Promise<Client> {
  const { Client: Connection } = await loadDriver();
  // Every field is given: what is left out, pg takes from the environment.
  const client = new Connection({
    ...server, ...login, ssl: false, options: startOptions(settings), application_name: applicationName, connectionTimeoutMillis: 20_000,
  });
  client.on('error', () => undefined);
  let asked = false;
  for (const event of ['authenticationSASL', 'authenticationMD5Password', 'authenticationCleartextPassword']) {
    client.connection.on(event, () => { asked = true; });
  }
  await client.connect();
  if (asked) return client;
  await client.end();
  throw new ServiceError('DatabaseErrorException', 'PostgreSQL lets this user in without asking for a password: give it access rules that do');
}
