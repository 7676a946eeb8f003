import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import type { ErrorCode } from '../../../src/runtime/types.js';
import { sentences } from '../../../src/runtime/failure/sentences.js';
import { toCallError } from '../../../src/runtime/failure/to-call-error.js';
import { failuresOf, refusalOf } from './server-text.js';

const role = 'zq1qz_login';

/** Errors that one session alone does not get. */
describe('errors of sessions', () => {
  let server: PostgresServer;
  let database: ScratchDatabase;
  beforeAll(async () => {
    server = await startServer({ version: 17, passwords: true });
    database = await openScratch(server);
    await database.admin.query(`drop role if exists ${role}; create role ${role} login password 'right'`);
    await database.owner.query('create schema zq1qz; create table zq1qz.zq1qzt as select 1 as id union select 2');
  });
  afterAll(async () => {
    await database?.admin.query(`drop role ${role}`);
    await database?.drop();
    await server?.stop();
  });

  async function answered(work: Promise<unknown>, sqlstate: string, code: ErrorCode, retryable: boolean): Promise<void> {
    const refusal = await refusalOf(work);
    expect(refusal.code).toBe(sqlstate);
    for (const failure of failuresOf(refusal)) {
      const answer = toCallError(failure, {}, 'read');
      expect(answer).toMatchObject({ code, message: sentences[code], retryable, sqlstate });
      expect(JSON.stringify(answer) + answer.stack).not.toContain('zq1qz');
    }
  }

  async function login(changes: pg.ClientConfig): Promise<void> {
    const { host, port } = database.admin;
    const client = new pg.Client({ host, port, database: database.name, user: role, password: 'right', ...changes });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } finally {
      await client.end();
    }
  }

  it('of logins', async () => {
    await login({});
    await answered(login({ password: 'wrong' }), '28P01', 'not_authorized', false);
    await answered(login({ database: 'zq1qz_none' }), '3D000', 'unavailable', false);
    await database.admin.query(`alter role ${role} connection limit 0`);
    await answered(login({}), '53300', 'unavailable', true);
    await database.admin.query(`alter role ${role} connection limit -1 nologin`);
    await answered(login({}), '28000', 'not_authorized', false);
  });

  it('of rows that somebody else has locked', async () => {
    await database.owner.query('begin; update zq1qz.zq1qzt set id = 1 where id = 1');
    await answered(database.prober.query('begin; select * from zq1qz.zq1qzt where id = 1 for update nowait'), '55P03', 'unavailable', true);
    await database.owner.query('rollback');
    await database.prober.query('rollback');
  });

  it('of transactions that meet', async () => {
    await database.owner.query('begin isolation level repeatable read; select * from zq1qz.zq1qzt');
    await database.prober.query('update zq1qz.zq1qzt set id = 2 where id = 2');
    await answered(database.owner.query('update zq1qz.zq1qzt set id = 2 where id = 2'), '40001', 'unavailable', true);
    await database.owner.query('rollback');
  });

  it('of transactions that wait for each other', async () => {
    await database.admin.query("begin; set local deadlock_timeout = '10ms'; update zq1qz.zq1qzt set id = 1 where id = 1");
    await database.owner.query('begin; update zq1qz.zq1qzt set id = 2 where id = 2');
    const waiting = database.owner.query('update zq1qz.zq1qzt set id = 1 where id = 1');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await answered(database.admin.query('update zq1qz.zq1qzt set id = 2 where id = 2'), '40P01', 'unavailable', true);
    await database.admin.query('rollback');
    await waiting;
    await database.owner.query('rollback');
  });

  it('of a function that calls itself without end', async () => {
    await database.owner.query("create function zq1qz.zq1qzf() returns int language plpgsql as 'begin return zq1qz.zq1qzf(); end'");
    await answered(database.owner.query('select zq1qz.zq1qzf()'), '54001', 'internal', false);
  });

  it('of a backend that was killed', async () => {
    const { rows } = await database.prober.query<{ pid: number }>('select pg_backend_pid() as pid');
    const killed = answered(database.prober.query('select pg_sleep(20), id from zq1qz.zq1qzt'), '57P01', 'unavailable', true);
    await database.admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await killed;
  });
});
