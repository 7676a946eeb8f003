import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import type { Config } from '../../src/config/types.js';
import { migrateUp } from '../../src/migrations/run/migrate-up.js';
import type { OwnSession } from '../../src/migrations/run/types.js';
import type { SqlSession } from '../../src/postgres/sql-session.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { migrationOf, type MigrationText } from '../../test/migrations/run/migration-of.js';
import { templateOf } from '../../test/tenancy/template/install.js';

/** What a runner's process is to do, and when it is killed. */
export interface MigratorOrder {
  readonly connection: { readonly host: string; readonly port: number; readonly user: string; readonly password: string; readonly database: string };
  readonly config: Config;
  readonly template: Readonly<Record<string, string>>;
  readonly migrations: readonly MigrationText[];
  /** See `RunOptions`. */
  readonly small: number;
  /** Null: it runs to its end. */
  readonly kill: KillPoint | null;
}

export interface KillPoint {
  /** Part of the queries that count. */
  readonly of: string;
  /** Which of them, from 1; one that is never reached: it runs to its end. */
  readonly at: number;
  /** Milliseconds after that query was sent; null: before it is sent. */
  readonly after: number | null;
}

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as MigratorOrder;
let seen = 0;
const die = (): boolean => process.kill(process.pid, 'SIGKILL');

async function connect(): Promise<OwnSession> {
  const client = new Client({ ...order.connection, ssl: false, application_name: 'migrator' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('set search_path = pg_catalog, pg_temp');
  const session: SqlSession = {
    query: (text, values) => {
      if (order.kill !== null && text.includes(order.kill.of)) seen += 1;
      if (order.kill !== null && seen === order.kill.at && order.kill.after === null) die();
      if (order.kill !== null && seen === order.kill.at) setTimeout(die, order.kill.after ?? 0);
      return client.query(text, values);
    },
  };
  return { session, lasting: true, cancel: () => Promise.resolve(), close: () => client.end() };
}

const files = await Promise.all(order.migrations.map((one) => migrationOf(order.config, one)));
const { session, close } = await connect();
const report = await migrateUp({
  session, lasting: true, connect, grammar: await loadGrammar(), config: order.config, files, template: () => templateOf(order.template, order.config), tenants: null, canary: 0, parallel: 4,
  continueOnError: true, skipFailing: false, verify: false, limits: { lock: 500, statement: 60_000, outside: 60_000 }, small: order.small, batchSize: 7, tries: 40, pause: 20, signal: new AbortController().signal, onEvent: () => undefined,
});
process.stdout.write(JSON.stringify({ failures: report.failures, behind: report.behind }));
await close();
