import type { Client } from 'pg';
import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import { controlOwner, hooksRole, ownersGroup, rotationRole, workerRole } from '../control/role-names.js';

/** The login that no row of `cognition.users` is of. */
export const nobodyRole = 'pgcog_isolation_nobody';

/** Databases of proofs begin with this. */
export const databasePrefix = 'pgcog_isolation_';

/**
 * Makes room for a control schema, of which a server has one: drops databases and roles of proofs, this one's or those
 * of a run that was killed. Only for an embedded scratch server, where nothing is worth keeping.
 *
 * @param maintenance a superuser's session in a database that stays
 * @param tenants their roles go too where nothing else tells any more whose they are
 */
export async function clearServer(maintenance: Client, tenants: readonly string[]): Promise<void> {
  const { rows: databases } = await maintenance.query<{ name: string }>(databasesSql);
  for (const { name } of databases) await maintenance.query(`drop database if exists ${quoteIdentifier(name)} with (force)`);
  const { rows: roles } = await maintenance.query<{ name: string }>(rolesSql, [tenants.map((name) => `${name}_`)]);
  if (roles.length === 0) return;
  const list = roles.map(({ name }) => quoteIdentifier(name)).join(', ');
  await maintenance.query(`drop owned by ${list} cascade; drop role ${list}`);
}

const fixed = [controlOwner, hooksRole, workerRole, rotationRole, ownersGroup, applicationAdmins, nobodyRole].map((name) => `'${name}'`).join(', ');

/** Of proofs, and others of this tool's with a control schema in them. */
const databasesSql = `
select d.datname as name from pg_database d where d.datname like 'pgcog\\_%' and (d.datname like '${databasePrefix.replaceAll('_', '\\_')}%'
  or exists (select from pg_shdepend s join pg_roles r on r.oid = s.refobjid where r.rolname = '${controlOwner}' and d.oid in (s.dbid, case when s.classid = 'pg_database'::regclass then s.objid end)))`;

/** Groups, and whoever is a member of them or was made by the control schema's owner; scratch roles that are put away stay. */
const rolesSql = `
with recursive own(oid) as (
  (select r.oid from pg_roles r where r.oid >= 16384 and (r.rolname in (${fixed}) or r.rolname ~ '^tenant_' or r.rolname ~ '^[ul]_[0-9a-f]{32}$' or exists (select from unnest($1::text[]) t where starts_with(r.rolname, t)))
  union all select m.roleid from pg_auth_members m join pg_roles o on o.oid = m.member where o.rolname = '${controlOwner}')
  union select m.member from own join pg_auth_members m on m.roleid = own.oid)
select r.rolname::text as name from own join pg_roles r on r.oid = own.oid where r.oid >= 16384 and not r.rolsuper and r.rolname !~ '^pgcog_(parked|probe|scratch)_' order by 1`;
