import { createConnection } from 'node:net';
import type { Client, CustomTypesConfig, QueryArrayResult } from 'pg';
import { DatabaseFailure } from '../errors.js';
import { statementFailure } from './direct-failure.js';

/** A connection that is somebody's, for as long as they have it. */
export interface Connection {
  readonly client: Client;
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  idleSince: number;
  /** It ended, or what it is doing is not known: never to be used again. */
  broken: boolean;
}

const texts = { getTypeParser: () => (text: string) => text } as unknown as CustomTypesConfig;

/**
 * Runs one statement in the extended protocol, which takes no second one, with values and results as texts. At the
 * deadline the server is asked to cancel it, and the connection is given up.
 *
 * @throws DatabaseFailure
 */
export async function run(connection: Connection, text: string, values: readonly unknown[], deadline: number): Promise<QueryArrayResult<(string | null)[]>> {
  const { client } = connection;
  if (connection.broken) throw new DatabaseFailure('unavailable', 'the connection is gone');
  const left = Math.min(deadline - Date.now(), 2 ** 31 - 1);
  if (!(left > 0)) throw new DatabaseFailure('timeout', 'no time was left to run it');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      connection.broken = true;
      cancel(client);
      reject(new DatabaseFailure('timeout', 'the deadline passed'));
    }, left);
  });
  const config = { text, values: [...values], rowMode: 'array', types: texts, queryMode: 'extended' } as const;
  try {
    const answer = client.query<(string | null)[]>(config);
    answer.catch(() => undefined);
    return await Promise.race([answer, late]);
  } catch (thrown) {
    const failure = statementFailure(thrown);
    if (failure.kind === 'unknown') connection.broken = true;
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

/** CancelRequest of PostgreSQL's protocol: on a connection of its own, 16 bytes, never answered. */
function cancel(client: Client): void {
  // `pg` has them, its types do not.
  const { processID, secretKey } = client as unknown as { readonly processID: number | null; readonly secretKey: number | null };
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return;
  const request = Buffer.alloc(16);
  [16, 80_877_102, processID, secretKey].forEach((word, at) => void request.writeInt32BE(word, at * 4));
  const { host, port } = client;
  const socket = host.startsWith('/') ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
  socket.on('error', () => undefined).on('connect', () => void socket.end(request));
  socket.setTimeout(5_000, () => void socket.destroy());
  socket.resume();
}
