import type { ControlWorld } from './harness.js';

/** What must hold of everything in the control schema, asked of the catalog: a line per fault. */
const checks: Readonly<Record<string, string>> = {
  'a function without the pinned path': `select proname from pg_proc where pronamespace = 'cognition'::regnamespace and prosqlbody is null and not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false)`,
  'a function that PUBLIC may call': `select proname from pg_proc where pronamespace = 'cognition'::regnamespace and has_function_privilege('public', oid, 'EXECUTE')`,
  'a function or table that is not the owner\'s': `select proname from pg_proc where pronamespace = 'cognition'::regnamespace and proowner <> 'cognition_owner'::regrole
    union all select relname from pg_class where relnamespace = 'cognition'::regnamespace and relowner <> 'cognition_owner'::regrole`,
  'a granted table without row level security': `select distinct relname from pg_class c, aclexplode(c.relacl) a where relnamespace = 'cognition'::regnamespace and relkind = 'r' and not relrowsecurity and a.grantee <> c.relowner`,
  'a right of PUBLIC': `select n.nspname from pg_namespace n, aclexplode(n.nspacl) a where a.grantee = 0 and n.nspname not in ('pg_catalog', 'information_schema')
    union all select datname from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a where a.grantee = 0 and d.datname = current_database()`,
  'a right to come of PUBLIC': `select 'functions' where not exists (select from pg_default_acl where defaclrole = 'cognition_owner'::regrole and defaclobjtype = 'f' and defaclnamespace = 0)`,
  'an owner with more than the making of roles': `select rolname from pg_roles where rolname = 'cognition_owner' and (rolsuper or rolcanlogin or rolcreatedb or rolbypassrls or rolreplication)`,
  'a member of the owner besides who installed it': `select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.member where m.roleid = 'cognition_owner'::regrole and r.rolname !~ '^aurora_'`,
  'a member that may become its group': `select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.member where current_setting('server_version_num')::int >= 160000 and r.rolname ~ '^[ul]_' and (to_jsonb(m) ->> 'set_option')::boolean`,
  'a trigger that is missing or off': `select e.name from (values ('users.guard_user'), ('users.project_user'), ('users.record_change'), ('tenants.guard_tenant'), ('tenants.project_tenant'), ('tenants.record_change'), ('tenant_logins.drop_tenant_login'), ('tenant_logins.record_change'), ('audit_log.keep_log')) e (name)
    where not exists (select from pg_trigger t where t.tgname = split_part(e.name, '.', 2) and t.tgrelid = to_regclass('cognition.' || split_part(e.name, '.', 1)) and t.tgenabled = 'O')`,
  'a service that may make roles or reads tables': `select rolname from pg_roles where rolname in ('cognition_hooks', 'cognition_worker', 'cognition_rotation') and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication)
    union all select c.relname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee where c.relnamespace = 'cognition'::regnamespace and r.rolname in ('cognition_hooks', 'cognition_worker', 'cognition_rotation')`,
};

export const faultNames: readonly string[] = Object.keys(checks);

export async function staticFaults(world: ControlWorld): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [what, sql] of Object.entries(checks)) {
    const { rows } = await world.super.query<Record<string, string>>(sql);
    found.push(...rows.map((row) => `${what}: ${Object.values(row).join(' ')}`));
  }
  return found;
}
