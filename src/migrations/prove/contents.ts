import type { Client } from 'pg';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import type { Answers, Hazard } from '../types.js';
import type { Touched } from './touched.js';

/** What a table holds. */
export interface TableContents {
  readonly rows: number;
  /** Its partitions and children, theirs too: their rows are counted here as well. */
  readonly family: readonly string[];
  /** By name as SQL: its type, and a digest of its values in the order of their texts. Generated columns are left out. */
  readonly columns: ReadonlyMap<string, { readonly type: string; readonly digest: string }>;
}

export type Contents = ReadonlyMap<string, TableContents>;

interface RawTable {
  readonly name: string;
  readonly family: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Of each table of a schema, by its name as SQL; partitions count with their parent. */
export async function readContents(admin: Client, schema: string): Promise<Contents> {
  const { rows } = await admin.query<RawTable>(tablesSql, [schema]);
  const contents = new Map<string, TableContents>();
  for (const { name, family, columns } of rows) {
    const digests = columns.map((column, i) => `md5(string_agg(coalesce(${quoteIdentifier(column.name)}::text, '?'), ',' order by ${quoteIdentifier(column.name)}::text collate "C")) as c${i}`);
    const held = await admin.query<Record<string, string | null>>(`select ${['count(*) as rows', ...digests].join(', ')} from ${quoteQualified(schema, name)}`);
    const row = held.rows[0] ?? {};
    contents.set(quoteIdentifier(name), {
      rows: Number(row['rows']), family: family.map(quoteIdentifier), columns: new Map(columns.map((column, i) => [quoteIdentifier(column.name), { type: column.type, digest: row[`c${i}`] ?? '' }])),
    });
  }
  return contents;
}

const tablesSql = `
select c.relname::text as name, array(with recursive f(oid) as (select i.inhrelid from pg_inherits i where i.inhparent = c.oid union select i.inhrelid from pg_inherits i join f on i.inhparent = f.oid)
    select p.relname::text from f join pg_class p on p.oid = f.oid order by 1) as family, coalesce((select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attname)
  from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '[]') as columns
from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by 1`;

/** What may be otherwise after the migration. */
export interface Excuses {
  readonly hazards: readonly Hazard[];
  /** Tables that had to be emptied. */
  readonly emptied: readonly string[];
  readonly answers: Pick<Answers, 'renames' | 'using' | 'fill'>;
  readonly touched: Touched;
}

/** What of the rows is not there any more, in words, though the plan does not say so. */
export function lostContents(before: Contents, after: Contents, excuses: Excuses): readonly string[] {
  const { touched } = excuses;
  if (touched.all) return [];
  const allowed = new Set(excuses.hazards.filter(({ kind }) => kind === 'deletes-data').map(({ object }) => object));
  return [...before].flatMap(([table, held]) => {
    const name = excuses.answers.renames.find((one) => one.from === table)?.to ?? table;
    const names = [name, table];
    if ([...names, ...held.family].some((one) => allowed.has(`table ${one}`) || excuses.emptied.includes(one) || touched.tables.has(one))) return [];
    const now = after.get(name);
    const rows = now?.rows ?? 0;
    if (rows !== held.rows) return [`table ${name} had ${held.rows} rows before the migration and has ${rows} after it`];
    return [...held.columns].filter(([column, old]) => now !== undefined && isChanged({ names, column, old, now }, { ...excuses, allowed })).map(([column]) => `the values of ${name}.${column} are not what they were before the migration`);
  });
}

interface OneColumn {
  readonly names: readonly string[];
  readonly column: string;
  readonly old: { readonly type: string; readonly digest: string };
  readonly now: TableContents;
}

/** A column of the same type must hold the same, unless it was asked to hold something else, or its labels are called otherwise. */
function isChanged({ names, column, old, now }: OneColumn, { allowed, answers, touched }: Excuses & { readonly allowed: ReadonlySet<string> }): boolean {
  const shown = names.map((table) => `${table}.${column}`);
  if (shown.some((one) => allowed.has(`column ${one}`) || touched.columns.has(one) || one in answers.using || one in answers.fill)) return false;
  const name = answers.renames.find(({ from }) => shown.includes(from))?.to ?? column;
  if (names.some((table) => touched.columns.has(`${table}.${name}`))) return false;
  const type = old.type.replace(/\[\]$/, '').split('.').at(-1) ?? '';
  const relabelled = answers.renames.some(({ from }) => from.startsWith(`${type}.`));
  const held = now.columns.get(name);
  return !relabelled && held !== undefined && held.type === old.type && held.digest !== old.digest;
}
