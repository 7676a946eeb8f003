import type { Client } from 'pg';
import type { Config } from '../../../src/config/types.js';
import type { MigrationFile } from '../../../src/migrations/types.js';
import { migrateUp } from '../../../src/migrations/run/migrate-up.js';
import type { OwnSession, RunEvent, RunOptions, RunReport } from '../../../src/migrations/run/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { installTemplate } from '../../../src/tenancy/template/install-template.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { openControl, type ControlWorld } from '../../tenancy/control/harness.js';
import { startControlServer, type ControlServer } from '../../tenancy/control/control-server.js';
import { templateOf } from '../../tenancy/template/install.js';
import { migrationOf } from './migration-of.js';

type Texts = Readonly<Record<string, string>>;

/** Tenants of a template, and a folder of migrations, taken along by the runner. */
export interface FleetWorld {
  readonly control: ControlWorld;
  readonly server: ControlServer;
  /** Schema names by the names given. */
  readonly tenants: Readonly<Record<string, string>>;
  readonly events: RunEvent[];
  /** The template is these files by now. */
  change(files: Texts): void;
  /** A migration behind those that are there; returns its id. */
  add(name: string, sql: string): Promise<string>;
  /** All that were added; as they would be read. */
  files(): readonly MigrationFile[];
  setFiles(files: readonly MigrationFile[]): void;
  options(changes?: Partial<RunOptions>): Promise<RunOptions>;
  up(changes?: Partial<RunOptions>): Promise<RunReport>;
  addTenant(name: string): Promise<string>;
  rows<T extends object>(sql: string, values?: unknown[]): Promise<readonly T[]>;
  /** What each tenant has that differs from the template. */
  differences(): Promise<Readonly<Record<string, readonly unknown[]>>>;
  close(): Promise<void>;
}

export async function openFleet(files: Texts, names: readonly string[], version: 15 | 16 | 17 | 18 = 17, first: string | null = null, changes: Partial<Config> = {}): Promise<FleetWorld> {
  const server = await startControlServer(version);
  const control = await openControl({ on: server, changes });
  const { config, run, master } = control;
  await installTemplate(master, await templateOf(files, config));
  await control.super.query(`create role mover_${run} login password 'mover' in role cognition_owner; grant connect on database ${control.database} to mover_${run}`);
  let current = files;
  let migrations: readonly MigrationFile[] = [];
  const tenants: Record<string, string> = {};
  const events: RunEvent[] = [];
  const world: FleetWorld = {
    control, server, tenants, events,
    change: (next) => void (current = next),
    add: async (name, sql) => {
      migrations = [...migrations, await migrationOf(config, { name, sql, number: migrations.length + 1, after: migrations.at(-1)?.id ?? null })];
      return migrations.at(-1)?.id ?? '';
    },
    files: () => migrations,
    setFiles: (next) => void (migrations = next),
    options: async (changes = {}) => ({
      session: master, lasting: true, connect: () => connect(control), grammar: await loadGrammar(), config, files: migrations, template: () => templateOf(current, config),
      tenants: null, canary: 0, parallel: 3, continueOnError: false, skipFailing: false, verify: false, limits: { lock: 3000, statement: 60_000, outside: 60_000 },
      batchSize: 100, tries: 30, pause: 50, signal: new AbortController().signal, onEvent: (event) => void events.push(event), ...changes,
    }),
    up: async (changes) => migrateUp(await world.options(changes)),
    addTenant: async (name) => {
      tenants[name] = `${name}_${run}`;
      await createTenant(master, { name: `${name}_${run}`, displayName: name });
      return `${name}_${run}`;
    },
    rows: async <T extends object>(sql: string, values: unknown[] = []) => (await control.super.query<T>(sql, values)).rows,
    differences: async () => {
      const found: Record<string, readonly unknown[]> = {};
      for (const [name, schema] of Object.entries(tenants)) found[name] = await control.asOwner('select object, difference from cognition.tenant_differences($1)', [schema]);
      return found;
    },
    close: async () => {
      await control.close();
      await server.stop();
    },
  };
  await world.add('init', first ?? Object.entries(files).map(([path, sql]) => `${path.startsWith('shared/') ? '-- pgcog step shared\n' : '-- pgcog step transaction\n'}${sql}`).join('\n'));
  for (const name of names) await world.addTenant(name);
  return world;
}

async function connect(control: ControlWorld): Promise<OwnSession> {
  const client: Client = await control.login(`mover_${control.run}`, 'mover');
  await client.query('set search_path = pg_catalog, pg_temp');
  return { session: client, lasting: true, cancel: () => Promise.resolve(), close: () => client.end() };
}
