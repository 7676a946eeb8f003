/**
 * Settings of functions that read what a schema has: one by one, by indexes. The planner, who does not know how little that is
 * of what all tenants have, would read whole catalogs.
 */
export const byIndex = 'set enable_hashjoin = off set enable_mergejoin = off';

/**
 * SQL of CTE `own`: the class and the OID of what depends on schema `space`, found by an index: catalogs have none by schema, and hold
 * what all tenants have. That is what is in the schema by itself, and what only names it: who asks looks where each is.
 */
export const dependents = 'own as materialized (select distinct d.classid, d.objid from pg_catalog.pg_depend d where d.refclassid = 2615 and d.refobjid = space)';

/**
 * SQL of CTEs: `own`; `typ`, types of schema `space` that are nobody's row or array; `every`, its relations; `con`, the OIDs of its constraints.
 * What does not depend on the schema is there with what does: indexes with their tables, a composite type's relation
 * with the type, constraints with their tables and domains. Most constraints are of no domain, so that the planner takes the index on
 * that column for worthless: these are found by their dependencies, too.
 */
export const inSchema = `${dependents}, typ as materialized (
  select t.* from own o join pg_catalog.pg_type t on t.oid = o.objid where o.classid = 1247 and t.typnamespace = space
), every as materialized (
  select c.* from (
    select o.objid from own o where o.classid = 1259
    union select i.indexrelid from own o join pg_catalog.pg_index i on i.indrelid = o.objid where o.classid = 1259
    union select t.typrelid from typ t
  ) as r(oid) join pg_catalog.pg_class c on c.oid = r.oid where c.relnamespace = space
), con(oid) as (
  select k.oid from every e join pg_catalog.pg_constraint k on k.conrelid = e.oid
  union all select k.oid from typ t join pg_catalog.pg_depend d on d.refclassid = 1247 and d.refobjid = t.oid and d.classid = 2606
    join pg_catalog.pg_constraint k on k.oid = d.objid where k.contypid = t.oid
)`;
