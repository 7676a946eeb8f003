import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openScratch } from '../../src/postgres/scratch.js';
import { claimSlot, liveClaims, type SlotClaim } from '../../src/postgres/slot-claim.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { dataDirectory, eventually, isAlive, Program, temporaryDirectory, valueOf } from './helpers.js';

const cacheDir = join(temporaryDirectory(), 'cache');
const running: PostgresServer[] = [];
const start = async (): Promise<PostgresServer> => {
  const server = await startServer({ version: 17, cacheDir });
  running.push(server);
  return server;
};
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

const serverProcess = async (server: PostgresServer): Promise<number> => pidIn(await dataDirectory(server));
const pidIn = (data: string): number => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
const parentOf = (pid: number): number => Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));

test('of many that claim a slot at once exactly one gets it, and the next when that has gone', async () => {
  const directory = join(temporaryDirectory(), 'slot');
  for (let round = 0; round < 10; round++) {
    const claims = await Promise.all(Array.from({ length: 12 }, () => claimSlot(directory)));
    const got = claims.filter((claim): claim is SlotClaim => claim !== null);
    expect(got).toHaveLength(1);
    expect(await claimSlot(directory)).toBeNull();
    expect(liveClaims(directory)).toHaveLength(1);
    got[0]?.release();
    got[0]?.release();
    expect(liveClaims(directory)).toEqual([]);
  }
  // Pipes are used again.
  expect(readdirSync(directory).length).toBeLessThanOrEqual(13);
});

test('a claim holds until the last process that inherited it is gone, however that ends', async () => {
  const directory = join(temporaryDirectory(), 'slot');
  const claim = await claimSlot(directory);
  const child = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit', claim?.descriptor] });
  const grandchild = await new Promise<number>((resolve) => child.stdout?.once('data', (text) => resolve(Number(text))));
  claim?.release();
  child.kill('SIGKILL');
  await eventually('the child is gone', () => child.signalCode !== null);
  expect(await claimSlot(directory)).toBeNull();
  process.kill(grandchild, 'SIGKILL');
  await eventually('the claim is gone', () => liveClaims(directory).length === 0);
  const next = await claimSlot(directory);
  expect(next).not.toBeNull();
  next?.release();
});

test('runs that share a cache never share a data directory, and find their databases whole', async () => {
  const shared = join(temporaryDirectory(), 'cache');
  const programs = [0, 1, 2].map((first) => new Program('share-cache', shared, String(first), '6'));
  const exits = programs.map((program) => program.exit());
  for (const program of programs) {
    for (let round = 0; round < 6; round++) expect(await program.line()).toBe('1500');
  }
  expect(await Promise.all(exits)).toEqual([0, 0, 0]);
});

test('a run that looks while another server writes its lock file leaves that server its data', async () => {
  const { admin, owner } = await openScratch(await start());
  const directory = String(await valueOf(admin, 'show data_directory'));
  truncateSync(join(directory, 'postmaster.pid'));
  expect(await dataDirectory(await start())).not.toBe(directory);
  await owner.query('create table public.still_there (id int)');
});

test('a dead server\'s process id that somebody else has by now keeps nobody out', async () => {
  const [first, second] = [await start(), await start()];
  const directory = await dataDirectory(second);
  const other = await serverProcess(first);
  await second.stop();
  writeFileSync(join(directory, 'postmaster.pid'), `${other}\n${directory}\n1\n5432\n\n\n\n`);
  expect(await dataDirectory(await start())).toBe(directory);
});

test('a server whose keeper is killed is stopped all the same', async () => {
  const server = await start();
  const pid = await serverProcess(server);
  process.kill(parentOf(pid), 'SIGKILL');
  await eventually('the server is gone', () => !isAlive(pid));
  await server.stop();
  const program = new Program('hold-server', 'hold', cacheDir);
  const held = Number(await program.line());
  const keeper = parentOf(held);
  program.process.kill('SIGSTOP');
  process.kill(keeper, 'SIGKILL');
  await program.kill();
  await eventually('the server of a run that could not notice is gone', () => !isAlive(held));
});
