import type { Config } from '../../config/types.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import type { SourceFile } from '../../source/types.js';

/** A template that tenants were made by or taken to: its files, and the settings that it was loaded with. */
export interface KnownTemplate {
  readonly files: readonly SourceFile[];
  readonly config: Pick<Config, 'roles' | 'knownRoles' | 'templateSchema' | 'defaultGrants'>;
}

const tables = `
create schema if not exists pgcog_dev;
revoke all on schema pgcog_dev from public;
create table if not exists pgcog_dev.templates (version text primary key, files jsonb not null, config jsonb not null, known_at timestamptz not null default clock_timestamp());
create table if not exists pgcog_dev.tenants (name text primary key, seeded boolean not null);
create table if not exists pgcog_dev.people (email text primary key)`;

/**
 * Makes the tables where dev notes what it did, as the database's owner; they are in the database, so that a note and
 * what it tells of are one transaction. Tenants that are there already count as done: they are not dev's.
 */
export async function openState(session: SqlSession): Promise<void> {
  const { rows } = await session.query<{ there: boolean }>("select pg_catalog.to_regclass('pgcog_dev.people') is not null as there");
  if (rows[0]?.there === true) return;
  await session.query(`begin; set local client_min_messages = warning; ${tables}; commit`);
}

/** Names of tenants that were here before dev: they get no seeds. Called when the control schema is there. */
export async function noteStrangers(session: SqlSession): Promise<void> {
  await session.query('insert into pgcog_dev.tenants (name, seeded) select t.name, true from cognition.tenants t where not exists (select from pgcog_dev.tenants) on conflict do nothing');
}

/** Keeps a template by the version of its program. Within the transaction of what makes it current; as the owner of the database. */
export async function keepTemplate(session: SqlSession, version: string, { files, config }: KnownTemplate): Promise<void> {
  const { roles, knownRoles, templateSchema, defaultGrants } = config;
  await session.query(
    'insert into pgcog_dev.templates (version, files, config) values ($1::text, $2::jsonb, $3::jsonb) on conflict (version) do update set files = excluded.files, config = excluded.config, known_at = clock_timestamp()',
    [version, JSON.stringify(files), JSON.stringify({ roles, knownRoles, templateSchema, defaultGrants })]);
  // What nobody can go back to is of no use.
  await session.query('delete from pgcog_dev.templates t where t.version <> $1::text and t.known_at < (select min(n.known_at) from (select k.known_at from pgcog_dev.templates k order by k.known_at desc limit 20) n)', [version]);
}

/** Null where dev has not seen it. */
export async function findTemplate(session: SqlSession, version: string): Promise<KnownTemplate | null> {
  const { rows } = await session.query<KnownTemplate>('select t.files, t.config from pgcog_dev.templates t where t.version = $1::text', [version]);
  return rows[0] ?? null;
}

/** The schema that a template was written in; null where dev has not seen it. */
export async function schemaOfTemplate(session: SqlSession, version: string): Promise<string | null> {
  const { rows } = await session.query<{ schema: string }>("select t.config->>'templateSchema' as schema from pgcog_dev.templates t where t.version = $1::text", [version]);
  return rows[0]?.schema ?? null;
}

/** Tenants whose seeds were not run, by name. */
export async function unseededTenants(session: SqlSession): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select t.name from cognition.tenants t where not exists (select from pgcog_dev.tenants d where d.name = t.name and d.seeded) order by t.name collate "C"`);
  return rows.map(({ name }) => name);
}

/** Names that dev has made once, tenants and people: what was taken away since stays away. */
export async function madeBefore(session: SqlSession): Promise<{ readonly tenants: readonly string[]; readonly people: readonly string[] }> {
  const { rows } = await session.query<{ tenants: readonly string[]; people: readonly string[] }>(
    'select array(select d.name from pgcog_dev.tenants d) as tenants, array(select p.email from pgcog_dev.people p) as people');
  return rows[0] ?? { tenants: [], people: [] };
}

export async function noteTenant(session: SqlSession, name: string, seeded: boolean): Promise<void> {
  await session.query('insert into pgcog_dev.tenants (name, seeded) values ($1::text, $2::boolean) on conflict (name) do update set seeded = excluded.seeded', [name, seeded]);
}

/** Makes the person again when it is wanted. */
export async function forgetPerson(session: SqlSession, email: string): Promise<void> {
  await session.query('delete from pgcog_dev.people p where p.email = $1::text', [email]);
}

export async function notePerson(session: SqlSession, email: string): Promise<void> {
  await session.query('insert into pgcog_dev.people (email) values ($1::text) on conflict do nothing', [email]);
}
