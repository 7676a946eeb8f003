import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { readCatalog } from '../../../src/catalog/read-catalog.js';
import type { Catalog } from '../../../src/catalog/types.js';
import type { Config } from '../../../src/config/types.js';
import { quoteLiteral } from '../../../src/postgres/quote.js';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';
import { analyse, readViews, type Analysis, type ViewDefinitions } from '../../../src/statements/analyse.js';
import { fixtures } from './cases.js';

const config: Config = {
  kind: 'config', engine: 'js', postgres: 17, templateSchema: 'tenant_template', roles: [], credentials: 'user', scalars: {},
  limits: { list: { size: 50, max: 500 } }, defaultGrants: false, knownRoles: [], auth: [], claims: [], environments: {},
};

/** A parameter of a statement: its type, whether null may be sent, and the value it is run with. */
export interface TestParameter {
  readonly type: string;
  readonly nullable: boolean;
  readonly value: string | null;
}

/** What the server answers: cells as text, and each column's type oid and modifier. */
export interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly types: readonly (readonly [type: number, typmod: number])[];
}

/** The fixtures' database with its rows. */
export interface Shop {
  readonly client: Client;
  readonly catalog: Catalog;
  readonly views: ViewDefinitions;
  analyse(sql: string, parameters?: readonly TestParameter[]): Promise<Analysis>;
  /** Runs a statement and undoes it. */
  run(sql: string, parameters?: readonly TestParameter[]): Promise<Answer>;
  close(): Promise<void>;
}

export async function openShop(version: 17 | 18, more = ''): Promise<Shop> {
  const server = await startServer({ version });
  const database = await openScratch(server);
  const { admin: client } = database;
  const [schema, rows] = ['schema.sql', 'rows.sql'].map((file) => readFileSync(join(fixtures, file), 'utf8'));
  await client.query(`create schema tenant_template; set search_path = tenant_template; ${schema}; ${rows}; ${more}`);
  const catalog = await readCatalog({ database, config: { ...config, postgres: version } });
  const views = await readViews(client);
  const close = async (): Promise<void> => {
    await database.drop();
    await server.stop();
  };
  return {
    client, catalog, views, close,
    analyse: async (sql, parameters = []) => analyse({
      tree: await treeOf(client, sql, parameters.map(({ type }) => type)), catalog, views, serverVersion: catalog.serverVersion,
      nullableParameters: new Set(parameters.flatMap(({ nullable }, index) => (nullable ? [index + 1] : []))),
    }),
    run: (sql, parameters = []) => run(client, sql, parameters),
  };
}

/** The analysed tree of a statement: of a function's body that is never called. */
export async function treeOf(client: Client, sql: string, types: readonly string[] = []): Promise<string> {
  return inFunction(client, sql, types, async () => {
    const { rows } = await client.query<{ tree: string }>(`select prosqlbody::text as tree from pg_proc where oid = 'pg_temp.statement'::regproc`);
    return rows[0]?.tree ?? '';
  });
}

/** Looks at the function `pg_temp.statement` with a statement as its body, then undoes it. */
export async function inFunction<T>(client: Client, sql: string, types: readonly string[], look: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const make = (returns: string): string => `create function pg_temp.statement(${types.join(', ')}) returns ${returns} language sql begin atomic ${sql}; end`;
    await client.query('savepoint made');
    await client.query(make('setof record')).catch(async () => {
      await client.query('rollback to made');
      await client.query(make('void'));
    });
    return await look();
  } finally {
    await client.query('rollback');
  }
}

async function run(client: Client, sql: string, parameters: readonly TestParameter[]): Promise<Answer> {
  const types = parameters.length === 0 ? '' : `(${parameters.map(({ type }) => type).join(', ')})`;
  const values = parameters.map(({ value }) => (value === null ? 'null' : quoteLiteral(value)));
  await client.query(`begin; prepare statement${types} as ${sql}`);
  try {
    const text = values.length === 0 ? 'execute statement' : `execute statement(${values.join(', ')})`;
    const { rows, fields } = await client.query<(string | null)[]>({ text, rowMode: 'array', types: { getTypeParser: () => (value: string) => value } });
    return { rows, types: fields.map(({ dataTypeID, dataTypeModifier }) => [dataTypeID, dataTypeModifier] as const) };
  } finally {
    await client.query('rollback; deallocate all');
  }
}
