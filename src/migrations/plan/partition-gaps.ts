import type { SqlSession } from '../../postgres/sql-session.js';

/** What a partition, or another table's child, has that differs from what it inherits: the engine sees none of it. */
interface Gap {
  readonly table: string;
  readonly column: string;
  readonly notNull: boolean | null;
  /** Text of its own default; `''`: none where the parent has one. Null: as the parent. */
  readonly default: string | null;
}

export interface Gaps {
  readonly columns: readonly Gap[];
  /** Indexes of partitioned tables, as the engine names them, that hold for all partitions: `public.some_idx`. */
  readonly wholeIndexes: ReadonlySet<string>;
}

/** Read under pg_catalog, so that every name has its schema. */
export async function readGaps(client: SqlSession, schemas: readonly string[]): Promise<Gaps> {
  await client.query('set local search_path = pg_catalog');
  const columns = await client.query<Gap>(columnsSql, [schemas]);
  const indexes = await client.query<{ name: string }>(indexesSql, [schemas]);
  return { columns: columns.rows, wholeIndexes: new Set(indexes.rows.map(({ name }) => name)) };
}

/** Statements that make the children's own ways as they are wanted; run after all else. */
export function gapStatements(from: Gaps, to: Gaps): readonly string[] {
  const key = ({ table, column }: Gap): string => `${table} ${column}`;
  const wanted = new Map(to.columns.map((gap) => [key(gap), gap]));
  const had = new Map(from.columns.map((gap) => [key(gap), gap]));
  return [...new Set([...had.keys(), ...wanted.keys()])].flatMap((name) => between(had.get(name), wanted.get(name)));
}

function between(had: Gap | undefined, wanted: Gap | undefined): readonly string[] {
  const { table, column } = wanted ?? had ?? { table: '', column: '' };
  const target = `ALTER TABLE ${table} ALTER COLUMN ${column}`;
  const [before, after] = [had?.notNull ?? null, wanted?.notNull ?? null];
  const notNull = before === after ? [] : [`${target} ${after === true ? 'SET' : 'DROP'} NOT NULL`];
  const [old, now] = [had?.default ?? null, wanted?.default ?? null];
  if (old === now || now === null) return notNull;
  return [...notNull, now === '' ? `${target} DROP DEFAULT` : `${target} SET DEFAULT ${now}`];
}

const columnsSql = `
select c.oid::regclass::text as table, quote_ident(a.attname) as column,
  case when a.attnotnull and not b.attnotnull then true end as "notNull",
  case when pg_get_expr(d.adbin, d.adrelid) is distinct from pg_get_expr(e.adbin, e.adrelid) then coalesce(pg_get_expr(d.adbin, d.adrelid), '') end as default
from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and not a.attislocal and a.attgenerated = '' and a.attidentity = ''
join pg_attribute b on b.attrelid = i.inhparent and b.attname = a.attname
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
left join pg_attrdef e on e.adrelid = i.inhparent and e.adnum = b.attnum
where c.relkind in ('r', 'p') and n.nspname = any ($1)
  and ((a.attnotnull and not b.attnotnull) or pg_get_expr(d.adbin, d.adrelid) is distinct from pg_get_expr(e.adbin, e.adrelid))
order by 1, 2`;

const indexesSql = `
select n.nspname || '.' || c.relname as name from pg_index x join pg_class c on c.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'I' and x.indisvalid and n.nspname = any ($1)`;
