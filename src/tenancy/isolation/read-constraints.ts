import type { Client } from 'pg';
import type { Wishes } from './sample-values.js';

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
}

/** What the rows of a table must keep to. */
export interface TableConstraints {
  readonly foreignKeys: readonly ForeignKey[];
  /** Check constraints: the columns of each, by its name. */
  readonly checks: ReadonlyMap<string, readonly string[]>;
  /** By column: what its checks, and those of its domain, name. */
  readonly wishes: ReadonlyMap<string, Wishes>;
  readonly isPartition: boolean;
}

interface Raw {
  readonly name: string;
  readonly partition: boolean;
  readonly keys: readonly ForeignKey[];
  readonly checks: readonly { readonly name: string; readonly columns: readonly string[]; readonly definition: string }[];
  readonly domains: readonly { readonly column: string; readonly definition: string }[];
}

/** The constraints of each table of a schema, by its name. */
export async function readConstraints(admin: Client, schema: string): Promise<ReadonlyMap<string, TableConstraints>> {
  const { rows } = await admin.query<Raw>(constraintsSql, [schema]);
  return new Map(rows.map(({ name, partition, keys, checks, domains }) => [name, {
    foreignKeys: keys, isPartition: partition, checks: new Map(checks.map((one) => [one.name, one.columns])),
    wishes: wishesOf([...checks.flatMap(({ columns, definition }) => columns.map((column) => ({ column, definition }))), ...domains]),
  }]));
}

/** `status = ANY (ARRAY['draft'::text, ...])` names what it wants; so does `qty > 10`. */
function wishesOf(definitions: readonly { readonly column: string; readonly definition: string }[]): ReadonlyMap<string, Wishes> {
  const wishes = new Map<string, Wishes>();
  for (const { column, definition } of definitions) {
    const before = wishes.get(column) ?? { texts: [], numbers: [] };
    const texts = [...definition.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"));
    const numbers = [...definition.replace(/'(?:[^']|'')*'/g, '').matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/g)].map((match) => Number(match[0]));
    wishes.set(column, { texts: [...before.texts, ...texts], numbers: [...before.numbers, ...numbers] });
  }
  return wishes;
}

const names = (keys: string, relation: string): string =>
  `array(select a.attname::text from unnest(${keys}) with ordinality as u(n, i) join pg_attribute a on a.attrelid = ${relation} and a.attnum = u.n order by u.i)`;

const constraintsSql = `
select c.relname::text as name, c.relispartition as partition,
  coalesce((select json_agg(json_build_object('columns', ${names('k.conkey', 'k.conrelid')}, 'parent', k.confrelid::regclass::text, 'parentColumns', ${names('k.confkey', 'k.confrelid')}) order by k.conname)
    from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.conparentid = 0), '[]') as keys,
  coalesce((select json_agg(json_build_object('name', k.conname, 'columns', ${names('k.conkey', 'k.conrelid')}, 'definition', pg_get_constraintdef(k.oid)) order by k.conname)
    from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'), '[]') as checks,
  coalesce((select json_agg(json_build_object('column', a.attname, 'definition', pg_get_constraintdef(k.oid)) order by a.attnum)
    from pg_attribute a join pg_constraint k on k.contypid = a.atttypid and k.contype = 'c' where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as domains
from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p') order by c.relname collate "C"`;
