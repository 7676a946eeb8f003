/** Starts a server and says its process id; then `hold`s until it is killed, `forget`s to stop it, or is killed amid `prepare`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureRoles } from '../../../src/postgres/roles.js';
import { openPrepared } from '../../../src/postgres/prepared.js';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';

const [task, cacheDir, databaseUrl] = process.argv.slice(2);
const server = await startServer({ version: 17, cacheDir, databaseUrl: databaseUrl ?? null });
const client = await server.connect(server.maintenance);
const { rows } = await client.query<{ data_directory: string }>('show data_directory');
await client.end();
const pid = readFileSync(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8').split('\n')[0];
console.log(pid);
if (task === 'hold') setInterval(() => undefined, 1000);
if (task === 'scratch') {
  const database = await openScratch(server);
  await ensureRoles(database.admin, [{ name: 'left_over_users', memberOf: [] }]);
  await database.owner.query('create schema s; grant usage on schema s to left_over_users');
  console.log(server.runId);
  setInterval(() => undefined, 1000);
}
if (task === 'prepare') {
  await openPrepared(server, 'half', async ({ owner }) => {
    await owner.query('create table public.half_made ()');
    console.log('preparing');
    await new Promise(() => setInterval(() => undefined, 1000));
  });
}
