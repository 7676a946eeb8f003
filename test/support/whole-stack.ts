import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CognitoIdentityProviderClient, ConfirmSignUpCommand, InitiateAuthCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Client } from 'pg';
import { main } from '../../generators/pgcog/main.js';
import { startAppSync } from '../../src/local/appsync/start-appsync.js';
import type { LambdaHandler as DataSource, ResolversFile } from '../../src/local/appsync/types.js';
import { startCognito } from '../../src/local/cognito/start-cognito.js';
import { startDataApi } from '../../src/local/data-api/start-data-api.js';
import { createAuthenticator } from '../../src/local/identity/create-authenticator.js';
import { startLambda } from '../../src/local/lambda/start-lambda.js';
import type { LambdaHandler } from '../../src/local/lambda/types.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../src/local/secrets-manager/start-secrets-manager.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { startServer } from '../../src/postgres/start-server.js';
import { createDataSource, dataApi, type LogLine } from '../../src/runtime/index.js';
import { invokeLater, wakeWorker } from '../../src/runtime/members.js';
import { roleLogins } from '../../src/runtime/role.js';
import { publishEvents } from '../../src/runtime/subscriptions.js';
import { listen, type Events } from '../local/appsync/api.js';
import { removeLeftovers } from '../tenancy/control/leftovers.js';
import type { Ask, GraphqlAnswer } from './local-api.js';

/** What a person of the user pool holds after signing in. */
export interface Tokens {
  readonly id: string;
  readonly refresh: string;
}

export interface Told {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A project on local services alone: every AWS call is the SDK's over HTTP, the Lambda functions are the seeded files. */
export interface WholeStack {
  /** As superuser. */
  readonly admin: Client;
  /** A tenant's name with an ending of this run: roles belong to the whole server. */
  name(stem: string): string;
  readonly lambda: Awaited<ReturnType<typeof startLambda>>;
  readonly secretNames: () => readonly string[];
  readonly log: readonly LogLine[];
  /** Runs `pgcog` against the stack's database and services. */
  pgcog(...argv: readonly string[]): Promise<Told>;
  /** Signs up with the user pool and types in the code that was sent. */
  signUp(email: string): Promise<void>;
  signIn(email: string): Promise<Tokens>;
  refresh(tokens: Tokens): Promise<Tokens>;
  as(tokens: Tokens): Ask;
  /** Opens a subscription. */
  listen(tokens: Tokens, query: string): Promise<Events>;
  /** What the worker's schedule does every minute. */
  everyMinute(): Promise<void>;
  close(): Promise<void>;
}

export const prefix = 'shop/local';
const [region, account] = ['eu-central-1', '123456789012'];
const resourceArn = `arn:aws:rds:${region}:${account}:cluster:local`;
const password = 'Passw0rd!of-nobody';
const repository = new URL('../../', import.meta.url).pathname;

/** @param folder of the project: its `generated/` is in `generated` below it, or below `expected/` */
export async function startWholeStack(folder: string, generated: string, credentials: 'user' | 'role'): Promise<WholeStack> {
  const place = await openDatabase();
  const store = createSecretStore({ region, account });
  const vault = await startSecretsManager({ store });
  const data = await startDataApi({ host: place.host, port: place.port, defaultDatabase: place.database, secrets: store, resourceArn });
  const lambda = await startLambda({ functions: {}, region, account });
  const state = mkdtempSync(join(tmpdir(), 'pgcog-cognito-'));
  const cognito = await startCognito({
    folder: state, lambda: lambda.url, tokenVersion: 'V2_0',
    triggers: { PreSignUp: 'pre-sign-up', PostConfirmation: 'post-confirmation', PreAuthentication: 'pre-authentication', PreTokenGeneration: 'pre-token-generation' },
  });
  const variables: Readonly<Record<string, string>> = {
    AWS_REGION: region, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_RDS_DATA: data.url, AWS_ENDPOINT_URL_SECRETS_MANAGER: vault.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    CLUSTER_ARN: resourceArn, DATABASE: place.database, SECRETS_PREFIX: prefix, USER_POOL_ID: cognito.userPoolId, WORKER_FUNCTION: 'members', GRAPHQL_URL: '',
    PGCOG_SECRETS_PREFIX: prefix, PGCOG_WORKER_FUNCTION: 'members',
  };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  const log: LogLine[] = [];
  const whose = { transport: dataApi({ resourceArn, database: place.database }), credentials: { prefix } };
  const manifest = JSON.parse(readFileSync(join(generated, 'statements.json'), 'utf8')) as unknown;
  const wake = invokeLater({ functionName: 'members' });
  const answering = wakeWorker(createDataSource({
    manifest,
    ...(credentials === 'role' ? roleLogins(whose) : whose),
    log: (line) => log.push(line),
  }), { manifest, wake });
  // The API's address is known when it is there.
  let handler = answering;
  const api = await startAppSync({
    schema: readFileSync(join(generated, 'schema.graphql'), 'utf8'),
    resolvers: JSON.parse(readFileSync(join(generated, 'resolvers.json'), 'utf8')) as ResolversFile,
    read: (file) => readFileSync(join(generated, '..', file), 'utf8'),
    dataSources: { statements: ((event, context) => handler(event, context)) as DataSource, lambda: ((event, context) => handler(event, context)) as DataSource },
    authenticate: createAuthenticator({
      defaultMode: 'cognito_user_pools', userPools: [{ issuer: cognito.issuer, jwksUrl: cognito.jwksUrl, clientId: cognito.clientId }],
      iam: { region, keys: { local: { secretAccessKey: 'local', accountId: account, userArn: `arn:aws:sts::${account}:assumed-role/data-source/1`, username: 'data-source' } } },
    }),
    defaultAuth: 'cognito_user_pools',
  });
  handler = publishEvents(answering, { manifest, url: api.url });
  process.env['GRAPHQL_URL'] = api.url;
  await registerFunctions(lambda, state, generated);
  const pool = new CognitoIdentityProviderClient({ endpoint: cognito.url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  const { clientId: ClientId } = cognito;
  const signed = async (AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH', AuthParameters: Record<string, string>): Promise<Tokens> => {
    const { AuthenticationResult: given } = await pool.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters }));
    if (given?.IdToken === undefined) throw new Error('no tokens were given');
    return { id: given.IdToken, refresh: given.RefreshToken ?? AuthParameters['REFRESH_TOKEN'] ?? '' };
  };
  return {
    admin: place.admin, name: (stem) => `${stem}_${place.run}`, lambda, log,
    secretNames: () => (store.listSecrets({}).SecretList ?? []).map(({ Name: name }) => name ?? '').sort(),
    pgcog: async (...argv) => {
      const [out, err] = [[] as string[], [] as string[]];
      const status = await main([...argv, '--cwd', folder, '--database-url', place.url], {
        cwd: folder, env: { ...variables, NO_COLOR: '1' }, signal: new AbortController().signal,
        stdout: { write: (text) => out.push(text) }, stderr: { write: (text) => err.push(text) },
      });
      await lambda.idle();
      return { status, out: out.join(''), err: err.join('') };
    },
    signUp: async (email) => {
      await pool.send(new SignUpCommand({ ClientId, Username: email, Password: password, UserAttributes: [{ Name: 'email', Value: email }] }));
      await pool.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: (await cognito.lastCode(email)) ?? '' }));
      await lambda.idle();
    },
    signIn: (email) => signed('USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password }),
    refresh: (tokens) => signed('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.refresh }),
    as: (tokens) => async (query, queried = {}) => {
      const answer = await fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: tokens.id }, body: JSON.stringify({ query, variables: queried }) });
      return (await answer.json()) as GraphqlAnswer;
    },
    listen: (tokens, query) => listen(api.url, query, {}, { authorization: tokens.id }),
    everyMinute: async () => {
      await wake();
      await lambda.idle();
    },
    close: async () => {
      pool.destroy();
      await api.close();
      await cognito.close();
      await lambda.close();
      await data.close();
      await vault.close();
      await place.close();
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** The files that a project is given, beside its `generated/`: they find their services by the environment's variables. */
async function registerFunctions(lambda: WholeStack['lambda'], folder: string, generated: string): Promise<void> {
  cpSync(join(repository, 'templates/seeded/lambda'), join(folder, 'lambda'), { recursive: true });
  cpSync(generated, join(folder, 'generated'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const load = (file: string): Promise<Record<string, LambdaHandler>> => import(pathToFileURL(join(folder, 'lambda', file)).href) as Promise<Record<string, LambdaHandler>>;
  const [hooks, members] = [await load('hooks.ts'), await load('members.ts')];
  const wanted = { 'pre-sign-up': hooks['preSignUp'], 'post-confirmation': hooks['postConfirmation'], 'pre-authentication': hooks['preAuthentication'], 'pre-token-generation': hooks['preTokenGeneration'], members: members['handler'] };
  for (const [name, handler] of Object.entries(wanted)) {
    if (handler === undefined) throw new Error(`there is no handler for ${name}`);
    lambda.register(name, { handler, timeout: name === 'members' ? 60_000 : 5_000 });
  }
}

/** A database owned by somebody who may make roles and is no superuser, as Aurora's master user. */
async function openDatabase(): Promise<{ readonly host: string; readonly port: number; readonly database: string; readonly url: string; readonly run: string; readonly admin: Client; close(): Promise<void> }> {
  const run = `c${randomBytes(3).toString('hex')}`;
  const server = await startServer({ version: 17, passwords: true });
  const maintenance = await server.connect(server.maintenance);
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
  const [database, master, word] = [`pgcog_stack_${run}`, `aurora_${run}`, randomBytes(12).toString('hex')];
  await maintenance.query(`create role ${master} login createrole createdb password '${word}'`);
  await maintenance.query(`create database ${database} owner ${master} encoding 'UTF8' template template0`);
  const admin = await server.connect(database);
  const { host, port } = maintenance;
  return {
    host, port, database, admin, run, url: `postgres://${master}:${word}@${host.startsWith('/') ? 'localhost' : host}:${port}/${database}${host.startsWith('/') ? `?host=${encodeURIComponent(host)}` : ''}`,
    close: async () => {
      await admin.end();
      await removeLeftovers(maintenance);
      await maintenance.end();
      await server.stop();
    },
  };
}
