import type { StableId } from '@supabase/pg-delta';
import type { Client } from 'pg';
import type { Grammar } from '../../parse/types.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { nameOf, ofKind, schemaOf, tableOf, textOf } from './facts.js';
import { withoutOnly } from './index-steps.js';
import type { Bases } from './read-facts.js';

/** An index of a partition, and the one of the partitioned table that it is part of: the engine sees neither. */
export interface PartIndex {
  readonly index: string;
  readonly name: string;
  readonly table: string;
  /** Null: of none. */
  readonly parent: string | null;
  /** All but its name and its table's. */
  readonly def: string;
  /** `PRIMARY KEY` or `UNIQUE`, and what stands behind its index; null: it is no constraint's. */
  readonly key: readonly [string, string] | null;
}

/** Read under pg_catalog, so that every name has its schema. */
export async function readPartIndexes(client: Client, schemas: readonly string[]): Promise<readonly PartIndex[]> {
  await client.query('set local search_path = pg_catalog');
  return (await client.query<PartIndex>(sql, [schemas])).rows;
}

/**
 * Statements by which indexes that are there become part of those of the partitioned table: the engine would drop them.
 * The whole index is valid when every partition has its part.
 */
export function attachments(from: readonly PartIndex[], to: readonly PartIndex[]): readonly (readonly string[])[] {
  return to.flatMap((part) => {
    const had = from.find((one) => one.index === part.index && one.table === part.table);
    return had === undefined || had.parent !== null || part.parent === null ? [] : [[...asKey(had, part), `ALTER INDEX ${part.parent} ATTACH PARTITION ${part.index}`]];
  });
}

/** The part of an index is a constraint's if the whole is. */
function asKey(had: PartIndex, { table, key }: PartIndex): readonly string[] {
  return had.key !== null || key === null ? [] : [`ALTER TABLE ${table} ADD CONSTRAINT ${had.name} ${key[0]} USING INDEX ${had.name}${key[1]}`];
}

/** Parts are called after their table, or as somebody called them: the engine sees no name of theirs. A constraint goes with its index. */
export function partRenames(from: readonly PartIndex[], to: readonly PartIndex[]): readonly (readonly string[])[] {
  return from.flatMap((had) => {
    const part = had.parent === null ? undefined : to.find(({ table, parent, def }) => table === had.table && parent === had.parent && def === had.def);
    return part === undefined || part.name === had.name ? [] : [[`ALTER INDEX ${had.index} RENAME TO ${part.name}`]];
  });
}

/**
 * Indexes and keys of partitioned tables that are made over what partitions have already: PostgreSQL takes equal ones as
 * parts, and makes what is missing. The engine would drop them before.
 *
 * @param wholes in the new state, those that hold for all partitions, as {@link Gaps} has them
 */
export function overParts(grammar: Grammar, bases: Bases, { from, to, wholes }: { readonly from: readonly PartIndex[]; readonly to: readonly PartIndex[]; readonly wholes: ReadonlySet<string> }): readonly (readonly string[])[] {
  const known = new Set(to.map(({ index }) => index));
  return [...ofKind(bases.to, 'index'), ...ofKind(bases.to, 'constraint')].flatMap((fact) => {
    const [def, old, schema] = [textOf(fact, 'def'), textOf(bases.from.get(fact.id), 'def'), schemaOf(fact.id)];
    if (def === null || def === old || schema === null) return [];
    const parts = partsOf(quoteQualified(schema, nameOf(fact.id)), to).flatMap((part) => {
      const had = from.find((one) => one.parent === null && one.table === part.table && (one.index === part.index || (one.def === part.def && !known.has(one.index))));
      return had === undefined ? [] : [asKey(had, part)];
    });
    if (parts.length === 0) return [];
    const whole = wholes.has(`${schemaOf(fact.id) ?? ''}.${nameOf(fact.id)}`);
    return [[...(old === null ? [] : [dropSql(fact.id)]), ...parts.flat(), fact.id.kind === 'constraint' ? `${constraintOf(fact.id, 'ADD')} ${def}` : whole ? withoutOnly(def, grammar) : def]];
  });
}

function dropSql(id: StableId): string {
  return id.kind === 'constraint' ? constraintOf(id, 'DROP') : `DROP INDEX ${quoteQualified(schemaOf(id) ?? '', nameOf(id))}`;
}

function constraintOf(id: StableId, word: 'ADD' | 'DROP'): string {
  return `ALTER TABLE ${quoteQualified(schemaOf(id) ?? '', tableOf(id) ?? '')} ${word} CONSTRAINT ${quoteIdentifier(nameOf(id))}`;
}

/** Of all levels. */
function partsOf(index: string, to: readonly PartIndex[]): readonly PartIndex[] {
  return to.filter(({ parent }) => parent === index).flatMap((part) => [part, ...partsOf(part.index, to)]);
}

const sql = `
select x.indexrelid::regclass::text as index, quote_ident(c.relname) as name, x.indrelid::regclass::text as table, (select h.inhparent::regclass::text from pg_inherits h where h.inhrelid = x.indexrelid) as parent,
  x.indisunique || regexp_replace(pg_get_indexdef(x.indexrelid), '^.*? USING ', '') as def,
  case when k.oid is not null then array[case k.contype when 'p' then 'PRIMARY KEY' else 'UNIQUE' end, case when k.condeferrable then ' DEFERRABLE' else '' end || case when k.condeferred then ' INITIALLY DEFERRED' else '' end] end as key
from pg_index x join pg_class c on c.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace join pg_class t on t.oid = x.indrelid
left join pg_constraint k on k.conindid = x.indexrelid and k.conrelid = x.indrelid and k.contype in ('p', 'u')
where t.relispartition and n.nspname = any ($1) order by 1`;
