import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { StatementRequest } from '../../../src/runtime/types.js';
import { startServer } from '../../../src/postgres/start-server.js';

/** A database with two users, each of whom owns a schema. */
export interface Users {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly admin: Client;
  /** By secret: `shop/users/one`, `shop/users/two`. Tests change passwords here and in the database. */
  readonly logins: Map<string, { username: string; password: string }>;
  close(): Promise<void>;
}

export async function makeUsers(): Promise<Users> {
  const server = await startServer({ version: 17, passwords: true });
  const run = randomBytes(4).toString('hex');
  const [database, one, two] = [`pgcog_transport_${run}`, `one_${run}`, `two_${run}`];
  const maintenance = await server.connect(server.maintenance);
  await maintenance.query(`create role ${one} login password 'pw one'`);
  await maintenance.query(`create role ${two} login password 'pw two'`);
  await maintenance.query(`create database ${database}`);
  const admin = await server.connect(database);
  await admin.query(`create schema ${one} authorization ${one}; create schema ${two} authorization ${two}; create type public.mood as enum ('sad', 'glad')`);
  return {
    host: admin.host, port: admin.port, database, admin,
    logins: new Map([['shop/users/one', { username: one, password: 'pw one' }], ['shop/users/two', { username: two, password: 'pw two' }]]),
    close: async () => {
      await admin.end();
      await maintenance.query(`drop database ${database} with (force)`);
      await maintenance.query(`drop role ${one}, ${two}`);
      await maintenance.end();
      await server.stop();
    },
  };
}

export function statement(sql: string, changes: Partial<StatementRequest> = {}): StatementRequest {
  return {
    secret: 'shop/users/one', sql, parameters: [], transaction: null, access: 'read', longsAsText: false, columns: false, deadline: Date.now() + 20_000, ...changes,
  };
}

/** What a promise is rejected with. */
export function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => 'it worked', (thrown: unknown) => thrown);
}
