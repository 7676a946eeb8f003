import { columnPrivileges, type RawPrivileges } from './privileges.js';
import { namespaceArray, rolePrivileges, type Scope, fixedSchemas } from './scope.js';
import type { Spans } from './spans.js';
import type { Column, Oid, Privileges } from './types.js';

/** A row of pg_attribute: of a relation, or of a composite type (then only the first six fields count). */
export interface RawColumn {
  readonly relation: Oid;
  readonly number: number;
  readonly name: string;
  readonly type: Oid;
  readonly typmod: number;
  readonly composite: boolean;
  readonly type_text: string;
  readonly collation: string | null;
  readonly not_null: boolean;
  readonly default: string | null;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly sequences: readonly Oid[] | null;
  /** Null where no column grant exists: the table's privileges hold. */
  readonly privileges: RawPrivileges;
  readonly comment: string | null;
}

/**
 * `proven` is attnotnull backed by a valid constraint (18 has NOT VALID ones); a parent's column is only as good as
 * the same column of all its descendants, since rows are read through the parent.
 */
export function columnsSql(scope: Scope): string {
  const tests = ['SELECT', 'INSERT', 'UPDATE'].map((verb) => `has_column_privilege(role.oid, a.attrelid, a.attnum, '${verb}')`);
  const composites = namespaceArray([scope.templateSchema, fixedSchemas.shared, fixedSchemas.cognition, fixedSchemas.extensions]);
  return `
    with recursive below(parent, child) as (
      select inhparent, inhrelid from pg_inherits
      union select b.parent, i.inhrelid from below b join pg_inherits i on i.inhparent = b.child
    ), doubtful(relation, name) as materialized (
      select b.parent, a.attname from below b join pg_attribute a on a.attrelid = b.child where not ${proven('a')}
    )
    select a.attrelid::int8 as relation, a.attnum as number, a.attname as name, a.atttypid::int8 as type, a.atttypmod as typmod,
      c.relkind = 'c' as composite, format_type(a.atttypid, a.atttypmod) as type_text,
      case when a.attcollation <> 0 and a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
      ${proven('a')} and (a.attrelid, a.attname) not in (select relation, name from doubtful) as not_null,
      case when a.atthasdef and a.attgenerated = '' then pg_get_expr(e.adbin, e.adrelid) end as default,
      a.attidentity as identity, a.attgenerated as generated,
      case when a.atthasdef then (
        select pg_catalog.json_agg(distinct d.refobjid::int8) from pg_depend d join pg_class s on s.oid = d.refobjid and s.relkind = 'S'
        where d.classid = 'pg_attrdef'::regclass and d.objid = e.oid and d.refclassid = 'pg_class'::regclass) end as sequences,
      case when a.attacl is not null then ${rolePrivileges(scope, tests)} end as privileges,
      d.description as comment
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
    left join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = a.attrelid and d.objsubid = a.attnum
    where c.relnamespace = any (${composites}) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
    order by a.attrelid, a.attnum`;
}

function proven(a: string): string {
  return `(${a}.attnotnull and not exists (select from pg_constraint k where k.conrelid = ${a}.attrelid and k.contype = 'n' and not k.convalidated and k.conkey = array[${a}.attnum]))`;
}

/** Columns of one relation, in their order. `table` is what the relation's own grants give. */
export function toColumns(
  raws: readonly RawColumn[], roles: readonly string[], table: Readonly<Record<string, Privileges>>, spans: Spans,
): readonly Column[] {
  const inherited = Object.fromEntries(
    Object.entries(table).map(([role, { select, insert, update }]) => [role, { select, insert, update }]),
  );
  return raws.map((raw) => ({
    name: raw.name,
    number: raw.number,
    type: raw.type,
    typmod: raw.typmod,
    typeText: raw.type_text,
    collation: raw.collation,
    notNull: raw.not_null,
    default: raw.default,
    identity: raw.identity === 'a' ? 'always' : raw.identity === 'd' ? 'by default' : null,
    generated: raw.generated === 's' ? 'stored' : raw.generated === 'v' ? 'virtual' : null,
    sequences: raw.sequences ?? [],
    comment: raw.comment,
    privileges: raw.privileges === null ? inherited : columnPrivileges(roles, raw.privileges),
    span: spans.column(raw.relation, raw.name),
  }));
}
