import { expect, it } from 'vitest';
import { buildConfig } from '../../../scripts/corpus/tenant-config.js';
import { ensureRoles } from '../../../src/postgres/roles.js';
import { startServer } from '../../../src/postgres/start-server.js';
import { installControl } from '../../../src/tenancy/control/install.js';
import { removeLeftovers } from '../control/leftovers.js';

it('finds its rows by their key, though the ledger was empty when the session made its plans', async () => {
  const server = await startServer({ version: 17 });
  try {
    const maintenance = await server.connect(server.maintenance);
    await ensureRoles(maintenance, []);
    await removeLeftovers(maintenance);
    await maintenance.query('create database pgcog_local_by_key');
    const client = await server.connect('pgcog_local_by_key');
    await installControl(client, buildConfig([]));
    await client.query(`insert into cognition.migrations (number, id, checksum) values (1, '0001_one', repeat('0', 64));
      insert into cognition.migration_steps (number, step, kind, home, statement, pieces, path, careful, inert, late) select 1, n, 'transaction', 'shared', 'select 1', '{select 1}', '{public}', false, false, false from generate_series(1, 2) n`);
    await client.query('vacuum analyze cognition.migration_ledger');
    const ask = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) {
        await client.query('begin');
        await client.query("select cognition.note_done('shared', 1, 1, 1, now())");
        expect((await client.query('select cognition.lock_step($1, 1, 2) as state', ['shared'])).rows).toEqual([{ state: 'due' }]);
        await client.query('rollback');
      }
    };
    await ask(10);
    await client.query("insert into cognition.migration_ledger (number, schema_name, step, state) select 1, 'other_' || n, 1, 'done' from generate_series(1, 5000) n");
    await ask(20);
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query<{ read: number }>("select pg_stat_get_tuples_returned('cognition.migration_ledger'::regclass)::int as read");
    expect(rows[0]?.read).toBeLessThan(5000);
    await client.end();
    await removeLeftovers(maintenance);
    await maintenance.end();
  } finally {
    await server.stop();
  }
});
