import type { Client } from 'pg';
import type { Config } from '../../src/config/types.js';
import type { MigrationFile } from '../../src/migrations/types.js';
import { migrateUp, RowsInTheWay } from '../../src/migrations/run/migrate-up.js';
import type { RunOptions } from '../../src/migrations/run/types.js';
import type { Grammar } from '../../src/parse/types.js';
import { quoteIdentifier, quoteQualified } from '../../src/postgres/quote.js';
import { ensureRoles } from '../../src/postgres/roles.js';
import { fingerprint } from '../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../src/tenancy/fingerprint/types.js';
import { fillTables } from '../../src/tenancy/isolation/fill-tables.js';
import { installTemplate, type Template } from '../../src/tenancy/template/install-template.js';
import { createTenant } from '../../src/tenancy/tenants/create-tenant.js';
import type { ControlServer } from '../../test/tenancy/control/control-server.js';
import { openControl, type ControlWorld } from '../../test/tenancy/control/harness.js';

/** A template installed as in production, and tenants of it with rows. */
export interface Tenants {
  readonly admin: Client;
  readonly names: readonly string[];
  /** Takes all along. Rows that are in the way are deleted, as somebody would who is told of them. @returns whether there were any */
  up(files: readonly MigrationFile[], template: Template, table: string | null): Promise<boolean>;
  /** Rows for tables that have none. */
  fill(): Promise<void>;
  look(schema: string): Promise<Fingerprint>;
  /** The schema that tenants are compared with. */
  reference(): Promise<string>;
  close(): Promise<void>;
}

export async function openTenants(server: ControlServer, { config, grammar, template, files, count }: { readonly config: Config; readonly grammar: Grammar; readonly template: Template; readonly files: readonly MigrationFile[]; readonly count: number }): Promise<Tenants> {
  const control = await openControl({ on: server, changes: config });
  const { master, super: admin, run } = control;
  await ensureRoles(admin, config.knownRoles.filter((name) => name !== 'postgres').map((name) => ({ name, memberOf: [] })));
  await installTemplate(master, template);
  await admin.query(`create role mover_${run} login password 'mover' in role cognition_owner; grant connect on database ${control.database} to mover_${run}`);
  const names = Array.from({ length: count }, (_, n) => `t${n}_${run}`);
  for (const name of names) await createTenant(master, { name, displayName: name });
  const tenants: Tenants = {
    admin, names,
    up: async (next, today, table) => {
      const options = runOptions(control, { grammar, files: next, template: today });
      const found = await migrateUp(options).then(complete, rowsInTheWay);
      if (!found) return false;
      for (const name of names) await empty(admin, name, table);
      await migrateUp(options).then(complete);
      return true;
    },
    fill: async () => {
      for (const name of names) await fill(server, control, name);
    },
    look: async (schema) => fingerprint(admin, { schema, roles: config.roles.map(({ name }) => name), template: schema === (await tenants.reference()) }),
    reference: async () => {
      const { rows } = await admin.query<{ name: string }>('select p.reference as name from cognition.template_programs p where p.current');
      return rows[0]?.name ?? '';
    },
    close: () => control.close(),
  };
  await tenants.up(files, template, null);
  return tenants;
}

function runOptions(control: ControlWorld, rest: { readonly grammar: Grammar; readonly files: readonly MigrationFile[]; readonly template: Template }): RunOptions {
  return {
    session: control.master, lasting: true, config: control.config, grammar: rest.grammar, files: rest.files, template: () => Promise.resolve(rest.template),
    connect: async () => {
      const client = await control.login(`mover_${control.run}`, 'mover');
      await client.query('set search_path = pg_catalog, pg_temp');
      return { session: client, lasting: true, cancel: () => Promise.resolve(), close: () => client.end() };
    },
    tenants: null, canary: 0, parallel: 3, continueOnError: false, skipFailing: false, verify: false, limits: { lock: 10_000, statement: 60_000, outside: 60_000 },
    batchSize: 100, tries: 30, pause: 50, signal: new AbortController().signal, onEvent: () => undefined,
  };
}

function complete({ failures, behind }: Awaited<ReturnType<typeof migrateUp>>): false {
  if (failures.length > 0 || behind > 0) throw new Error(`tenants are behind: ${failures.map(({ tenant, step, why }) => `${tenant}, step ${step}: ${why}`).join('\n')}`);
  return false;
}

function rowsInTheWay(error: unknown): true {
  if (error instanceof RowsInTheWay) return true;
  throw error;
}

/** One table, or all where it is not known. */
async function empty(admin: Client, tenant: string, table: string | null): Promise<void> {
  const { rows } = await admin.query<{ name: string }>("select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p')", [tenant]);
  const names = rows.map(({ name }) => name).filter((name) => table === null || name === table);
  if (names.length > 0) await admin.query(`truncate ${names.map((name) => quoteQualified(tenant, name)).join(', ')} cascade`);
}

async function fill(server: ControlServer, { super: admin, database }: ControlWorld, tenant: string): Promise<void> {
  const owner = await server.connect(database);
  try {
    await owner.query(`set session authorization ${quoteIdentifier(`${tenant}_owner`)}; set search_path = pg_catalog`);
    await fillTables(admin, owner, { name: tenant, marker: 'rows' });
  } finally {
    await owner.end();
  }
}
