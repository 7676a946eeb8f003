import { createHash } from 'node:crypto';
import type { LoadPlan } from '../../catalog/plan-load.js';
import type { Config } from '../../config/types.js';
import { sqlFailure } from '../../postgres/failure.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import { controlOwner } from '../control/role-names.js';
import { storeProgram } from '../program/store-program.js';
import type { TemplateProgram } from '../program/types.js';
import { installShared, sharedStatements } from './install-shared.js';
import { TemplateRefused } from './template-refused.js';

export { TemplateRefused } from './template-refused.js';

export interface Template {
  readonly config: Config;
  readonly plan: LoadPlan;
  /** Cut from the same plan: `cutProgram`. */
  readonly program: TemplateProgram;
}

/**
 * Puts a template into a database that has the control schema: extensions, schema `shared`, what the template makes in
 * `public`, its program, and the schema that tenants are compared with. All in one transaction; the same template again
 * changes nothing. Another one takes its place as long as no tenant was made and nobody else's rows are in `shared`.
 *
 * @param client a session outside any transaction of who may become the control schema's owner and may make extensions:
 * the owner of the database; no superuser is needed
 * @returns whether anything was changed, and the program's version
 * @throws TemplateRefused for what whoever installs it can do something about; what `pg` throws when the connection breaks
 */
export async function installTemplate(client: SqlSession, template: Template): Promise<{ readonly changed: boolean; readonly version: string }> {
  await client.query('begin');
  try {
    await client.query('set local search_path = pg_catalog, pg_temp; set local standard_conforming_strings = on; set local check_function_bodies = off; set local client_min_messages = warning');
    const changed = await install(client, template);
    await client.query('commit');
    return { changed, version: template.program.version };
  } catch (thrown) {
    await client.query('rollback').catch(() => undefined); // A broken connection has rolled back; what broke it is thrown.
    throw refusal(thrown);
  }
}

interface Installed {
  readonly checksum: string | null;
  readonly tenants: number;
  /** What the template looks like is known for this version of the server. */
  readonly known: boolean;
  readonly reference: string | null;
  /** Tables of `shared` with rows that the template did not make. */
  readonly filled: boolean;
}

async function install(client: SqlSession, template: Template): Promise<boolean> {
  await becomeOwner(client);
  const there = await installed(client);
  const sum = templateChecksum(template);
  if (there.checksum === sum && there.known) return false;
  if (there.checksum === sum) {
    await client.query('select cognition.adopt_template($1)::text', [there.reference]);
    return true;
  }
  checkReplaceable(there);
  if (there.reference !== null) await client.query('select cognition.drop_template($1)::text', [there.reference]);
  if (there.checksum !== null) await client.query('select cognition.drop_shared()::text');
  await installShared(client, template);
  await storeProgram(client, template.program);
  await client.query('select cognition.make_template()::text');
  await client.query('select cognition.try_grants()::text where exists (select from cognition.tenant_grants)');
  await client.query(
    `insert into cognition.installed_template (version, checksum, shared_rows) values ($1, $2, ${sharedRows})
     on conflict (one) do update set version = excluded.version, checksum = excluded.checksum, shared_rows = excluded.shared_rows, installed_at = excluded.installed_at`, [template.program.version, sum]);
  return true;
}

const sharedRows = "(select coalesce(jsonb_agg(to_jsonb(r) order by r.object), '[]') from cognition.schema_rows('shared', true) r)";

async function becomeOwner(client: SqlSession): Promise<void> {
  const { rows } = await client.query<{ ready: boolean; member: boolean; name: string }>(
    `select to_regclass('cognition.installed_template') is not null as ready, session_user::text as name,
       exists (select from pg_roles r where r.rolname = '${controlOwner}' and pg_has_role(session_user, r.oid, 'MEMBER')) as member`);
  const [here] = rows;
  if (here?.ready !== true) throw new TemplateRefused('PGC180', 'this database has no control schema, or that of an older version', 'run pgcog control up');
  if (!here.member) throw new TemplateRefused('PGC180', `${here.name} may not install a template`, 'connect as whoever installed the control schema: on Aurora, the master user');
  await client.query(`set local role ${controlOwner}; do $$ begin perform cognition.lock_tenants(); end $$`);
}

async function installed(client: SqlSession): Promise<Installed> {
  const { rows } = await client.query<Installed>(`
    select i.checksum, (select count(*)::int from cognition.tenants) as tenants, p.reference,
      exists (select from cognition.template_objects o where o.version = p.version and o.server = current_setting('server_version_num')::int) as known,
      i.checksum is not null and i.shared_rows <> ${sharedRows} as filled
    from (select) as one left join cognition.installed_template i on true left join cognition.template_programs p on p.current`);
  const [row] = rows;
  if (row === undefined) throw new Error('the server did not say what is installed');
  return row;
}

function checkReplaceable({ checksum: sum, tenants, filled, reference }: Installed): void {
  if (tenants > 0) {
    throw new TemplateRefused('PGC181', `the template has changed, and ${tenants} ${tenants === 1 ? 'tenant was' : 'tenants were'} made from the one before`, 'take tenants along by a migration: pgcog migrate up');
  }
  if (filled) throw new TemplateRefused('PGC181', 'the template has changed, and shared has rows that it did not make', 'take them along by a migration, pgcog migrate up; or delete them');
  if (sum === null && reference !== null) throw new TemplateRefused('PGC181', 'there is a template that was not installed by this tool', 'use another database');
}

/** Of all that is installed, as it is written: SHA-256 in hexadecimal. */
export function templateChecksum({ config, plan, program }: Template): string {
  const shared = sharedStatements(plan, config).map(({ text, searchPath }) => [text, searchPath]);
  const extensions = plan.extensions.map(({ name }) => name);
  return createHash('sha256').update(JSON.stringify([program.version, program.once, shared, extensions, config.defaultGrants])).digest('hex');
}

/** What PostgreSQL says about the template's own statements is for its author; the rest is not about the template. */
function refusal(thrown: unknown): unknown {
  const failure = sqlFailure(thrown);
  if (failure === null || failure.sqlState.startsWith('57') || failure.sqlState.startsWith('08')) return thrown;
  const place = failure.detail === null ? '' : ` (${failure.detail.split('\n').at(-1)?.slice(0, 120) ?? ''})`;
  return new TemplateRefused('PGC183', `${failure.message}${place}`, failure.hint ?? 'nothing was changed: put it right and run it again');
}
