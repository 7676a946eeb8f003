import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asOwner } from '../../src/environment/as-owner.js';
import { openDataApi } from '../../src/environment/data-api/open-data-api.js';
import type { Database } from '../../src/environment/types.js';
import { startDataApi, type DataApi } from '../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';

const run = randomBytes(4).toString('hex');
const [database, user] = [`pgcog_session_${run}`, `pgcog_session_${run}`];
const resourceArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:shop';
let server: PostgresServer;
let admin: Client;
let api: DataApi;
let open: (patience?: number) => Database;
let session: Database;

beforeAll(async () => {
  server = await startServer({ version: 17, passwords: true });
  admin = await server.connect('postgres');
  const password = randomBytes(12).toString('hex');
  await admin.query(`create role ${user} login password '${password}'`);
  await admin.query(`create database ${database} owner ${user}`);
  const secrets = createSecretStore({ region: 'eu-central-1', account: '123456789012' });
  secrets.createSecret({ Name: 'rds!cluster-master', SecretString: JSON.stringify({ username: user, password }) });
  api = await startDataApi({ host: admin.host, port: admin.port, secrets, resourceArn, limits: { statementMs: 4_000 } });
  const grammar = await loadGrammar();
  const client = { endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  open = (patience = 2_000) => openDataApi({ client, resourceArn, secretArn: 'rds!cluster-master', database, grammar, patience, pause: 10 });
});
beforeEach(async () => {
  api.faults.clear();
  session = open();
  await session.session.query('drop table if exists t; create table t (a int primary key, b text)');
});
afterAll(async () => {
  await session.close();
  await api.close();
  await admin.query(`drop database ${database} with (force)`);
  await admin.query(`drop role ${user}`);
  await admin.end();
  await server.stop();
});

const query = (text: string, values?: unknown[]): Promise<{ rows: object[]; rowCount: number | null }> => session.session.query(text, values);
const count = async (): Promise<unknown> => (await query('select count(*)::int as n from t')).rows;

describe('a session through the Data API', () => {
  it('gives back rows of types that the service does not carry, and none where there is nothing', async () => {
    const { rows } = await query(`select 'a'::name as n, '{a,b}'::name[] as list, 5::oid as o, null::interval as i, '{"x": [1]}'::jsonb as j, 7::bigint as big, true as yes, pg_sleep(0) as nothing order by 1`);
    expect(rows).toEqual([{ n: 'a', list: ['a', 'b'], o: expect.anything(), i: null, j: { x: [1] }, big: 7, yes: true, nothing: '' }]);
    expect(await query('select a from t')).toEqual({ rows: [], rowCount: 0 });
    expect((await query('select from pg_class limit 2')).rowCount).toBe(2);
  });

  it('binds values, and only where parameters stand', async () => {
    expect(await query('insert into t values ($1::int, $2)', [1, "':p1 $1; --"])).toMatchObject({ rowCount: 1 });
    expect((await query(`select a, b, '$1 :p1' as c, $2::text[] as d from t where a = any ($3::int[])`, ['unused', ['x"', null], [1, 2]])).rows).toEqual([{ a: 1, b: "':p1 $1; --", c: '$1 :p1', d: ['x"', null] }]);
    expect((await query('update t set b = $1 where a = 1', [null])).rowCount).toBe(1);
  });

  it('does all of a text, or nothing', async () => {
    await expect(query("insert into t values (1); insert into t values (2); insert into t values (1); select 1")).rejects.toMatchObject({ code: '23505', severity: 'ERROR', message: expect.stringContaining('t_pkey') });
    expect(await count()).toEqual([{ n: 0 }]);
    await query('begin; insert into t values (1); insert into t values (2); commit');
    expect(await count()).toEqual([{ n: 2 }]);
    expect(api.transactions()).toBe(0);
  });

  it('rolls back', async () => {
    await query('begin');
    await query('insert into t values (3)');
    expect(await count()).toEqual([{ n: 1 }]);
    await query('rollback');
    expect(await count()).toEqual([{ n: 0 }]);
    await query('begin');
    await expect(query('insert into t values (1), (1)')).rejects.toMatchObject({ code: '23505' });
    await query('rollback');
    expect(await count()).toEqual([{ n: 0 }]);
    expect(api.transactions()).toBe(0);
  });

  it('waits for a database that is resuming, and not for ever', async () => {
    api.faults.inject({ fault: 'resuming', count: 3 });
    await query('begin');
    await query('insert into t values (4)');
    await query('commit');
    expect(await count()).toEqual([{ n: 1 }]);
    api.faults.inject({ fault: 'resuming' });
    const hasty = open(30);
    await expect(hasty.session.query('select 1')).rejects.toMatchObject({ name: 'DatabaseResumingException' });
    await hasty.close();
  });

  it('sends nothing twice whose answer was lost', async () => {
    api.faults.inject({ fault: 'drop', when: 'after', sql: /insert into t/, count: 1 });
    await expect(query('insert into t values (5)')).rejects.toThrow();
    expect(await count()).toEqual([{ n: 1 }]);
  });

  it('cancelled, leaves nothing of a transaction', async () => {
    const other = open();
    const controller = new AbortController();
    const work = asOwnerOf(other, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    controller.abort();
    await other.cancel();
    await expect(work).rejects.toThrow();
    await other.close();
    expect(await count()).toEqual([{ n: 0 }]);
    for (const until = Date.now() + 10_000; api.transactions() > 0 && Date.now() < until;) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(api.transactions()).toBe(0);
  });

  it('refuses a statement that is too long for the service before it is sent', async () => {
    const calls = api.calls('ExecuteStatement');
    await expect(query(`insert into t values (1, '${'x'.repeat(66_000)}')`)).rejects.toMatchObject({ code: 'PGC609' });
    expect(api.calls('ExecuteStatement')).toBe(calls);
  });
});

/** A write and a long wait in one transaction, as the control schema's owner if there were one. */
function asOwnerOf({ session: own }: Database, signal: AbortSignal): Promise<unknown> {
  const renamed = { query: <Row extends object>(text: string, values?: unknown[]) => own.query<Row>(text === 'set local role cognition_owner' ? `set local role ${user}` : text, values) };
  return asOwner(renamed, signal, async (owner) => {
    await owner.query('insert into public.t values (9)');
    await owner.query('select pg_sleep(2)');
  });
}
