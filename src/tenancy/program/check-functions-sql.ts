import { fixedSchemas } from '../../catalog/scope.js';
import { quoteLiteral } from '../../postgres/quote.js';
import { byIndex, inSchema } from '../fingerprint/in-schema.js';

/** SQL of the functions that hold the rules of tenancy against a schema: whom it names, and what it depends on. */
export function checkFunctionsSql(): string {
  return [membersSql, foreignRolesSql(), foreignObjectsSql()].join('\n');
}

/** Every object of a schema, and what hangs on it. Types of rows, arrays and multiranges are there with what they are of. */
const membersSql = `
create or replace function cognition.schema_members(space oid) returns table (class oid, object oid) language sql stable ${byIndex} begin atomic
  with ${inSchema}, made as materialized (
    select t.oid, t.typarray from (
      select o.oid from typ o
      union select r.reltype from every r
      union select g.rngmultitypid from typ o join pg_catalog.pg_range g on g.rngtypid = o.oid
    ) as u(oid) join pg_catalog.pg_type t on t.oid = u.oid where t.typnamespace = space
  )
  select 1259::oid, oid from every
  union all select 1255, p.oid from own o join pg_catalog.pg_proc p on p.oid = o.objid where o.classid = 1255 and p.pronamespace = space
  union all select 1247, oid from made
  union all select 1247, a.oid from made t join pg_catalog.pg_type a on a.oid = t.typarray where a.typnamespace = space
  union all select 2617, p.oid from own o join pg_catalog.pg_operator p on p.oid = o.objid where o.classid = 2617 and p.oprnamespace = space
  union all select 3456, c.oid from own o join pg_catalog.pg_collation c on c.oid = o.objid where o.classid = 3456 and c.collnamespace = space
  union all select 3602, c.oid from own o join pg_catalog.pg_ts_config c on c.oid = o.objid where o.classid = 3602 and c.cfgnamespace = space
  union all select 3600, d.oid from own o join pg_catalog.pg_ts_dict d on d.oid = o.objid where o.classid = 3600 and d.dictnamespace = space
  union all select 3381, s.oid from own o join pg_catalog.pg_statistic_ext s on s.oid = o.objid where o.classid = 3381 and s.stxnamespace = space
  union all select 2606, oid from con
  union all select 2618, r.oid from every rel join pg_catalog.pg_rewrite r on r.ev_class = rel.oid
  union all select 2604, d.oid from every rel join pg_catalog.pg_attrdef d on d.adrelid = rel.oid
  union all select 2620, g.oid from every rel join pg_catalog.pg_trigger g on g.tgrelid = rel.oid
  union all select 3256, p.oid from every rel join pg_catalog.pg_policy p on p.polrelid = rel.oid
  union all select 826, d.oid from own o join pg_catalog.pg_default_acl d on d.oid = o.objid where o.classid = 826 and d.defaclnamespace = space
  union all select 2615, space;
end;`;

/**
 * Objects that a role has a right on, a policy for or is the owner of, and that role, unless it is one of \`allowed\`.
 * PUBLIC, oid 0, is in no dependency, so its rights are read from where they are granted: those of functions and types
 * that say nothing are PUBLIC's. A policy for all, which is what one without TO is, grants nothing. OFFSET 0 keeps the
 * order of the join: nobody analyses pg_shdepend of a young server, and the planner, who takes it for empty, would read
 * the whole schema for every row of it.
 */
function foreignRolesSql(): string {
  return `
create or replace function cognition.foreign_roles(space oid, allowed oid[]) returns table (object text, role text) language sql stable ${byIndex} begin atomic
  with m as materialized (select s.class, s.object from cognition.schema_members(space) s)
  select pg_describe_object(m.class, m.object, d.objsubid), r.rolname::text
  from m cross join lateral (select h.refobjid, h.objsubid from pg_catalog.pg_shdepend h where h.classid = m.class and h.objid = m.object and h.refclassid = 1260
    and h.dbid = (select b.oid from pg_catalog.pg_database b where b.datname = current_database()) offset 0) d
  join pg_catalog.pg_roles r on r.oid = d.refobjid where r.oid <> all (allowed)
  union all select pg_describe_object(g.class, g.object, g.sub), 'PUBLIC' from (
    select 1259::oid, c.oid, 0, c.relacl from m join pg_catalog.pg_class c on c.oid = m.object where m.class = 1259
    union all select 1259, a.attrelid, a.attnum, a.attacl from m join pg_catalog.pg_attribute a on a.attrelid = m.object where m.class = 1259 and a.attacl is not null
    union all select 1255, p.oid, 0, coalesce(p.proacl, acldefault('f', p.proowner)) from m join pg_catalog.pg_proc p on p.oid = m.object where m.class = 1255
      and not exists (select from pg_catalog.pg_depend d where d.classid = 1255 and d.objid = p.oid and d.deptype in ('e', 'i'))
    union all select 1247, t.oid, 0, coalesce(t.typacl, acldefault('T', t.typowner)) from m join pg_catalog.pg_type t on t.oid = m.object where m.class = 1247 and t.typtype in ('d', 'e', 'r')
      and not exists (select from pg_catalog.pg_depend d where d.classid = 1247 and d.objid = t.oid and d.deptype = 'e')
    union all select 2615, n.oid, 0, n.nspacl from pg_catalog.pg_namespace n where n.oid = space
    union all select 826, d.oid, 0, d.defaclacl from m join pg_catalog.pg_default_acl d on d.oid = m.object where m.class = 826) as g(class, object, sub, acl),
    lateral aclexplode(g.acl) item where item.grantee = 0;
end;`;
}

/** Objects outside the schema that something in it depends on, unless they are everybody's. */
function foreignObjectsSql(): string {
  const shared = ['pg_catalog', 'information_schema', 'public', ...Object.values(fixedSchemas)].map(quoteLiteral).join(', ');
  return `
create or replace function cognition.foreign_objects(space oid) returns table (object text, needs text) language sql stable ${byIndex} begin atomic
  select pg_describe_object(m.class, m.object, 0), pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
  from cognition.schema_members(space) m join pg_catalog.pg_depend d on d.classid = m.class and d.objid = m.object
  join lateral (
    select c.relnamespace from pg_catalog.pg_class c where d.refclassid = 1259 and c.oid = d.refobjid
    union all select p.pronamespace from pg_catalog.pg_proc p where d.refclassid = 1255 and p.oid = d.refobjid
    union all select t.typnamespace from pg_catalog.pg_type t where d.refclassid = 1247 and t.oid = d.refobjid
    union all select o.oprnamespace from pg_catalog.pg_operator o where d.refclassid = 2617 and o.oid = d.refobjid
    union all select c.collnamespace from pg_catalog.pg_collation c where d.refclassid = 3456 and c.oid = d.refobjid
    union all select c.cfgnamespace from pg_catalog.pg_ts_config c where d.refclassid = 3602 and c.oid = d.refobjid
    union all select t.dictnamespace from pg_catalog.pg_ts_dict t where d.refclassid = 3600 and t.oid = d.refobjid
    union all select o.opcnamespace from pg_catalog.pg_opclass o where d.refclassid = 2616 and o.oid = d.refobjid
    union all select k.connamespace from pg_catalog.pg_constraint k where d.refclassid = 2606 and k.oid = d.refobjid
    union all select d.refobjid where d.refclassid = 2615) as r(space) on r.space <> foreign_objects.space
  join pg_catalog.pg_namespace n on n.oid = r.space where n.nspname not in (${shared}) and n.nspname not like 'pg\\_%';
end;`;
}

