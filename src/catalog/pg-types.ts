import type { Span } from '../source/types.js';
import type { RawColumn } from './columns.js';
import { fixedSchemas, joinComment, namespaceArray, schemaKind, type Scope } from './scope.js';
import type { Spans } from './spans.js';
import type { Oid, PgType } from './types.js';

/** A row of pg_type. */
export interface RawType {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'b' | 'e' | 'd' | 'c' | 'r' | 'm' | 'p';
  readonly element: Oid | null;
  readonly base: Oid | null;
  readonly not_null: boolean;
  readonly typmod: number;
  readonly labels: readonly string[] | null;
  /** Relation that holds a composite's attributes, and whether that is a table or view of its own. */
  readonly relation: Oid | null;
  readonly relation_kind: string | null;
  readonly extension: string | null;
  readonly comment: string | null;
}

/**
 * All types of the schemas and of extensions; of pg_catalog all but the row types of its own tables (statements yield
 * types that no column has); from elsewhere what a column, argument or result names. `oidvector` and `int2vector` are no arrays: their
 * text is not an array's.
 */
export function typesSql(scope: Scope): string {
  const own = namespaceArray([scope.templateSchema, fixedSchemas.shared, fixedSchemas.cognition, fixedSchemas.extensions]);
  return `
    with wanted(oid) as materialized (
      select oid from pg_type where typnamespace = any (${own})
      union select t.oid from pg_type t left join pg_type e on e.oid = t.typelem
        where t.typnamespace = 'pg_catalog'::regnamespace and t.typrelid = 0 and coalesce(e.typrelid, 0) = 0
      union select u.oid from pg_class s join pg_attribute a on a.attrelid = s.oid and a.attnum > 0 and not a.attisdropped
        join pg_type f on f.oid = a.atttypid cross join pg_catalog.unnest(array[f.oid, f.typelem, f.typbasetype]) as u(oid)
        where s.relnamespace = any (${own}) and f.typnamespace <> 'pg_catalog'::regnamespace
      union select u.oid from pg_proc p cross join pg_catalog.unnest(p.proallargtypes || p.proargtypes::oid[] || p.prorettype) as g(oid)
        join pg_type f on f.oid = g.oid cross join pg_catalog.unnest(array[f.oid, f.typelem, f.typbasetype]) as u(oid)
        where p.pronamespace = any (${scope.namespaces}) and f.typnamespace <> 'pg_catalog'::regnamespace
    )
    select t.oid::int8, n.nspname as schema, t.typname as name, t.typtype as kind,
      case when e.typarray = t.oid then e.oid::int8 end as element,
      coalesce(case when t.typtype = 'd' then t.typbasetype::int8 end, r.rngsubtype::int8, m.rngtypid::int8) as base,
      t.typnotnull as not_null, t.typtypmod as typmod,
      case when t.typtype = 'e' then (select pg_catalog.json_agg(l.enumlabel order by l.enumsortorder) from pg_enum l where l.enumtypid = t.oid) end as labels,
      c.oid::int8 as relation, c.relkind as relation_kind,
      member.extname as extension,
      remark.description as comment
    from wanted join pg_type t on t.oid = wanted.oid join pg_namespace n on n.oid = t.typnamespace
    left join pg_type e on e.oid = t.typelem
    left join pg_range r on r.rngtypid = t.oid
    left join pg_range m on m.rngmultitypid = t.oid
    left join pg_class c on c.oid = t.typrelid
    left join (
      select d.objid, x.extname from pg_depend d join pg_extension x on x.oid = d.refobjid
      where d.classid = 'pg_type'::regclass and d.deptype = 'e' and d.refclassid = 'pg_extension'::regclass
    ) as member on member.objid = case when e.typarray = t.oid then e.oid else t.oid end
    ${joinComment('pg_type', 't.oid')} and t.typnamespace <> 'pg_catalog'::regnamespace`;
}

const kinds = { e: 'enum', d: 'domain', c: 'composite', r: 'range', m: 'multirange', p: 'pseudo' } as const;

/** `columnsOf` are the columns of a composite's or table's relation. */
export function toTypes(
  raws: readonly RawType[], columnsOf: ReadonlyMap<Oid, readonly RawColumn[]>, scope: Scope, spans: Spans,
): Readonly<Record<Oid, PgType>> {
  const byOid = new Map(raws.map((raw) => [raw.oid, raw]));
  return Object.fromEntries(raws.map((raw): [Oid, PgType] => [raw.oid, {
    kind: raw.element !== null ? 'array' : raw.kind === 'b' ? 'base' : kinds[raw.kind],
    oid: raw.oid,
    schema: raw.schema,
    schemaKind: schemaKind(scope, raw.schema),
    name: raw.name,
    element: raw.element,
    base: raw.base,
    notNull: saysNotNull(raw, byOid),
    typmod: raw.kind === 'd' ? raw.typmod : -1,
    labels: raw.labels ?? [],
    attributes: (columnsOf.get(raw.relation ?? 0) ?? []).map(({ name, type, typmod }) => ({ name, type, typmod })),
    relation: raw.relation_kind === 'c' ? null : raw.relation,
    extension: raw.extension,
    comment: raw.comment,
    span: typeSpan(raw, spans),
  }]));
}

/** A row type stands where its table does, a multirange where its range does. */
function typeSpan(raw: RawType, spans: Spans): Span | null {
  if (raw.relation !== null && raw.relation_kind !== 'c') return spans.object('pg_class', raw.relation);
  return spans.object('pg_type', raw.kind === 'm' ? (raw.base ?? raw.oid) : raw.oid);
}

function saysNotNull(raw: RawType, byOid: ReadonlyMap<Oid, RawType>): boolean {
  if (raw.kind !== 'd' || raw.not_null) return raw.kind === 'd';
  const base = byOid.get(raw.base ?? 0);
  return base !== undefined && saysNotNull(base, byOid);
}
