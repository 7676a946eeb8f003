import { remark } from './remark-sql.js';
import { roleSql } from './role-sql.js';

/** The schema's own rights, and what its owner's later objects will start with. */
export function rightParts(): readonly string[] {
  return [schema, defaults];
}

const schema = `
  select 'schema', jsonb_build_object('owner', ${roleSql('n.nspowner')},
    'grants', cognition.fingerprint_acl(coalesce(n.nspacl, acldefault('n', n.nspowner)), slot_oids, slot_names), 'comment', ${remark(2615, 'n.oid')}), null
  from pg_catalog.pg_namespace n where n.oid = space`;

const defaults = `
  select 'default privileges of ' || ${roleSql('d.defaclrole')} || case d.defaclnamespace when 0 then '' else ' in the schema' end || ' on ' || d.defaclobjtype::text,
    jsonb_build_object('grants', cognition.fingerprint_acl(d.defaclacl, slot_oids, slot_names)), null
  from (select a.* from own o join pg_catalog.pg_default_acl a on a.oid = o.objid where o.classid = 826 and a.defaclnamespace = space
    union all select a.* from pg_catalog.pg_namespace n join pg_catalog.pg_default_acl a on a.defaclrole = n.nspowner where n.oid = space and a.defaclnamespace = 0) as d`;
