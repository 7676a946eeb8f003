import { installedExtensions, installExtensions, type InstalledExtensions, type WantedExtension } from '../../catalog/extensions.js';
import { homeOf, pathSql, searchPathOf } from '../../catalog/load-step.js';
import { moveExtensionNames } from '../../catalog/move-extension-names.js';
import type { LoadPlan } from '../../catalog/plan-load.js';
import { applicationAdmins, groupRole } from '../../catalog/scratch-roles.js';
import { fixedSchemas } from '../../catalog/scope.js';
import type { Config } from '../../config/types.js';
import { loadGrammar } from '../../parse/load-grammar.js';
import type { SqlStatement } from '../../parse/types.js';
import { refusalOf } from '../../postgres/failure.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { controlOwner } from '../control/role-names.js';
import { foldLabels } from '../program/fold-labels.js';
import type { TemplateProgram } from '../program/types.js';
import { TemplateRefused } from './template-refused.js';

interface Shared {
  readonly config: Config;
  readonly plan: LoadPlan;
  readonly program: TemplateProgram;
}

/** The statements of `shared/`, in the order of running. */
export function sharedStatements(plan: LoadPlan, config: Config): readonly SqlStatement[] {
  return plan.run.filter((one) => homeOf(one, config.templateSchema) === fixedSchemas.shared);
}

/**
 * Makes what is there once for all tenants: extensions, schema `shared`, what the template has in `public`; all but the
 * extensions the control schema's owner's. In a transaction of a session that has become that owner by SET LOCAL ROLE.
 *
 * @throws TemplateRefused for an extension that cannot be used and for a statement that fails
 */
export async function installShared(client: SqlSession, { config, plan, program }: Shared): Promise<void> {
  const groups = [...config.roles.map(({ name }) => groupRole(name)), applicationAdmins].map(quoteIdentifier).join(', ');
  await refuseForeign(client);
  await client.query(`create schema if not exists extensions; grant usage on schema extensions to ${groups}`);
  await asSession(client, () => makeExtensions(client, plan.extensions));
  const installed = await installedExtensions(client, plan.extensions);
  await client.query(`create schema shared; grant usage on schema shared to ${groups}`);
  await runStatements(client, foldLabels(await loadGrammar(), sharedStatements(plan, config), fixedSchemas.shared), { home: fixedSchemas.shared, installed });
  if (config.defaultGrants) await client.query(defaultGrants);
  await client.query("select cognition.finish_schema('shared')::text");
  if (program.once.length > 0) await runOnce(client, program.once);
  await client.query('select cognition.open_shared()::text');
}

async function refuseForeign(client: SqlSession): Promise<void> {
  const { rows } = await client.query(`select from pg_namespace where nspname = 'shared'`);
  if (rows.length > 0) throw new TemplateRefused('PGC183', 'there is a schema shared that this tool did not make', 'rename or drop it, or use another database');
}

/** Whoever the session is, may make extensions that are trusted; the control schema's owner may not. */
async function asSession(client: SqlSession, work: () => Promise<void>): Promise<void> {
  await client.query('set local role none');
  await work();
  await client.query(`set local role ${controlOwner}`);
}

/** One by one: the first that fails has ended the transaction. */
async function makeExtensions(client: SqlSession, wanted: readonly WantedExtension[]): Promise<void> {
  for (const one of wanted) {
    const [problem] = await installExtensions(client, [one]);
    if (problem !== undefined) throw new TemplateRefused('PGC182', problem.message, 'install it as the administrator of the server, or leave it out');
  }
  const { rows } = await client.query<{ name: string; schema: string }>(
    `select x.extname as name, n.nspname as schema from pg_extension x join pg_namespace n on n.oid = x.extnamespace
     where x.extname in (select jsonb_array_elements_text($1::jsonb)) and x.extrelocatable and n.nspname <> '${fixedSchemas.extensions}'`, [JSON.stringify(wanted.map(({ name }) => name))]);
  const [astray] = rows;
  if (astray === undefined) return;
  throw new TemplateRefused('PGC182', `extension ${astray.name} is in schema ${astray.schema}, where tenants do not look for it`, `alter extension ${quoteIdentifier(astray.name)} set schema extensions`);
}

async function runStatements(client: SqlSession, statements: readonly SqlStatement[], { home, installed }: { readonly home: string; readonly installed: InstalledExtensions }): Promise<void> {
  const grammar = await loadGrammar();
  for (const statement of statements) {
    const text = moveExtensionNames(grammar, statement, installed)?.text ?? statement.text;
    await run(client, `set local search_path = ${pathSql(searchPathOf(statement, home))}`, text, statement.span.file);
  }
  await client.query('set local search_path = pg_catalog, pg_temp');
}

/** `public` is not the control schema's owner's, and from PostgreSQL 15 on not everybody's. */
async function runOnce(client: SqlSession, statements: readonly string[]): Promise<void> {
  await asSession(client, async () => void (await client.query(`grant create on schema public to ${controlOwner}`)));
  for (const text of statements) await run(client, 'set local search_path = extensions', text, 'tenant_template');
  await asSession(client, async () => void (await client.query(`revoke create on schema public from ${controlOwner}; set local search_path = pg_catalog, pg_temp`)));
}

async function run(client: SqlSession, before: string, text: string, file: string): Promise<void> {
  try {
    await client.query(before);
    await client.query(text);
  } catch (thrown) {
    const failure = refusalOf(thrown);
    throw new TemplateRefused('PGC183', `${file}: ${failure.message} (${text.split('\n')[0]?.slice(0, 80) ?? ''})`, failure.hint ?? 'nothing was changed: put it right and run it again');
  }
}

/** The rules of `defaultGrants` for tenants: admins do everything, users read. */
const defaultGrants = ['tables', 'sequences', 'routines'].map((kind) =>
  `grant all on all ${kind} in schema shared to ${groupRole('admins')}, ${applicationAdmins}; grant ${kind === 'routines' ? 'execute' : 'select'} on all ${kind} in schema shared to ${groupRole('users')}`).join(';\n');
