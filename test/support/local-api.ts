import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startAppSync } from '../../src/local/appsync/start-appsync.js';
import type { LambdaHandler, ResolversFile } from '../../src/local/appsync/types.js';
import { startDataApi } from '../../src/local/data-api/start-data-api.js';
import { createAuthenticator } from '../../src/local/identity/create-authenticator.js';
import type { AuthMode } from '../../src/local/identity/types.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../src/local/secrets-manager/start-secrets-manager.js';
import { startTokenIssuer } from './start-token-issuer.js';
import { direct } from '../../src/runtime/direct.js';
import { createDataSource, dataApi, type LogLine } from '../../src/runtime/index.js';
import { lambdaResolvers, type LambdaResolver } from '../../src/runtime/lambda.js';
import { roleLogins } from '../../src/runtime/role.js';
import type { LocalTenants, Person } from './local-tenants.js';

export interface GraphqlAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly path?: readonly (string | number)[] | null; readonly errorType?: string | null; readonly errorInfo?: Readonly<Record<string, unknown>> | null; readonly message: string }[];
}

/** Sends one request; who sends it is decided already. */
export type Ask = (document: string, variables?: Readonly<Record<string, unknown>>) => Promise<GraphqlAnswer>;

export interface LocalApiOptions {
  /** Has generated/: schema.graphql, resolvers.json, statements.json and what they name. */
  readonly folder: string;
  readonly tenants: LocalTenants;
  readonly people: readonly Person[];
  /** Who the IAM role `reporting` is in the database; nobody by default. */
  readonly robot?: Person;
  readonly defaultAuth?: AuthMode;
  /** What the next call finds of a session of the Data API; nothing by default. */
  readonly sessionState?: 'reset' | 'leak';
  /** Straight to PostgreSQL, with logins from Secrets Manager, instead of the Data API. */
  readonly direct?: boolean;
  readonly resolvers?: Readonly<Record<string, LambdaResolver>>;
}

export interface LocalApi {
  /** With an ID token of the user pool. `claims` replace what the token hook would have set. */
  as(person: Person, claims?: Readonly<Record<string, unknown>>): Ask;
  /** As the IAM role `reporting`, with a signature; see `robot`. */
  readonly asRole: Ask;
  readonly asNobody: Ask;
  readonly log: readonly LogLine[];
  readonly dataApi: Awaited<ReturnType<typeof startDataApi>>;
  close(): Promise<void>;
}

const region = 'eu-central-1';
const account = '123456789012';
const resourceArn = `arn:aws:rds:${region}:${account}:cluster:local`;
const accessKey = { accessKeyId: 'AKIALOCALREPORTING', secretAccessKey: 'a-secret-of-the-local-stack' };
const prefix = 'shop/local';

/** A generated API on local services: AppSync, the Lambda's handler, Data API and secrets, over HTTP. */
export async function startLocalApi({ folder, tenants, people, robot, defaultAuth = 'cognito_user_pools', sessionState = 'reset', direct: straight = false, resolvers = {} }: LocalApiOptions): Promise<LocalApi> {
  const log: LogLine[] = [];
  const store = createSecretStore({ region, account });
  const members = people.map(({ id, password }) => ({ secret: `users/${id}`, username: id, password }));
  for (const { secret, ...login } of tenants.credentials === 'user' ? members : tenants.logins) store.createSecret({ Name: `${prefix}/${secret}`, SecretString: JSON.stringify(login) });
  if (robot !== undefined) store.createSecret({ Name: `${prefix}/overrides/reporting`, SecretString: JSON.stringify({ username: robot.id, password: robot.password }) });
  const data = await startDataApi({ host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets: store, resourceArn, sessionState });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new RDSDataClient({ endpoint: data.url, region, credentials, maxAttempts: 1 });
  const vault = await startSecretsManager({ store });
  const secrets = new SecretsManagerClient({ endpoint: vault.url, region, credentials });
  const connections = straight ? direct({ host: tenants.host, port: tenants.port, database: tenants.database, secrets }) : null;
  const transport = connections ?? dataApi({ client, resourceArn, database: tenants.database });
  const whose = {
    prefix,
    ...(robot === undefined ? {} : { assumedRoleOverrides: { [`${account}/reporting`]: { secret: 'reporting', tenant: robot.tenant, role: robot.role, userId: robot.id } } }),
  };
  const handler = createDataSource({
    manifest: JSON.parse(read(folder, 'generated/statements.json')) as unknown,
    ...(tenants.credentials === 'role' ? roleLogins({ transport, credentials: whose }) : { transport, credentials: whose }),
    lambda: lambdaResolvers(resolvers),
    log: (line) => log.push(line),
  }) as LambdaHandler;
  const tokens = await startTokenIssuer();
  const authenticate = createAuthenticator({
    defaultMode: defaultAuth,
    userPools: [{ issuer: tokens.issuer, jwksUrl: tokens.jwksUrl, clientId: tokens.clientId }],
    iam: { region, keys: { [accessKey.accessKeyId]: { ...accessKey, accountId: account, username: 'AROAREPORTING:nightly', userArn: `arn:aws:sts::${account}:assumed-role/reporting/nightly` } } },
  });
  const api = await startAppSync({
    schema: read(folder, 'generated/schema.graphql'),
    resolvers: JSON.parse(read(folder, 'generated/resolvers.json')) as ResolversFile,
    read: (file) => read(folder, file),
    dataSources: { statements: handler, lambda: handler },
    authenticate,
    defaultAuth,
  });
  const as = (person: Person, claims: Readonly<Record<string, unknown>> = {}): Ask => {
    const token = tokens.issue({ sub: `sub-${person.id}`, use: 'id', claims: { userid: person.id, tenant: person.tenant, role: person.role, ...claims } });
    return async (query, variables = {}) => post(api.url, { authorization: await token }, { query, variables });
  };
  return {
    as,
    asRole: (query, variables = {}) => signedPost(api.url, { query, variables }),
    asNobody: (query, variables = {}) => post(api.url, {}, { query, variables }),
    log,
    dataApi: data,
    close: async () => {
      await api.close();
      await tokens.close();
      client.destroy();
      secrets.destroy();
      await connections?.close();
      await vault.close();
      await data.close();
    },
  };
}

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

async function post(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<GraphqlAnswer> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return (await answer.json()) as GraphqlAnswer;
}

async function signedPost(url: string, body: object): Promise<GraphqlAnswer> {
  const { hostname, port, host, pathname, protocol } = new URL(url);
  const signer = new SignatureV4({ service: 'appsync', region, credentials: accessKey, sha256: Sha256 });
  const signed = await signer.sign({
    method: 'POST', protocol, hostname, port: Number(port), path: pathname,
    headers: { host, 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  const { host: _host, ...headers } = signed.headers;
  return post(url, headers, body);
}
