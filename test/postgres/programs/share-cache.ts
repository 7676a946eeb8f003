/** One of several runs on one cache: starts a server again and again, looks at what it finds there, and ends it in every way there is. */
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openPrepared } from '../../../src/postgres/prepared.js';
import { startServer } from '../../../src/postgres/start-server.js';

const [cacheDir = '', first = '', rounds = ''] = process.argv.slice(2);

async function once(round: number): Promise<string> {
  const server = await startServer({ version: 17, cacheDir });
  const key = `key ${round % 3}`;
  const database = await openPrepared(server, key, async ({ owner }) => {
    const tables = [0, 1, 2, 3, 4].map((number) => `create table s.t${number} as select '${key}' as v from generate_series(1, 300)`);
    await owner.query(['create schema s', ...tables].join(';'));
  });
  const { rows } = await database.admin.query<{ data_directory: string }>('show data_directory');
  const data = rows[0]?.data_directory ?? '';
  // Fails where another of us has the same directory.
  const mark = join(cacheDir, `has-${basename(dirname(data))}`);
  mkdirSync(mark);
  const counts = [0, 1, 2, 3, 4].map((number) => `(select count(*) from s.t${number} where v = '${key}')`);
  const found = await database.owner.query<{ rows: string }>(`select (${counts.join(' + ')})::text as rows`);
  await database.owner.query('begin; create table s.more as select g from generate_series(1, 2000) as g; rollback');
  rmdirSync(mark);
  // So that what the next of us finds has a `postmaster.pid` of nobody, and children that are just about to end.
  if (round % 4 === 3) process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  if (round % 2 === 0) await database.close();
  await server.stop();
  return found.rows[0]?.rows ?? '';
}

for (let round = Number(first); round < Number(first) + Number(rounds); round++) console.log(await once(round));
// Without stopping it: also what a server of a run that just ends leaves must be taken over in order.
await startServer({ version: 17, cacheDir });
