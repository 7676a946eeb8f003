import type { SqlSession } from '../../../postgres/sql-session.js';
import type { ConstraintFact, ColumnFact, DomainFact, Facts } from './types.js';

interface RawFacts {
  readonly tables: readonly RawTable[];
  readonly domains: readonly (DomainFact & { readonly name: string })[];
  readonly enums: readonly { readonly name: string; readonly labels: readonly string[] }[];
  readonly readers: readonly string[];
  readonly builtin: readonly string[];
}

interface RawTable {
  readonly name: string;
  readonly columns: readonly ColumnFact[];
  readonly key: readonly string[];
  readonly hidden: boolean;
  readonly fires: boolean;
  readonly cascades: boolean;
  readonly constraints: readonly ConstraintFact[];
  readonly indexes: readonly string[];
  readonly parents: readonly string[];
  readonly by: string | null;
  readonly rest: string | null;
}

/**
 * What questions need to know of a tenant, and of what tenants share. As its owner under its search path, which names
 * of others are written out for, in a transaction that can change nothing.
 */
export async function readFacts(session: SqlSession, tenant: string): Promise<Facts> {
  const { rows } = await session.query<{ facts: RawFacts }>(factsSql, [tenant]);
  const facts = rows[0]?.facts;
  if (facts === undefined) throw new Error('the server did not say what a tenant has');
  return {
    tables: new Map(facts.tables.map(({ name, by, rest, ...table }) => [name, { ...table, partitioned: by === null ? null : { by, rest } }])),
    domains: new Map(facts.domains.map(({ name, ...domain }) => [name, domain])),
    enums: new Map(facts.enums.map(({ name, labels }) => [name, labels])),
    readers: new Set(facts.readers),
    builtin: new Set(facts.builtin),
  };
}

/** `select` closes the bracket of what it gathers. */
const list = (select: string): string => `coalesce((select jsonb_agg(${select}), '[]')`;
const named = (schema: string, name: string): string => `case ${schema} when to_regnamespace(quote_ident($1::text)) then '' else 'shared.' end || ${name}`;
const own = "in (to_regnamespace(quote_ident($1::text)), to_regnamespace('shared'))";

const columns = list(`jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
    'own', (select ${named('t.typnamespace', 't.typname')} from pg_type t where t.oid = a.atttypid and t.typtype in ('d', 'e', 'c', 'r') and t.typnamespace ${own}), 'given', a.atthasdef or a.attidentity <> '', 'generated', a.attgenerated <> '', 'notNull', a.attnotnull) order by a.attnum)
  from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`);

const key = list(`a.attname order by k.n)
  from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = c.oid and i.indisprimary and k.n <= i.indnkeyatts`);

const constraints = list(`jsonb_build_object('name', k.conname, 'definition', pg_get_constraintdef(k.oid), 'valid', k.convalidated,
    'refers', (select ${named('f.relnamespace', 'f.relname')} from pg_class f where f.oid = k.confrelid)) order by k.conname)
  from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f', 'u', 'p', 'x')`);

const indexes = list(`pg_get_indexdef(i.indexrelid, 0, true) order by i.indexrelid::regclass::text)
  from pg_index i where i.indrelid = c.oid and i.indisunique and not exists (select from pg_constraint k where k.conrelid = c.oid and k.conindid = i.indexrelid and k.contype in ('u', 'p'))`);

/** By what depends on the table: constraints are not to be found by what they refer to, and there are those of every tenant. */
const cascades = `exists (select from pg_depend d join pg_constraint k on k.oid = d.objid where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.classid = 'pg_constraint'::regclass
  and k.confrelid = c.oid and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd')))`;

const factsSql = `select jsonb_build_object(
  'tables', ${list(`jsonb_build_object('name', ${named('c.relnamespace', 'c.relname')}, 'columns', ${columns}, 'key', ${key}, 'constraints', ${constraints}, 'indexes', ${indexes},
      'hidden', row_security_active(c.oid), 'fires', c.relhasrules or exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal),
      'cascades', ${cascades}, 'parents', ${list(`${named('p.relnamespace', 'p.relname')}) from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid`)},
      'by', case c.relkind when 'p' then pg_get_partkeydef(c.oid) end,
      'rest', (select d.relname from pg_partitioned_table p join pg_class d on d.oid = p.partdefid where p.partrelid = c.oid)) order by c.relname)
    from pg_class c where c.relkind in ('r', 'p') and c.relnamespace ${own}`)},
  'domains', ${list(`jsonb_build_object('name', ${named('t.typnamespace', 't.typname')}, 'base', format_type(t.typbasetype, t.typtypmod), 'over', (select ${named('b.typnamespace', 'b.typname')} from pg_type b where b.oid = t.typbasetype and b.typtype = 'd' and b.typnamespace ${own}), 'notNull', t.typnotnull,
      'checks', ${list("jsonb_build_object('name', k.conname, 'definition', pg_get_constraintdef(k.oid)) order by k.conname) from pg_constraint k where k.contypid = t.oid and k.contype = 'c'")}))
    from pg_type t where t.typtype = 'd' and t.typnamespace ${own}`)},
  'enums', ${list(`jsonb_build_object('name', ${named('t.typnamespace', 't.typname')}, 'labels', ${list('e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid')}))
    from pg_type t where t.typtype = 'e' and t.typnamespace ${own}`)},
  'readers', ${list(`distinct p.proname) from pg_proc p where p.provolatile <> 'i' and p.pronamespace not in (to_regnamespace('pg_catalog'), to_regnamespace('information_schema'), to_regnamespace('cognition'))
    and p.prokind <> 'p' and p.pronamespace in (select to_regnamespace(quote_ident(s)) from unnest(current_schemas(false)) s) and pg_function_is_visible(p.oid) or p.pronamespace = to_regnamespace('shared') and p.provolatile <> 'i'`)},
  'builtin', ${list("t.typname) from pg_type t where t.typnamespace = 'pg_catalog'::regnamespace and t.typrelid = 0 and t.typcategory <> 'A'")}) as facts`;
