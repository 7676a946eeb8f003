import type { Client } from 'pg';
import { applicationAdmins } from '../../catalog/scratch-roles.js';
import { controlOwner } from '../control/role-names.js';
import type { Finding, World } from './types.js';

/**
 * What the catalog says against isolation: of each tenant, whom its objects name, who owns them, what they depend on,
 * who is a member of its roles, and where it is not what the template is.
 */
export async function checkCatalog({ admin, config, tenants }: World): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const roles = config.roles.map(({ name }) => name);
  for (const { name } of tenants) {
    const own = [`${name}_owner`, ...roles.map((role) => `${name}_${role}`)];
    findings.push(...(await namedRoles(admin, name, [...own, applicationAdmins, ...config.knownRoles])), ...(await owners(admin, name)), ...(await dependencies(admin, name)));
    findings.push(...(await members(admin, name, own)), ...(await attributes(admin, own)), ...(await drift(admin, name)));
  }
  return findings;
}

/** In rights, policies and default privileges, those that count in all schemas too. */
async function namedRoles(admin: Client, tenant: string, allowed: readonly string[]): Promise<readonly Finding[]> {
  const { rows } = await admin.query<{ object: string; role: string }>(`
    with allowed as (select array(select r.oid from pg_roles r where r.rolname = any ($2)) as oids)
    select f.object, f.role from allowed, cognition.foreign_roles($1::regnamespace, oids) f
    union select 'default privileges of ' || o.rolname || ' on ' || d.defaclobjtype::text, coalesce(r.rolname, 'PUBLIC') from allowed, pg_default_acl d join pg_roles o on o.oid = d.defaclrole
      cross join lateral aclexplode(d.defaclacl) a left join pg_roles r on r.oid = a.grantee
      where o.rolname = $3 and d.defaclnamespace = 0 and a.grantee <> all (oids)
    order by 1, 2`, [tenant, allowed, `${tenant}_owner`]);
  return rows.map(({ object, role }) => ({ kind: 'names', object: `${tenant}: ${object}`, message: `names ${role}, which is not this tenant's` }));
}

async function owners(admin: Client, tenant: string): Promise<readonly Finding[]> {
  const { rows } = await admin.query<{ object: string; role: string }>(`
    select distinct pg_describe_object(m.class, m.object, 0) as object, r.rolname::text as role from cognition.schema_members($1::regnamespace) m
    join pg_shdepend d on d.classid = m.class and d.objid = m.object and d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and d.dbid = (select b.oid from pg_database b where b.datname = current_database())
    join pg_roles r on r.oid = d.refobjid where r.rolname <> $2 order by 1`, [tenant, `${tenant}_owner`]);
  return rows.map(({ object, role }) => ({ kind: 'owner', object: `${tenant}: ${object}`, message: `is owned by ${role}, not by ${tenant}_owner` }));
}

async function dependencies(admin: Client, tenant: string): Promise<readonly Finding[]> {
  const { rows } = await admin.query<{ object: string; needs: string }>('select distinct f.object, f.needs from cognition.foreign_objects($1::regnamespace) f order by 1, 2', [tenant]);
  return rows.map(({ object, needs }) => ({ kind: 'depends', object: `${tenant}: ${object}`, message: `depends on ${needs}` }));
}

/** Of a tenant's roles: its own roles, its members' logins, and the control schema's owner, which made them. */
async function members(admin: Client, tenant: string, own: readonly string[]): Promise<readonly Finding[]> {
  const { rows } = await admin.query<{ role: string; member: string }>(`
    select distinct g.rolname::text as role, r.rolname::text as member from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
    where g.rolname = any ($2) and r.rolname <> all ($2) and r.rolname <> '${controlOwner}'
      and not exists (select from cognition.users u join cognition.tenants t on t.id = u.tenant_id where u.id = r.rolname and t.name = $1 and u.status = 'active' and coalesce(u.expires_at, 'infinity') > now()
        and g.rolname = t.name || '_' || u.app_role)
      and not exists (select from cognition.tenant_logins l join cognition.tenants t on t.id = l.tenant_id where l.id = r.rolname and t.name = $1 and g.rolname = t.name || '_' || l.app_role)
    order by 1, 2`, [tenant, own]);
  return rows.map(({ role, member }) => ({ kind: 'member', object: role, message: `has ${member} as a member, which is not this tenant's or has no right to it` }));
}

async function attributes(admin: Client, own: readonly string[]): Promise<readonly Finding[]> {
  const { rows } = await admin.query<{ role: string; has: string }>(`
    select r.rolname::text as role, concat_ws(', ', case when r.rolsuper then 'SUPERUSER' end, case when r.rolbypassrls then 'BYPASSRLS' end, case when r.rolcreaterole then 'CREATEROLE' end,
      case when r.rolcreatedb then 'CREATEDB' end, case when r.rolreplication then 'REPLICATION' end, case when r.rolcanlogin then 'LOGIN' end) as has
    from pg_roles r where r.rolname = any ($1) and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolcanlogin) order by 1`, [own]);
  return rows.map(({ role, has }) => ({ kind: 'role', object: role, message: `has ${has}, and must have no attribute` }));
}

/** Rows, and that views were filled with them, are ours. */
async function drift(admin: Client, tenant: string): Promise<readonly Finding[]> {
  const { rows } = await admin.query<{ object: string; difference: string }>(`
    select d.object, d.difference from cognition.template_differences($1, cognition.current_program(), '[]') d
    where d.object !~ '^(rows|value) of ' and d.difference <> 'populated is false in the template and true here' order by 1, 2`, [tenant]);
  return rows.map(({ object, difference }) => ({ kind: 'template', object: `${tenant}: ${object}`, message: `differs from the template: ${difference}` }));
}
