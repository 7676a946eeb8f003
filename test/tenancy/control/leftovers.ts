import type { Client } from 'pg';
import { quoteIdentifier } from '../../../src/postgres/quote.js';

/** Whatever this server's tests have made: all but roles with a note of `ensureRoles`, of which those of a control schema go too. */
const leftRoles = `select r.oid, r.rolname as name from pg_roles r where r.oid >= 16384 and not r.rolsuper and r.rolname !~ '^pgcog_(?!left_)'
  and (r.rolname ~ '^(tenant_.*|application_admins)$' or coalesce(shobj_description(r.oid, 'pg_authid'), '') !~ '^pgcog:')`;

/** Of tests, and whatever else such a role owns or was granted something in. */
const leftDatabases = `select d.datname as name from pg_database d where d.datname ~ '^pgcog_(control|local)_' or d.datname ~ '^pgcog_' and exists (
  select from pg_shdepend s join (${leftRoles}) as left_role on left_role.oid = s.refobjid
  where s.refclassid = 'pg_authid'::regclass and d.oid in (s.dbid, case when s.classid = 'pg_database'::regclass then s.objid end))`;

/**
 * Makes room for a control schema, of which a server has one: databases and roles of this run or of an earlier one.
 * On an embedded server, roles that its kept databases grant to must have been put out of the way: `ensureRoles`.
 */
export async function removeLeftovers(maintenance: Client): Promise<void> {
  const { rows: databases } = await maintenance.query<{ name: string }>(leftDatabases);
  for (const { name } of databases) await maintenance.query(`drop database ${quoteIdentifier(name)} with (force)`);
  const { rows: roles } = await maintenance.query<{ name: string }>(leftRoles);
  if (roles.length === 0) return;
  const list = roles.map(({ name }) => quoteIdentifier(name)).join(', ');
  await maintenance.query(`drop owned by ${list} cascade; drop role ${list}`);
}
