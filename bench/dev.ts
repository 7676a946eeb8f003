/**
 * node scripts/ts.mjs bench/dev.ts: `pgcog dev` after its first time, until it is ready, and from saving a file until the
 * change is served: one more column of a table, for a small template and for the sample. Beside it, in turn, the start of an
 * empty PostgreSQL on the same machine; medians, and their ratio. Runs what is in dist/.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../src/postgres/start-server.js';

const [starts, reloads] = [3, 6];
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function emptyStart(): Promise<number> {
  const began = performance.now();
  const server = await startServer({ version: 17 });
  const client = await server.connect(server.maintenance);
  await client.query('select 1');
  const spent = performance.now() - began;
  await client.end();
  await server.stop();
  return spent;
}

interface Dev {
  /** Resolves at the next line that says so; in milliseconds of `performance.now`. */
  ready(): Promise<number>;
  stop(): Promise<void>;
}

function startDev(root: string): Dev {
  const child: ChildProcess = spawn(process.execPath, ['dist/pgcog.js', 'dev', '--port', '0', '--json', '--cwd', root], { stdio: ['ignore', 'pipe', 'inherit'] });
  let waiting: (at: number) => void = () => undefined;
  let unheard = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('"phase":"mistakes"')) throw new Error(text);
    if (!text.includes('"phase":"ready"')) return;
    unheard = performance.now();
    waiting(unheard);
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ready: () => new Promise((resolve) => (waiting = resolve)),
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

const small = `create table customers (id uuid primary key default gen_random_uuid(), name text not null);
create table orders (id uuid primary key default gen_random_uuid(), customer_id uuid references customers, note text,
  total int not null default 0);
grant select, insert, update on customers, orders to tenant_users;
`;

function project(kind: 'small' | 'sample'): { readonly root: string; readonly file: string; addColumn(at: number): void } {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-bench-'));
  chmodSync(root, 0o755);
  if (kind === 'sample') cpSync('fixtures/generate/shop', root, { recursive: true, filter: (path) => !path.endsWith('expected') });
  else {
    mkdirSync(join(root, 'tenant_template'));
    writeFileSync(join(root, 'tenant_template/040_orders.sql'), small);
    writeFileSync(join(root, 'resolvers.yaml'), 'version: 1\ncrud: { customers: [get, list, create, update], orders: [get, list, create, update] }\nrelations: auto\nmembers: true\n');
  }
  const file = join(root, 'tenant_template/040_orders.sql');
  return { root, file, addColumn: (at) => writeFileSync(file, readFileSync(file, 'utf8').replace(/ note text,/u, ` note text, extra${at} text,`)) };
}

async function measure(kind: 'small' | 'sample'): Promise<void> {
  const { root, addColumn } = project(kind);
  const [empty, whole, changed]: [number[], number[], number[]] = [[], [], []];
  const first = startDev(root);
  await first.ready();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await first.stop();
  for (let at = 0; at < starts; at++) {
    empty.push(await emptyStart());
    const began = performance.now();
    const dev = startDev(root);
    whole.push((await dev.ready()) - began);
    await dev.stop();
  }
  const dev = startDev(root);
  await dev.ready();
  for (let at = 0; at <= reloads; at++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = performance.now();
    const done = dev.ready();
    addColumn(at);
    // The first one starts the server for templates.
    if (at > 0) changed.push((await done) - began);
    else await done;
    empty.push(await emptyStart());
  }
  await dev.stop();
  rmSync(root, { recursive: true, force: true });
  const base = median(empty);
  const line = (what: string, values: readonly number[]): string => `${kind.padEnd(7)} ${what.padEnd(22)} ${median(values).toFixed(0).padStart(6)} ms  ${(median(values) / base).toFixed(2).padStart(6)} x an empty server's start`;
  process.stdout.write(`${line('an empty server', empty)}\n${line('ready', whole)}\n${line('one more column', changed)}\n`);
}

process.stdout.write(`${cpus().length} CPUs, ${cpus()[0]?.model ?? ''}, Node.js ${process.version}\n`);
for (const kind of ['small', 'sample'] as const) await measure(kind);
