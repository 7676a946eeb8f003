import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from '../migrations/run/fleet-world.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** Below node_modules, where packages are found by their names. */
const bundle = join(repository, 'node_modules/.cache/pg-cognition', `idle-${process.pid}`);
const init = 'create table orders (id int primary key, note text);\ngrant select on orders to tenant_users;';
const change = '-- pgcog step alone\ncreate index concurrently orders_note on orders (note);';
let root = '';
let world: FleetWorld;

function write(id: string, after: string | null, sql: string): void {
  writeFileSync(join(root, 'migrations', `${id}.sql`), `-- pgcog migration ${id}\n${after === null ? '' : `-- after ${after}\n`}\n${sql}\n`);
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pgcog-idle-'));
  mkdirSync(join(root, 'migrations'));
  writeFileSync(join(root, 'pgcog.config.ts'), "import { defineConfig } from 'pg-cognition';\n\n// As a new project has them.\nexport default defineConfig({ engine: 'js', postgres: 17, environments: { local: {} } });\n");
  write('0001_init', null, init);
  write('0002_index', '0001_init', change);
  const [fleet] = await Promise.all([
    openFleet({ 'tenant_template/a.sql': init }, ['acme']),
    build({ entryPoints: [join(repository, 'generators/pgcog.ts')], outdir: bundle, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', outExtension: { '.js': '.mjs' }, logLevel: 'error' }),
  ]);
  world = fleet;
  await world.up();
  await world.add('index', change);
  world.change({ 'tenant_template/a.sql': `${init}\ncreate index orders_note on orders (note);` });
  await world.up();
}, 60_000);
afterAll(async () => {
  rmSync(bundle, { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
  await world.close();
});

const loader = 'data:text/javascript,export async function load(url, context, next) { process._rawDebug("LOADED " + url); return next(url, context); }';

/** `pgcog migrate` as a process, and the packages that it loads. */
function migrate(...args: readonly string[]): { readonly status: number | null; readonly said: string; readonly packages: readonly string[] } {
  const { host, user = '' } = world.control.super;
  const url = `postgresql:///${world.control.database}?host=${encodeURIComponent(host)}&user=${encodeURIComponent(user)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', '--experimental-loader', loader, join(bundle, 'pgcog.mjs'), 'migrate', ...args, '--cwd', root, '--database-url', url], { encoding: 'utf8' });
  const loaded = [...stderr.matchAll(/^LOADED file:.*\/node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//gm)].map(([, name = '']) => name);
  return { status, said: stderr.replace(/^LOADED .*\n/gm, '').replace(/^local: .*\n/, ''), packages: [...new Set(loaded)].sort() };
}

/** No grammar, nothing that runs settings or says what is wrong with them, no planner. */
const few = ['commander', 'pg', 'picocolors'];

it('loads nothing to find out that there is nothing to do', () => {
  expect(migrate('status')).toEqual({ status: 0, said: '1 tenant, all at 0002_index\n', packages: few });
  // Remarks are no change.
  write('0002_index', '0001_init', `-- why: it was slow\n${change.toUpperCase().replace('-- PGCOG STEP ALONE', '-- pgcog step alone')}`);
  expect(migrate('up')).toEqual({ status: 0, said: 'everything is current; nothing was changed\n', packages: few });
});

it('reads files whole where one is new, and says what is wrong with it first', () => {
  write('0003_more', '0002_index', 'alter table orders add column more text;');
  expect(migrate('status')).toEqual({ status: 0, said: '0 of 1 tenants are at 0003_more\nthe template has not got 0003_more\n', packages: expect.arrayContaining(['libpg-query']) });
  write('0001_init', null, `${init}\nselect 1;`);
  write('0003_more', '0002_index', 'alter tabel orders add column more text;');
  expect(migrate('up')).toMatchObject({ status: 1, said: expect.stringContaining('migrations/0003_more.sql:4:7 error PGC100: syntax error at or near "tabel"\n') });
  rmSync(join(root, 'migrations', '0003_more.sql'));
  expect(migrate('up')).toMatchObject({ status: 1, said: expect.stringContaining('error PGC640: migrations/0001_init.sql was edited after it was applied\n') });
});
