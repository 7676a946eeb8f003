import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsEndpoints } from '../support/aws-endpoints.js';
import { openLocalDatabase, removeProject, shopProject } from './support.js';

const bin = fileURLToPath(new URL('../../dist/pgcog.js', import.meta.url));
const environment = { ...process.env, NO_COLOR: '1' };
let root = '';

beforeAll(() => void (root = shopProject()));
afterAll(() => removeProject(root));

const run = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
  spawnSync(process.execPath, [bin, ...args], { cwd: root, env: environment, encoding: 'utf8' });

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs the command and sends it a signal when its standard error matches. */
async function interrupt(args: readonly string[], when: RegExp, signal: NodeJS.Signals): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [bin, ...args], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  let sent = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (!sent && when.test(stderr)) sent = child.kill(signal);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

const serverIsThere = (): boolean => existsSync(join(root, '.pgcog/local/postgres/slot-0/data/postmaster.pid'));

describe('pgcog as a process', () => {
  it('loads neither a driver nor an SDK to show its help', () => {
    const loader = 'data:text/javascript,export async function load(url, context, next) { process._rawDebug("LOADED " + url); return next(url, context); }';
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--experimental-loader', loader, bin, '--help'], { cwd: root, env: environment, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('pgcog control up --admin me@example.com')]);
    const loaded = [...stderr.matchAll(/^LOADED file:\/\/(.*)$/gm)].map(([, path = '']) => readFileSync(path, 'utf8'));
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(250_000);
    expect(loaded.filter((text) => /RDSDataClient|SASLInitialResponse|libpg-query/.test(text))).toEqual([]);
  });

  it('killed in the middle, and interrupted, it goes on when it is run again', async () => {
    expect((await interrupt(['control', 'up'], /^local: /m, 'SIGKILL')).code).toBeNull();
    const interrupted = await interrupt(['control', 'up'], /^local: /m, 'SIGINT');
    expect(interrupted).toEqual({ code: 130, stderr: 'local: PostgreSQL 17 in .pgcog/local\ninterrupted; what was not said to be done is not done\n' });
    expect(serverIsThere()).toBe(false);
    expect(run('control', 'up', '--admin', 'me@x.test')).toMatchObject({ status: 0, stdout: '' });
    const { status, stdout } = run('control', 'status', '--json');
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { upToDate: true, members: 1 }]);
    expect(serverIsThere()).toBe(false);
  });

  it('interrupted while it makes tenants, it leaves whole ones', async () => {
    writeFileSync(join(root, 'tenants.txt'), Array.from({ length: 300 }, (_, at) => `t${at}`).join('\n'));
    const { code, stderr } = await interrupt(['tenant', 'create', '--file', 'tenants.txt'], /^3\/300 /m, 'SIGINT');
    expect([code, stderr]).toEqual([130, expect.stringMatching(/^3\/300 t2\n[^]*interrupted; /m)]);
    const told = [...stderr.matchAll(/^\d+\/300 (t\d+)$/gm)].map(([, name = '']) => name);
    const local = await openLocalDatabase(root);
    const { rows } = await local.client.query<{ names: readonly string[]; schemas: number; roles: number }>(`
      select array(select name from cognition.tenants order by length(name), name) as names, (select count(*)::int from pg_namespace where nspname ~ '^t\\d+$') as schemas,
        (select count(*)::int from pg_roles where rolname ~ '^t\\d+_(owner|users|admins|billing)$') as roles`);
    await local.close();
    expect(rows).toEqual([{ names: told, schemas: told.length, roles: told.length * 4 }]);
  });

  it('asks AWS who it is, with the SDK of its own bundle', async () => {
    const aws = await startAwsEndpoints({ AKIAOPS: '111111111111' }, {});
    writeFileSync(join(root, 'aws.config.mjs'), "export default { environments: { production: { region: 'eu-central-1', account: '222222222222', stack: 'shop' } } };");
    const env = { ...environment, AWS_ACCESS_KEY_ID: 'AKIAOPS', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL_STS: aws.sts, AWS_ENDPOINT_URL_SSM: aws.ssm };
    const child = spawn(process.execPath, [bin, 'tenant', 'list', '--env', 'production', '-c', 'aws.config.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    await aws.close();
    expect([code, stderr.split('\n')[0], aws.calls]).toEqual([1, 'error PGC602: these credentials are of account 111111111111, environment production is 222222222222', ['GetCallerIdentity']]);
  });

  it('says no on one line each, and how to go on', () => {
    expect(run('tenant', 'drop', 't0')).toEqual(expect.objectContaining({
      status: 2, stdout: '', stderr: expect.stringMatching(/^error PGC606: .*\n {2}= help: add --confirm t0\n\s*$/),
    }));
    expect(run('tenant', 'dorp', 't0')).toMatchObject({ status: 2, stderr: "error: unknown command 'dorp'\n(Did you mean drop?)\n(pgcog --help shows what there is)\n" });
  });
});
