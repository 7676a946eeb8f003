import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from 'pg';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import { CallError, DatabaseFailure } from '../../../src/runtime/errors.js';
import { rerunSerialization } from '../../../src/runtime/retry.js';
import { failure, fakeClock } from './fake-clock.js';

/** Work that fails as told, then is done. */
function work(...failures: readonly unknown[]) {
  const left = [...failures];
  const runs = { count: 0 };
  return { runs, run: async (): Promise<string> => (runs.count++, left.length > 0 ? Promise.reject(left.shift()) : 'done') };
}

describe('rerunSerialization', () => {
  it.each(['40001', '40P01'])('runs the whole again after %s', async (sqlstate) => {
    const { run, runs } = work(failure('sql', sqlstate), new CallError('unavailable', 'x', null, true, sqlstate));
    expect(await rerunSerialization(run, Infinity, fakeClock().options)).toBe('done');
    expect(runs.count).toBe(3);
  });

  it('gives up after three attempts, with the last failure', async () => {
    const failures = [failure('sql', '40001'), failure('sql', '40P01'), failure('sql', '40001'), failure('sql', '40001')];
    const { run, runs } = work(...failures);
    await expect(rerunSerialization(run, Infinity, fakeClock().options)).rejects.toBe(failures[2]);
    expect(runs.count).toBe(3);
  });

  it.each([failure('unknown', '40001'), failure('sql', '40003'), failure('sql', '23505'), failure('unknown'), new Error('40001'), null])('runs %s once', async (thrown) => {
    const { run, runs } = work(thrown);
    await expect(rerunSerialization(run, Infinity, fakeClock().options)).rejects.toBe(thrown);
    expect(runs.count).toBe(1);
  });

  it('runs nothing again when the deadline is near', async () => {
    const time = fakeClock();
    const { run, runs } = work(failure('sql', '40001'));
    await expect(rerunSerialization(run, time.start + 900, time.options)).rejects.toThrow(DatabaseFailure);
    expect(runs.count).toBe(1);
  });
});

describe('rerunSerialization on PostgreSQL', () => {
  let server: PostgresServer;
  let database: ScratchDatabase;
  beforeAll(async () => {
    server = await startServer({ version: 17 });
    database = await openScratch(server);
    await database.owner.query('create schema app; create table app.counters (id int primary key, n int); insert into app.counters values (1, 0)');
  });
  afterAll(async () => {
    await database?.drop();
    await server?.stop();
  });

  function refusedForAnother(thrown: DatabaseFailure): 0 {
    expect(thrown.sqlstate).toBe('40001');
    return 0;
  }

  async function increment(client: Client): Promise<void> {
    await client.query('begin isolation level serializable');
    try {
      const { rows } = await client.query<{ n: number }>('select n from app.counters where id = 1');
      await new Promise((resolve) => setTimeout(resolve, 10));
      await client.query('update app.counters set n = $1 where id = 1', [(rows[0]?.n ?? 0) + 1]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      const { code, message } = error as { code?: string; message: string };
      throw new DatabaseFailure('sql', message, code ?? null);
    }
  }

  it('loses no increment and makes none twice', async () => {
    let tries = 0;
    const counting = async (client: Client): Promise<void> => {
      // Who has it refused three times, and wants it, asks again.
      for (let left = 10; left > 0; ) left -= await rerunSerialization(() => (tries++, increment(client)), Infinity).then(() => 1, refusedForAnother);
    };
    await Promise.all([counting(database.admin), counting(database.owner), counting(database.prober)]);
    const { rows } = await database.admin.query('select n from app.counters');
    expect(rows).toEqual([{ n: 30 }]);
    expect(tries).toBeGreaterThan(30);
  });
});
