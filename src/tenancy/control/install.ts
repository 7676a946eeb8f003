import { createHash } from 'node:crypto';
import type { Config } from '../../config/types.js';
import { quoteLiteral } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
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

/** What an installation has to do. */
export interface ControlPlan {
  /** The version that is there; 0: none. */
  readonly from: number;
  readonly to: number;
  /** The settings that are applied are others, or of another version. */
  readonly reconfigure: boolean;
}

/**
 * Installs the control schema, or takes it to this version, for these settings. Each version is a transaction of its
 * own, and so are the settings: what was interrupted goes on where it stopped when run again. Two at once take turns.
 *
 * @param client a session outside any transaction of who owns the database and may make roles; no superuser is needed
 * @returns the version before (0: none) and the one now
 * @throws ControlRefusal when the database has been written by a newer tool, a version in it is not what it was, or the
 * session's role may not do it; what `pg` throws for the rest
 */
export async function installControl(client: SqlSession, config: Config): Promise<{ from: number; to: number }> {
  return installSteps(client, config, controlSteps(config));
}

/** {@link installControl} with these versions. */
export async function installSteps(client: SqlSession, config: Config, steps: readonly ControlStep[]): Promise<{ from: number; to: number }> {
  const { from, to, reconfigure } = await planInstallation(client, config, steps);
  for (const step of steps.filter(({ version }) => version > from)) await applyStep(client, step, steps);
  if (reconfigure) await applySettings(client, config, steps);
  return { from, to };
}

/**
 * What {@link installControl} would do.
 *
 * @throws as that does
 */
export async function planInstallation(client: SqlSession, config: Config, steps: readonly ControlStep[] = controlSteps(config)): Promise<ControlPlan> {
  await checkInstaller(client);
  const there = await appliedVersions(client);
  checkVersions(there, steps);
  const settled = there.length === steps.length && (await settingsChecksum(client)) === checksumOf(config, steps);
  return { from: there.at(-1)?.version ?? 0, to: steps.at(-1)?.version ?? 0, reconfigure: !settled };
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Applied {
  readonly version: number;
  readonly checksum: string;
}

async function checkInstaller(client: SqlSession): Promise<void> {
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

async function appliedVersions(client: SqlSession): Promise<readonly Applied[]> {
  // From the tables: within a transaction, to_regclass goes by what the session knew when it began.
  const { rows: found } = await client.query<{ there: boolean; schema: boolean }>(
    `select n.oid is not null as schema, exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = 'versions') as there
     from (select) one left join pg_catalog.pg_namespace n on n.nspname = 'cognition'`);
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

/** Somebody else may have applied it while we waited for our turn. */
async function applyStep(client: SqlSession, step: ControlStep, steps: readonly ControlStep[]): Promise<void> {
  const applied = `insert into cognition.versions (version, name, checksum) values (${step.version}, ${quoteLiteral(step.name)}, ${quoteLiteral(checksum(step.sql))})`;
  await inTransaction(client, async () => {
    const there = await appliedVersions(client);
    checkVersions(there, steps);
    if (there.some(({ version }) => version === step.version)) return [];
    const first = step === steps[0];
    return [...(first ? [bootstrapSql] : []), `set local role ${controlOwner}`, ...(first ? [ownerSql] : []), step.sql, applied];
  });
}

function checksumOf(config: Config, steps: readonly ControlStep[]): string {
  return checksum(JSON.stringify([configurationSql(config), steps.map(({ version }) => version)]));
}

async function settingsChecksum(client: SqlSession): Promise<string | null> {
  const { rows } = await client.query<{ checksum: string | null }>('select checksum from cognition.configuration');
  return rows[0]?.checksum ?? null;
}

/** Grants and policies are made anew after every upgrade, and whenever the settings have changed. */
async function applySettings(client: SqlSession, config: Config, steps: readonly ControlStep[]): Promise<void> {
  const sum = checksumOf(config, steps);
  await inTransaction(client, async () => {
    if ((await settingsChecksum(client)) === sum) return [];
    await client.query(`set local role ${controlOwner}`);
    await checkMembers(client, config);
    return [configurationSql(config), `update cognition.configuration set checksum = ${quoteLiteral(sum)}`];
  });
}

/** A role that the settings do not have any more may have members; applying would fail by a check that names nobody. */
async function checkMembers(client: SqlSession, config: Config): Promise<void> {
  const { rows } = await client.query<{ role: string; members: number; some: string }>(`
    select u.app_role as role, count(*)::int as members, min(u.email || ' of ' || t.name) as some from cognition.users u join cognition.tenants t on t.id = u.tenant_id
    where u.app_role <> all (array[${config.roles.map(({ name }) => quoteLiteral(name)).join(', ')}]::text[]) group by u.app_role order by u.app_role collate "C"`);
  if (rows.length === 0) return;
  const told = rows.map(({ role, members, some }) => `${role} (${some}${members === 1 ? '' : `, and ${members - 1} more`})`);
  throw new ControlRefusal(`members have roles that the settings do not have: ${told.join(', ')}`, 'put the role back, or first: pgcog user role EMAIL ROLE --tenant NAME, or pgcog user remove EMAIL');
}

/**
 * One transaction; what is done in it is asked when it is this session's turn. The lock ends with the transaction: a
 * session's own would stay with a pooled connection. Its key is `cognit` in ASCII.
 */
async function inTransaction(client: SqlSession, statements: () => Promise<readonly string[]>): Promise<void> {
  await client.query('begin');
  try {
    await client.query(settings);
    const texts = await statements();
    if (texts.length > 0) await client.query(texts.join(';\n'));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** What the session has set counts for nothing: names mean the server's own. */
const settings = [
  "do $$ begin perform pg_catalog.pg_advisory_xact_lock(x'636f676e6974'::int8); end $$",
  'set local search_path = pg_catalog, pg_temp', 'set local standard_conforming_strings = on', 'set local check_function_bodies = on',
].join(';\n');
