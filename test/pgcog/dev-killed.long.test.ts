import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRunning } from '../../src/postgres/lasting-server.js';
import { removeProject, smallProject, write } from './dev-support.js';
import { pgcog } from './support.js';

const bin = fileURLToPath(new URL('../../dist/pgcog.js', import.meta.url));
const points = Number(process.env['PGCOG_CHAOS_POINTS'] ?? 20);
const linux = process.platform === 'linux';
let [root, cache] = ['', ''];

beforeAll(() => {
  root = smallProject();
  cache = mkdtempSync(join(tmpdir(), 'pgcog-dev-cache-'));
  chmodSync(cache, 0o755);
});
afterAll(() => {
  removeProject(root);
  rmSync(cache, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  out(): string;
  until(pattern: RegExp): Promise<void>;
  readonly gone: Promise<void>;
}

function start(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [bin, 'dev', '--port', '0', '--json', ...args], { cwd: root, env: { ...process.env, NO_COLOR: '1', PGCOG_CACHE_DIR: cache }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      look();
    });
  }
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const until = (pattern: RegExp): Promise<void> => Promise.race([
    new Promise<void>((resolve) => {
      look = () => pattern.test(text) && resolve();
      look();
    }),
    gone.then(() => {
      throw new Error(`dev has ended: ${text.slice(-2_000)}`);
    }),
  ]);
  return { child, out: () => text, until, gone };
}

/** Processes of this project: by what they were started with, or where they are. */
function left(): readonly string[] {
  const own = (path: string): boolean => path.includes(root) || path.includes(cache);
  return readdirSync('/proc').filter((name) => /^\d+$/u.test(name)).flatMap((pid) => {
    try {
      const [line, place] = [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '), readlinkSync(`/proc/${pid}/cwd`)];
      return own(line) || own(place) ? [`${pid} ${line.slice(0, 100)}`] : [];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

async function allGone(): Promise<void> {
  for (const until = Date.now() + 60_000; left().length > 0; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (Date.now() > until) throw new Error(`these go on: ${left().join('\n')}`);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const template = (columns: number): string => `create table customers (id uuid primary key default gen_random_uuid(), name text not null${Array.from({ length: columns }, (_, at) => `, extra${at} text`).join('')});
grant select, insert, update on customers to tenant_users;
`;

/** Kills the run while somebody else, a database tool say, is connected. */
async function killBesideTool(run: Run): Promise<() => Promise<void>> {
  const server = await findRunning({ directory: join(root, '.pgcog/local/postgres'), version: 17 });
  const tool = await server?.connect('pgcog', null);
  if (tool === undefined) throw new Error('no server answers');
  const ended = new Promise<void>((resolve) => tool.once('error', () => resolve()).once('end', () => resolve()));
  run.child.kill('SIGKILL');
  await run.gone;
  await tool.query('select 1');
  return () => ended;
}

it.runIf(linux)('a server that others keep after a run was killed is ended by the next one, and by --reset', async () => {
  const first = start();
  await first.until(/"phase":"ready"/u);
  let cutOff = await killBesideTool(first);
  const second = start();
  await second.until(/are cut off in 10 s/u);
  await second.until(/"phase":"ready"/u);
  expect(second.out()).not.toContain('tenants made');
  await cutOff();
  await expect(start('--reset').until(/"phase":"ready"/u)).rejects.toThrow(/PGC630/u);
  cutOff = await killBesideTool(second);
  const third = start('--reset');
  await third.until(/"phase":"ready"/u);
  expect(third.out()).toContain('tenants made: acme, globex');
  await cutOff();
  third.child.kill('SIGTERM');
  await third.gone;
  await allGone();
  // The machine went down: the file names a process that is somebody else's by now.
  const file = join(root, '.pgcog/local/postgres/slot-0/data/postmaster.pid');
  writeFileSync(file, `${process.pid}\n\n\n\n\n\n\nready\n`);
  const fourth = start('--reset');
  await fourth.until(/"phase":"ready"/u);
  fourth.child.kill('SIGTERM');
  await fourth.gone;
  rmSync(join(root, '.pgcog'), { recursive: true });
});

it.runIf(linux)('killed at any point it leaves no process, and the next start finds everything in order', async () => {
  write(root, 'resolvers.yaml', 'version: 1\ncrud: { customers: [list, create] }\n');
  write(root, 'tenant_template/010.sql', template(0));
  // How long a first start takes here says when a start can be killed.
  const began = performance.now();
  const first = start();
  await first.until(/"phase":"ready"/u);
  const whole = performance.now() - began;
  first.child.kill('SIGKILL');
  await first.gone;
  await allGone();
  rmSync(join(root, '.pgcog'), { recursive: true });

  for (let point = 0; point < points; point++) {
    const run = start();
    if (point < points / 2) {
      await Promise.race([pause(Math.random() * whole), run.until(/"phase":"ready"/u)]);
    } else {
      await run.until(/"phase":"ready"/u);
      write(root, 'tenant_template/010.sql', template(point));
      await pause(Math.random() * Math.min(whole / 2, 3_000));
    }
    run.child.kill('SIGKILL');
    await run.gone;
    await allGone();
  }

  const last = start();
  await last.until(/"phase":"ready"/u);
  const { url } = JSON.parse(last.out().split('\n').find((line) => line.includes('"url"')) ?? '{}') as { readonly url: string };
  const { token } = (await (await fetch(`${url}/dev/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"as":"ann"}' })).json()) as { readonly token: string };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { authorization: token, 'content-type': 'application/json' }, body: JSON.stringify({ query: `{ listCustomers { items { name extra${points - 2} } } }` }) });
  expect(await answer.json()).toEqual({ data: { listCustomers: { items: [{ name: 'Ada of acme', [`extra${points - 2}`]: null }] } } });
  const verified = await pgcog(root, ['migrate', 'verify'], { env: { PGCOG_CACHE_DIR: cache } });
  expect([verified.status, verified.err]).toEqual([0, expect.stringContaining('2 tenants, each as the template')]);
  last.child.kill('SIGTERM');
  await last.gone;
  expect(last.child.exitCode).toBe(0);
  await allGone();
});
