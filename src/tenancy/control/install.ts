import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { Config } from '../../config/types.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { bootstrapSql, ownerSql } from './bootstrap.js';
import { configurationSql } from './configure.js';
import { controlOwner } from './role-names.js';
import { controlSteps, type ControlStep } from './steps.js';

/** The control schema cannot be installed here, and whoever installs it can do something about it. */
export class ControlRefusal extends Error {
  constructor(message: string, readonly hint: string) {
    super(message);
    this.name = 'ControlRefusal';
  }
}

/**
 * Installs the control schema, or takes it to this version, for these settings. Each version is a transaction of its
 * own, and so are the settings: what was interrupted goes on where it stopped when run again.
 *
 * @param client a session outside any transaction of who owns the database and may make roles; no superuser is needed
 * @returns the version before (0: none) and the one now
 * @throws ControlRefusal when the database has been written by a newer tool, a version in it is not what it was, or the
 * session's role may not do it; what `pg` throws for the rest
 */
export async function installControl(client: Client, config: Config): Promise<{ from: number; to: number }> {
  return installSteps(client, config, controlSteps(config));
}

/** {@link installControl} with these versions. */
export async function installSteps(client: Client, config: Config, steps: readonly ControlStep[]): Promise<{ from: number; to: number }> {
  await checkInstaller(client);
  // Two at once would take turns step by step: the second finds all done. The key is `cognit` in ASCII.
  await client.query("select pg_catalog.pg_advisory_lock(x'636f676e6974'::int8)");
  try {
    const there = await appliedVersions(client);
    checkVersions(there, steps);
    for (const step of steps.slice(there.length)) await applyStep(client, step, there.length === 0 && step === steps[0]);
    await applySettings(client, config, steps);
    return { from: there.at(-1)?.version ?? 0, to: steps.at(-1)?.version ?? 0 };
  } finally {
    await client.query("select pg_catalog.pg_advisory_unlock(x'636f676e6974'::int8)");
  }
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Applied {
  readonly version: number;
  readonly checksum: string;
}

async function checkInstaller(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string; makes: boolean; owns: boolean; superuser: boolean; name: string }>(`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding, r.rolcreaterole as makes, r.rolsuper as superuser, current_user::text as name,
      pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE') as owns
    from pg_catalog.pg_roles r, pg_catalog.pg_database d where r.rolname = current_user and d.datname = pg_catalog.current_database()`);
  const here = rows[0];
  if (here === undefined) throw new Error('the server did not say who is connected');
  if (here.version < 150000) throw new ControlRefusal('PostgreSQL is older than 15', 'use PostgreSQL 15 or newer');
  if (here.encoding !== 'UTF8') throw new ControlRefusal(`the database's encoding is ${here.encoding}`, 'make the database with encoding UTF8');
  if (!here.superuser && !(here.makes && here.owns)) {
    throw new ControlRefusal(`${here.name} cannot install the control schema`, 'connect as the owner of the database with the attribute CREATEROLE: on Aurora, the master user');
  }
}

async function appliedVersions(client: Client): Promise<readonly Applied[]> {
  const { rows: found } = await client.query<{ there: boolean; schema: boolean }>(
    `select pg_catalog.to_regclass('cognition.versions') is not null as there, pg_catalog.to_regnamespace('cognition') is not null as schema`);
  if (found[0]?.there !== true) {
    if (found[0]?.schema !== true) return [];
    throw new ControlRefusal('there is a schema cognition that is not ours', 'rename or drop it, or use another database');
  }
  const { rows } = await client.query<Applied>('select version, checksum from cognition.versions order by version');
  return rows;
}

function checkVersions(there: readonly Applied[], steps: readonly ControlStep[]): void {
  const last = steps.at(-1)?.version ?? 0;
  const now = there.at(-1)?.version ?? 0;
  if (now > last) throw new ControlRefusal(`the control schema is of version ${now}, this tool knows ${last}`, 'update pg-cognition');
  for (const [index, { version, checksum: sum }] of there.entries()) {
    const step = steps[index];
    if (step?.version === version && checksum(step.sql) === sum) continue;
    throw new ControlRefusal(`version ${version} of the control schema is not what was applied`, 'use a release of pg-cognition: versions that were applied are never edited');
  }
}

async function applyStep(client: Client, step: ControlStep, first: boolean): Promise<void> {
  const applied = `insert into cognition.versions (version, name, checksum) values (${step.version}, ${quoteLiteral(step.name)}, ${quoteLiteral(checksum(step.sql))})`;
  await inTransaction(client, [...(first ? [bootstrapSql] : []), `set local role ${controlOwner}`, ...(first ? [ownerSql] : []), step.sql, applied]);
}

/** Grants and policies are made anew after every upgrade, and whenever the settings have changed. */
async function applySettings(client: Client, config: Config, steps: readonly ControlStep[]): Promise<void> {
  const sql = configurationSql(config);
  const sum = checksum(JSON.stringify([sql, steps.map(({ version }) => version)]));
  const { rows } = await client.query<{ checksum: string | null }>('select checksum from cognition.configuration');
  if (rows[0]?.checksum === sum) return;
  await inTransaction(client, [`set local role ${controlOwner}`, sql, `update cognition.configuration set checksum = ${quoteLiteral(sum)}`]);
}

/** What the session has set counts for nothing: names mean the server's own. */
async function inTransaction(client: Client, statements: readonly string[]): Promise<void> {
  const before = ['set local search_path = pg_catalog, pg_temp', 'set local standard_conforming_strings = on', 'set local check_function_bodies = on'];
  try {
    await client.query(['begin', ...before, ...statements].join(';\n'));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
