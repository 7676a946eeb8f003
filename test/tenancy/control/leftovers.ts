import type { Client } from 'pg';
import { quoteIdentifier } from '../../../src/postgres/quote.js';

/** Roles of a control schema, of its template, of tenants with the ending of a run (one is called `users`), and of their members. */
const leftRoles = "rolname ~ '^(u_[0-9a-f]{32}|l_[0-9a-f]{32}|cognition_(owner|hooks|worker|rotation|tenant_owners)|tenant_(template_)?(users|admins|billing|owners?|extra)|application_admins|rds_superuser|users_(owner|users|admins|billing)|.*_c[0-9a-f]{6}1?(_.*)?)$'";

/**
 * Makes room for a control schema, of which a server has one: databases and roles of this run or of one that was killed.
 * On an embedded server, roles that its kept databases grant to must have been put out of the way: `ensureRoles`.
 *
 * @param groups of the configuration, besides the usual ones
 */
export async function removeLeftovers(maintenance: Client, groups: readonly string[] = []): Promise<void> {
  const { rows: databases } = await maintenance.query<{ name: string }>(`select d.datname as name from pg_database d where d.datname ~ '^pgcog_' and exists (
    select from pg_shdepend s join pg_roles r on r.oid = s.refobjid where r.rolname = 'cognition_owner' and d.oid in (s.dbid, case when s.classid = 'pg_database'::regclass then s.objid end)
    ) or d.datname ~ '^pgcog_(control|local)_'`);
  for (const { name } of databases) await maintenance.query(`drop database ${quoteIdentifier(name)} with (force)`);
  const { rows: roles } = await maintenance.query<{ name: string }>(`select rolname as name from pg_roles where oid >= 16384 and (${leftRoles} or rolname = any ($1))`, [groups]);
  for (const { name } of roles) await maintenance.query(`drop owned by ${quoteIdentifier(name)} cascade; drop role ${quoteIdentifier(name)}`);
}
