import type { Client } from 'pg';
import type { Login, Thing } from './types.js';

/** Why a login has rights on a thing, as far as the catalog tells: to whom they were granted, and whose rights a routine lends. */
export async function explainReach(admin: Client, login: Login, thing: Thing): Promise<string> {
  const { rows } = await admin.query<{ why: string }>(reachSql, [login.user, thing.oid, thing.schema]);
  const reasons = rows.map(({ why }) => why);
  if (thing.routine?.definer === true) reasons.push(`runs with the rights of ${thing.routine.owner}`);
  return reasons.join('; ');
}

/** Rights on the object, on its columns and on the schema, of PUBLIC and of each role that the login is a member of. */
const reachSql = `
with me as (select r.oid from pg_roles r where r.rolname = $1),
granted(grantee, privilege, rank) as (
  select a.grantee, a.privilege_type || ' on it', 1 from pg_class c, lateral aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner))) a where c.oid = $2
  union all select a.grantee, a.privilege_type || ' on its columns', 1 from pg_attribute c, lateral aclexplode(c.attacl) a where c.attrelid = $2
  union all select a.grantee, a.privilege_type || ' on it', 1 from pg_proc p, lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where p.oid = $2
  union all select a.grantee, a.privilege_type || ' on schema ' || n.nspname, 2 from pg_namespace n, lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a where n.nspname = $3 and a.privilege_type = 'USAGE')
select case when g.grantee = 0 then 'PUBLIC has ' when r.rolname like 'tenant\\_%' then 'the group ' || r.rolname || ' of all tenants has ' else 'the login is a member of ' || r.rolname || ', which has ' end
  || lower(string_agg(distinct split_part(g.privilege, ' ', 1), ', ')) || substr(g.privilege, strpos(g.privilege, ' ')) as why
from granted g cross join me left join pg_roles r on r.oid = g.grantee
where g.grantee = 0 or pg_has_role(me.oid, g.grantee, 'USAGE')
group by g.grantee, r.rolname, g.rank, substr(g.privilege, strpos(g.privilege, ' ')) order by g.rank, 1`;
