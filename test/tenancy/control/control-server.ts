import { Client } from 'pg';
import { ensureRoles } from '../../../src/postgres/roles.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { ServerMajor } from '../../../src/postgres/types.js';

/** A server whose logins need their passwords. It has room for one control schema at a time. */
export interface ControlServer {
  readonly version: ServerMajor;
  readonly host: string;
  readonly port: number;
  /** As the superuser. */
  connect(database: string): Promise<Client>;
  stop(): Promise<void>;
}

export async function startControlServer(version: ServerMajor): Promise<ControlServer> {
  const server = await startServer({ version, passwords: true });
  const maintenance = await server.connect('postgres');
  const { host, port } = maintenance;
  // Roles that other tests have made and this run has no use for are put out of the way; nothing is generated on 15.
  if (version !== 15) await ensureRoles(maintenance, []);
  await maintenance.end();
  return { version, host, port, connect: (database) => server.connect(database), stop: () => server.stop() };
}

export async function openSession(server: ControlServer, login: { readonly user: string; readonly password: string; readonly database: string }): Promise<Client> {
  const client = new Client({ host: server.host, port: server.port, ssl: false, ...login });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
