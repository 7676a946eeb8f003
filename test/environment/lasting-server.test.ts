import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLastingServer, type LastingServer } from '../../src/postgres/lasting-server.js';

let root = '';
/** In a list of PostgreSQL's a comma parts, and quotes quote. */
const odd = 'a, "b"';
const open = (version: 17 | 18 = 17): Promise<LastingServer> => openLastingServer({ directory: join(root, odd), version, environment: process.env });

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pgcog-lasting-'));
  chmodSync(root, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ask(server: LastingServer, sql: string): Promise<readonly unknown[]> {
  const client = await server.connect('postgres', null);
  return (await client.query<Record<string, unknown>>(sql).finally(() => client.end())).rows;
}

describe('a server that lasts', () => {
  it('keeps what was written, safely', async () => {
    const first = await open();
    expect(await ask(first, "select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages")).toEqual([{ fsync: 'on', pages: 'on' }]);
    await ask(first, 'create table public.kept as select 7 as n');
    await first.stop();
    const again = await open();
    expect(await ask(again, 'select n from public.kept')).toEqual([{ n: 7 }]);
    await again.stop();
  });

  it('is one for all that open it at once, and stays until the last has done', async () => {
    const [a, b, c] = await Promise.all([open(), open(), open()]);
    const sessions = await Promise.all([a, b, c].map((server) => server.connect('postgres', null)));
    const starts = await Promise.all(sessions.map(async (client) => (await client.query<{ at: string }>('select pg_postmaster_start_time()::text as at')).rows[0]?.at));
    expect(new Set(starts).size).toBe(1);
    const stopping = Promise.all([a, b, c].map((server) => server.stop()));
    await sessions[0]?.end();
    // Asked to stop, the server has not left those who are still there.
    expect((await sessions[1]?.query('select n from public.kept'))?.rows).toEqual([{ n: 7 }]);
    await Promise.all(sessions.slice(1).map((client) => client.end()));
    await stopping;
    const later = await open();
    expect(await ask(later, 'select n from public.kept')).toEqual([{ n: 7 }]);
    await later.stop();
  });

  it('lets nobody in without a password but the superuser through its socket', async () => {
    const server = await open();
    await ask(server, "create role somebody login password 'p'; grant connect on database postgres to somebody");
    await expect(server.connect('postgres', { user: 'somebody', password: 'q' })).rejects.toMatchObject({ code: '28P01' });
    await (await server.connect('postgres', { user: 'somebody', password: 'p' })).end();
    await server.stop();
  });

  it('comes back after it was killed', async () => {
    const server = await open();
    const [row] = (await ask(server, "insert into public.kept values (8) returning (select pg_read_file('postmaster.pid'))  as pid")) as readonly { pid: string }[];
    process.kill(Number(row?.pid.split('\n')[0]), 'SIGQUIT');
    await server.stop();
    const again = await open();
    expect(await ask(again, 'select n from public.kept order by n')).toEqual([{ n: 7 }, { n: 8 }]);
    await again.stop();
  });

  it('is not taken in by what a dead server has left', async () => {
    writeFileSync(join(root, odd, 'slot-0/data/postmaster.pid'), `${process.pid}\n${join(root, odd, 'slot-0/data')}\n1\n5432\n${join(root, odd, 'slot-0/socket')}\n\n 1 1\nready   \n`);
    const server = await open();
    expect(await ask(server, 'select count(*)::int as n from public.kept')).toEqual([{ n: 2 }]);
    await server.stop();
  });

  it('says whose data these are, and what to do', async () => {
    await expect(open(18)).rejects.toMatchObject({ diagnostic: { code: 'PGC191', message: expect.stringContaining('holds data of PostgreSQL 17, the settings say 18'), hint: expect.stringContaining('set postgres: 17') } });
  });
});
