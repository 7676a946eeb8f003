import { randomBytes } from 'node:crypto';
import {
  BatchExecuteStatementCommand, BeginTransactionCommand, CommitTransactionCommand, ExecuteStatementCommand, RDSDataClient, RollbackTransactionCommand,
  type ColumnMetadata, type ExecuteStatementCommandInput, type ExecuteStatementCommandOutput, type Field, type SqlParameter,
} from '@aws-sdk/client-rds-data';
import type { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import type { DataApiOptions } from '../../../src/local/data-api/types.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import type { SecretStore } from '../../../src/local/secrets-manager/types.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer } from '../../../src/postgres/types.js';

export const region = 'eu-central-1';
export const resourceArn = `arn:aws:rds:${region}:123456789012:cluster:local`;
export const annSecret = 'shop/local/users/ann';
export const bobSecret = 'shop/local/users/bob';

/** An error as the SDK throws it. */
export interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly dbConnectionId?: number;
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

type Extra = Partial<ExecuteStatementCommandInput>;

/** A Data API and the SDK's client of it. */
export interface Api {
  readonly api: DataApi;
  readonly client: RDSDataClient;
  execute(sql: string, parameters?: readonly SqlParameter[], extra?: Extra): Promise<ExecuteStatementCommandOutput>;
  /** Of the first row, the first column. */
  value(sql: string, parameters?: readonly SqlParameter[], extra?: Extra): Promise<Field | undefined>;
  column(sql: string): Promise<ColumnMetadata | undefined>;
  fails(sql: string, parameters?: readonly SqlParameter[], extra?: Extra): Promise<SdkError>;
  batch(sql: string, parameterSets: SqlParameter[][], transactionId?: string): Promise<unknown>;
  begin(secretArn?: string): Promise<string>;
  commit(transactionId: string, secretArn?: string): Promise<string | undefined>;
  rollback(transactionId: string, secretArn?: string): Promise<string | undefined>;
}

export interface Harness {
  readonly server: PostgresServer;
  readonly database: string;
  readonly host: string;
  readonly port: number;
  readonly admin: Client;
  readonly store: SecretStore;
  readonly users: { readonly ann: string; readonly bob: string };
  open(options?: Partial<DataApiOptions>): Promise<Api>;
}

/** The call's error; the test fails where it succeeds. */
export async function failure(call: Promise<unknown>): Promise<SdkError> {
  const answer = await call.then((value) => ({ value }), (error: unknown) => ({ error }));
  if ('error' in answer) return answer.error as SdkError;
  throw new Error(`it succeeded: ${JSON.stringify(answer.value)}`);
}

/** A server with a database, two users and their secrets, for the tests of one file. */
export function useHarness(): Harness {
  const opened: (() => Promise<unknown>)[] = [];
  const run = randomBytes(4).toString('hex');
  const users = { ann: `ann_${run}`, bob: `bob_${run}` };
  const database = `data_api_${run}`;
  const state: { harness: Harness | null } = { harness: null };
  beforeAll(async () => {
    const server = await startServer({ version: 17, passwords: true });
    const maintenance = await server.connect(server.maintenance);
    await maintenance.query(`create role ${users.ann} login password 'ann''s'; create role ${users.bob} login password 'bob''s'`);
    await maintenance.query(`create database ${database}`);
    const admin = await server.connect(database);
    await admin.query(`grant create, usage on schema public to public; grant create on database ${database} to public`);
    const store = createSecretStore({ region, account: '123456789012' });
    store.createSecret({ Name: annSecret, SecretString: JSON.stringify({ username: users.ann, password: "ann's" }) });
    store.createSecret({ Name: bobSecret, SecretString: JSON.stringify({ username: users.bob, password: "bob's", engine: 'postgres', port: 5432 }) });
    const { host, port } = maintenance;
    const open = async (options: Partial<DataApiOptions> = {}): Promise<Api> => {
      const api = await startDataApi({ host, port, defaultDatabase: database, secrets: store, resourceArn, ...options });
      const client = new RDSDataClient({ endpoint: api.url, region, credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' }, maxAttempts: 1 });
      opened.push(async () => { client.destroy(); await api.close(); });
      return callsOf(api, client);
    };
    state.harness = { server, database, host, port, admin, store, users, open };
    opened.push(async () => {
      await admin.end();
      await maintenance.query(`drop database ${database} with (force)`);
      await maintenance.query(`drop role ${users.ann}, ${users.bob}`);
      await maintenance.end();
      await server.stop();
    });
  });
  afterAll(async () => {
    for (const close of [...opened.slice(1), ...opened.slice(0, 1)]) await close();
  });
  return new Proxy({} as Harness, { get: (_, name) => Reflect.get(state.harness ?? {}, name) });
}

function callsOf(api: DataApi, client: RDSDataClient): Api {
  const execute: Api['execute'] = (sql, parameters = [], extra = {}) =>
    client.send(new ExecuteStatementCommand({ resourceArn, secretArn: annSecret, sql, parameters: [...parameters], ...extra }));
  return {
    api, client, execute,
    value: async (sql, parameters, extra) => (await execute(sql, parameters, extra)).records?.[0]?.[0],
    column: async (sql) => (await execute(sql, [], { includeResultMetadata: true })).columnMetadata?.[0],
    fails: (sql, parameters, extra) => failure(execute(sql, parameters, extra)),
    batch: (sql, parameterSets, transactionId) => client.send(new BatchExecuteStatementCommand({ resourceArn, secretArn: annSecret, sql, parameterSets, transactionId })),
    begin: async (secretArn = annSecret) => (await client.send(new BeginTransactionCommand({ resourceArn, secretArn }))).transactionId ?? '',
    commit: async (transactionId, secretArn = annSecret) => (await client.send(new CommitTransactionCommand({ resourceArn, secretArn, transactionId }))).transactionStatus,
    rollback: async (transactionId, secretArn = annSecret) => (await client.send(new RollbackTransactionCommand({ resourceArn, secretArn, transactionId }))).transactionStatus,
  };
}

export const text = (name: string, stringValue: string, typeHint?: SqlParameter['typeHint']): SqlParameter => ({ name, value: { stringValue }, ...(typeHint === undefined ? {} : { typeHint }) });
export const long = (name: string, longValue: number): SqlParameter => ({ name, value: { longValue } });
export const none = (name: string): SqlParameter => ({ name, value: { isNull: true } });
