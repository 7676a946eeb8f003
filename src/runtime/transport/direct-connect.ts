import { Client } from 'pg';
import { DatabaseFailure } from '../errors.js';
import { connectFailure } from './direct-failure.js';
import type { Logins } from './direct-logins.js';
import type { DirectOptions, Login } from './direct-options.js';

/** Milliseconds for a connection to be made. */
const patience = 10_000;

/**
 * A connection as the secret's user. Its settings hold from the start and are what DISCARD ALL goes back to; the server
 * itself ends what takes too long, since a Lambda that is frozen ends nothing.
 *
 * @throws DatabaseFailure refused, unavailable, or sql where the server refuses the login
 */
export async function connect(options: DirectOptions, logins: Logins, secret: string, deadline: number): Promise<Client> {
  const { login, kept } = await logins.get(secret);
  try {
    return await connectAs(options, login, deadline);
  } catch (failure) {
    // The password may have been changed since the secret was read.
    if (!kept || !(failure instanceof DatabaseFailure) || failure.sqlstate !== '28P01') throw failure;
    logins.forget(secret);
    return await connectAs(options, (await logins.get(secret)).login, deadline);
  }
}

async function connectAs(options: DirectOptions, { username, password }: Login, deadline: number): Promise<Client> {
  const { host, port = 5432, database, ssl = !isThisMachine(host) } = options;
  const left = Math.min(patience, deadline - Date.now());
  if (!(left > 0)) throw new DatabaseFailure('timeout', 'no time was left to connect');
  const client = new Client({
    host, port, database, ssl, user: username, password, connectionTimeoutMillis: Math.ceil(left), keepAlive: true, client_encoding: 'UTF8',
    application_name: 'pg-cognition', options: settings(options),
  });
  // A connection that breaks while nothing runs is no event of its own: the pool hears that it ends.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (thrown) {
    void client.end().catch(() => undefined);
    throw connectFailure(thrown);
  }
}

function settings({ statementTimeout = 45_000, transactionIdleTime = 180_000 }: DirectOptions): string {
  return Object.entries({
    TimeZone: 'UTC', DateStyle: 'ISO,MDY', IntervalStyle: 'postgres', extra_float_digits: 1, bytea_output: 'hex', standard_conforming_strings: 'on',
    client_min_messages: 'error', statement_timeout: statementTimeout, idle_in_transaction_session_timeout: transactionIdleTime,
  }).map(([name, value]) => `-c ${name}=${value}`).join(' ');
}

function isThisMachine(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || host.startsWith('127.');
}
