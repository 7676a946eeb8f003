import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDataApi, type DataApi } from '../../src/local/data-api/start-data-api.js';
import { startLambda } from '../../src/local/lambda/start-lambda.js';
import type { RunningLambda } from '../../src/local/lambda/types.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../src/local/secrets-manager/start-secrets-manager.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { startAwsEndpoints, type AwsEndpoints } from '../support/aws-endpoints.js';
import { removeLeftovers } from '../tenancy/control/leftovers.js';
import { pgcog, removeProject, shopProject, type Ran, type World } from './support.js';

const account = '123456789012';
const region = 'eu-central-1';
const config = `export default {
  roles: { users: {}, admins: { inherits: ['users'] }, billing: {} },
  auth: ['cognito_user_pools', 'iam'],
  environments: {
    staging: { region: '${region}', account: '${account}', stack: 'shop' },
    production: { region: '${region}', account: '222222222222', stack: 'shop', protect: true },
    guarded: { region: '${region}', account: '${account}', stack: 'shop', protect: true },
    gone: { region: '${region}', account: '${account}', stack: 'never' },
    mute: { region: '${region}', account: '${account}', stack: 'mute' },
    empty: { region: '${region}' },
  },
};`;

const run = `c${randomBytes(3).toString('hex')}`;
const database = `pgcog_control_${run}`;
const clusterArn = `arn:aws:rds:${region}:${account}:cluster:shop`;
const store = createSecretStore({ region, account });
const before = { ...process.env };
let root = '';
let server: PostgresServer;
let maintenance: Client;
let admin: Client;
let data: DataApi;
let lambda: RunningLambda;
let aws: AwsEndpoints;
let vault: { readonly url: string; close(): Promise<void> };

const on = (args: readonly string[], environment = 'staging', world: World = {}): Promise<Ran> => pgcog(root, [...args, '--env', environment], world);
const written = async (): Promise<number> => Number((await admin.query<{ n: string }>("select count(*) as n from pg_namespace where nspname = 'cognition'")).rows[0]?.n);

beforeAll(async () => {
  root = shopProject(config);
  server = await startServer({ version: 17, passwords: true });
  maintenance = await server.connect('postgres');
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
  const password = randomBytes(12).toString('hex');
  await maintenance.query(`create role aurora_${run} login createrole createdb password '${password}'`);
  await maintenance.query(`create database ${database} owner aurora_${run} encoding 'UTF8' template template0`);
  admin = await server.connect(database);
  const { ARN } = store.createSecret({ Name: 'rds!cluster-shop', SecretString: JSON.stringify({ username: `aurora_${run}`, password }) });
  data = await startDataApi({ host: maintenance.host, port: maintenance.port, defaultDatabase: 'postgres', secrets: store, resourceArn: clusterArn, sessionState: 'leak' });
  vault = await startSecretsManager({ store });
  lambda = await startLambda({ region, account, functions: { 'shop-worker': (event) => Promise.resolve(event) } });
  const outputs = { clusterArn, secretArn: ARN, database, secretsPrefix: 'shop/staging', userPoolId: `${region}_abc`, workerFunction: 'shop-worker' };
  aws = await startAwsEndpoints({ AKIAOPS: account }, { '/pgcog/shop': JSON.stringify(outputs), '/pgcog/mute': JSON.stringify({ clusterArn }) });
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAOPS', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL_STS: aws.sts, AWS_ENDPOINT_URL_SSM: aws.ssm,
    AWS_ENDPOINT_URL_RDS_DATA: data.url, AWS_ENDPOINT_URL_SECRETS_MANAGER: vault.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url,
  });
});

afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await admin.end();
  await Promise.all([data.close(), vault.close(), lambda.close(), aws.close()]);
  await removeLeftovers(maintenance);
  await maintenance.end();
  await server.stop();
  removeProject(root);
});

describe('before anything is written', () => {
  it.each([
    ['production', [], 'error PGC606: this needs a confirmation: Type production to write to the environment production'],
    ['production', ['--confirm-env', 'production'], 'error PGC602: these credentials are of account 123456789012, environment production is 222222222222'],
    ['guarded', ['--confirm-env', 'production'], 'error PGC606: --confirm-env production: that is not guarded; nothing was done'],
    ['gone', [], 'error PGC604: there is no stack never here: the parameter /pgcog/never is not there'],
    ['mute', [], 'error PGC605: the parameter /pgcog/mute does not say secretArn, database, secretsPrefix'],
    ['empty', [], 'error PGC601: environment empty says no account and no stack'],
    ['stagin', [], 'error PGC600: there is no environment stagin; did you mean staging?'],
  ])('%s %j is stopped', async (environment, more, message) => {
    const { status, err, out } = await on(['control', 'up', ...more], environment);
    // A confirmation that is missing is a wrong command line.
    expect([status, out, err.split('\n')[0]]).toEqual([message.includes('PGC606') ? 2 : 1, '', message]);
    expect([await written(), data.calls()]).toEqual([0, 0]);
  });

  it('nobody is believed to be of the account', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIASTRANGER';
    const { status, err } = await on(['control', 'up']);
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAOPS';
    expect([status, err]).toEqual([1, expect.stringMatching(/^error PGC603: AWS does not say who this is: The security token/)]);
    expect(await written()).toBe(0);
  });

  it('another answer to the question ends it', async () => {
    const asked: string[] = [];
    const { status, err } = await on(['control', 'up'], 'guarded', { answers: ['guard'], asked });
    expect([status, asked]).toEqual([1, ['Type guarded to write to the environment guarded']]);
    expect(err).toContain(`guarded: account ${account}, ${region}, stack shop\n`);
    expect(err).toContain('error PGC606: guard is not guarded; nothing was done');
    expect(await written()).toBe(0);
  });
});

describe('through the Data API', () => {
  it.each([
    [{ fault: 'kill', sql: /create or replace function cognition\.project_user/ }, 'error PGC607: the connection broke: terminating connection due to administrator command\n  = help: run it again: it goes on from what is done'],
    [{ fault: 'drop', operations: ['CommitTransaction'], when: 'after' }, 'error PGC607: the connection broke'],
    [{ fault: 'internal', sql: /cognition\.make_template/ }, 'error PGC618: AWS refuses: InternalServerErrorException'],
    [{ fault: 'drop', sql: /cognition\.set_service_password/, when: 'after' }, 'error PGC607: the connection broke'],
  ] as const)('%j stops it, and nothing is left half done', async (rule, message) => {
    const take = data.faults.inject({ ...rule, count: 1 });
    const { status, err } = await on(['control', 'up']);
    take();
    expect([status, err]).toEqual([1, expect.stringContaining(message)]);
    for (const until = Date.now() + 20_000; data.transactions() > 0 && Date.now() < until;) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(data.transactions()).toBe(0);
  });

  it('goes on from there, to the end', async () => {
    const { status, json, err } = await on(['control', 'up', '--admin', 'me@x.test', '--json']);
    expect([status, err]).toEqual([0, '']);
    // The runs before have got as far as the services.
    expect(json).toMatchObject({ ok: true, environment: 'staging', changed: true, services: ['cognition_hooks', 'cognition_worker', 'cognition_rotation'], admin: { email: 'me@x.test', invited: true } });
    expect(json['events']).toEqual({ waiting: { invited: 1 }, workerCalled: true });
    await lambda.idle();
    expect(lambda.invocations).toMatchObject([{ name: 'shop-worker', type: 'Event', payload: {} }]);
    expect(data.transactions()).toBe(0);
  });

  it('says that there is nothing left to do', async () => {
    const { status, err } = await on(['control', 'up']);
    expect(status).toBe(0);
    expect(err.split('\n').slice(0, 2)).toEqual([`staging: account ${account}, ${region}, stack shop`, 'everything is up to date; nothing was changed']);
    expect((await on(['control', 'status', '--json'])).json).toMatchObject({ upToDate: true, tenants: 0, members: 1 });
  });

  it('gives services the passwords of their secrets', async () => {
    const secret = JSON.parse(store.getSecretValue({ SecretId: 'shop/staging/services/hooks' }).SecretString ?? '') as { username: string; password: string };
    const { Client: Connection } = await import('pg');
    const hooks = new Connection({ host: maintenance.host, port: maintenance.port, database, user: secret.username, password: secret.password, ssl: false });
    await hooks.connect();
    expect((await hooks.query("select cognition.is_invited('me@x.test') as invited")).rows).toEqual([{ invited: true }]);
    await hooks.end();
  });

  it('makes tenants and members', async () => {
    const acme = `acme_${run}`;
    expect((await on(['tenant', 'create', acme, "Acme 'n' :p1 $1"])).status).toBe(0);
    expect((await on(['user', 'invite', 'Ann@acme.test', '--tenant', acme, '--role', 'admins', '--expires', '2031-01-31', '--json'])).json).toMatchObject({ member: { email: 'ann@acme.test', role: 'admins', expiresAt: '2031-01-31T00:00:00Z' } });
    expect((await on(['user', 'whois', 'ann@acme.test', '--json'])).json).toMatchObject({ memberships: [{ tenant: acme, sub: null, isCurrent: false, groups: [] }] });
    expect((await on(['tenant', 'list'])).out).toBe(`NAME          DISPLAY NAME     STATUS  MEMBERS\n${acme}  Acme 'n' :p1 $1  active  1\n`);
    expect((await on(['user', 'expire', 'ann@acme.test', '--at', 'never'])).err).toContain('never ends');
  });

  it('tells a refusal of PostgreSQL by its SQLSTATE, and writes nothing', async () => {
    const acme = `acme_${run}`;
    const twice = await on(['user', 'invite', 'ann@acme.test', '--tenant', acme, '--role', 'users']);
    expect([twice.status, twice.err]).toEqual([1, expect.stringContaining('error PGC614: this address has a membership there already\n  = help: pgcog user whois')]);
    const taken = await on(['tenant', 'create', acme]);
    expect([taken.status, taken.err]).toEqual([1, expect.stringContaining('error PGC614: this name is taken')]);
    expect((await on(['user', 'list', '--json'])).json['members']).toHaveLength(2);
    expect(data.transactions()).toBe(0);
  });

  it('gives grants, and shuts members out', async () => {
    const acme = `acme_${run}`;
    expect((await on(['grant', '--tenant', acme, 'grant select on private_notes to tenant_admins'])).err).toContain(`${acme} has it now`);
    expect((await on(['grant', '--all-tenants', 'grant select on private_notes to tenant_users', '--json'])).json).toMatchObject({ ok: true, tenants: [acme], failures: [] });
    expect((await on(['grant', 'list', '--json'])).json).toMatchObject({ grants: [{ tenant: acme, waiting: [] }, { tenant: null, grantedAt: expect.stringMatching(/^\d{4}-.*Z$/), waiting: [] }] });
    await admin.query("update cognition.users set status = 'active' where email = 'ann@acme.test'");
    expect((await on(['user', 'suspend', 'ann@acme.test', '--json'])).json).toMatchObject({ member: { status: 'suspended' } });
  });

  it('drops a tenant', async () => {
    const acme = `acme_${run}`;
    expect((await on(['tenant', 'drop', acme, '--confirm', acme])).status).toBe(0);
    expect((await admin.query('select from pg_namespace where nspname = $1', [acme])).rowCount).toBe(0);
  });
});
