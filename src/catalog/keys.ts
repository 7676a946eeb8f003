import { compareCodePoints } from '../source/compare-code-points.js';
import type { Scope } from './scope.js';
import type { Key, Oid } from './types.js';

/** An index of pg_index, with the constraint it stands behind if there is one. */
export interface RawIndex {
  readonly relation: Oid;
  readonly name: string;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly constraint: boolean;
  readonly deferrable: boolean;
  readonly nulls_not_distinct: boolean;
  readonly partial: boolean;
  readonly btree: boolean;
  /** Key columns in index order; null stands for an expression. */
  readonly columns: readonly (string | null)[];
}

/** Exclusion constraints (also `WITHOUT OVERLAPS` of 18) are no keys: ON CONFLICT cannot use them. */
export function indexesSql(scope: Scope): string {
  return `
    select i.indrelid::int8 as relation, x.relname as name, i.indisunique as unique, i.indisprimary as primary,
      k.oid is not null as constraint, coalesce(k.condeferrable, false) as deferrable,
      i.indnullsnotdistinct as nulls_not_distinct, i.indpred is not null as partial, m.amname = 'btree' as btree,
      (select pg_catalog.json_agg(a.attname order by u.ordinal)
       from pg_catalog.unnest(i.indkey::int2[]) with ordinality as u(number, ordinal)
       left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.number and u.number <> 0
       where u.ordinal <= i.indnkeyatts) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
    left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u')
    where c.relnamespace = any (${scope.namespaces}) and i.indisvalid and not i.indisexclusion`;
}

export function toKeys(raws: readonly RawIndex[]): readonly Key[] {
  return raws
    .filter((raw) => raw.unique && !raw.partial && !raw.columns.includes(null))
    .map((raw): Key => ({
      kind: raw.primary ? 'primary' : 'unique',
      name: raw.name,
      columns: plainColumns(raw),
      nullsNotDistinct: raw.nulls_not_distinct,
      constraint: raw.constraint,
      deferrable: raw.deferrable,
    }))
    .sort((a, b) => Number(b.kind === 'primary') - Number(a.kind === 'primary') || compareCodePoints(a.name, b.name));
}

/** Columns that lead a whole B-tree, up to its first expression: what an ORDER BY or a comparison can use. */
export function toIndexes(raws: readonly RawIndex[]): readonly (readonly string[])[] {
  return raws
    .filter((raw) => raw.btree && !raw.partial && raw.columns[0] !== null)
    .sort((a, b) => compareCodePoints(a.name, b.name))
    .map(plainColumns);
}

function plainColumns(raw: RawIndex): readonly string[] {
  const plain: string[] = [];
  for (const column of raw.columns) {
    if (column === null) break;
    plain.push(column);
  }
  return plain;
}
