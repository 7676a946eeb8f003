import { compareCodePoints } from '../source/compare-code-points.js';
import { joinComment, type Scope } from './scope.js';
import type { Spans } from './spans.js';
import type { Check, ForeignKey, Oid } from './types.js';

/** A foreign key or check of pg_constraint. */
export interface RawConstraint {
  readonly relation: Oid;
  readonly kind: 'f' | 'c';
  readonly name: string;
  readonly columns: readonly string[] | null;
  readonly target: Oid | null;
  readonly target_columns: readonly string[] | null;
  readonly validated: boolean;
  readonly expression: string | null;
  readonly functions: readonly Oid[] | null;
  readonly comment: string | null;
}

/**
 * A foreign key that points at a partitioned table has a row of its own for each partition, on the same relation:
 * those are left out, the one that was written says it all.
 */
export function constraintsSql(scope: Scope): string {
  return `
    select k.conrelid::int8 as relation, k.contype as kind, k.conname as name,
      ${names('k.conrelid', 'k.conkey')} as columns,
      case when k.contype = 'f' then k.confrelid::int8 end as target,
      case when k.contype = 'f' then ${names('k.confrelid', 'k.confkey')} end as target_columns,
      k.convalidated as validated,
      case when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end as expression,
      case when k.contype = 'c' then (
        select pg_catalog.json_agg(distinct d.refobjid::int8) from pg_depend d
        where d.classid = 'pg_constraint'::regclass and d.objid = k.oid and d.refclassid = 'pg_proc'::regclass) end as functions,
      remark.description as comment
    from pg_constraint k join pg_class c on c.oid = k.conrelid ${joinComment('pg_constraint', 'k.oid')}
    where c.relnamespace = any (${scope.namespaces}) and k.contype in ('f', 'c')
      and not exists (select from pg_constraint p where p.oid = k.conparentid and p.conrelid = k.conrelid)`;
}

function names(relation: string, numbers: string): string {
  return `(select pg_catalog.json_agg(a.attname order by u.ordinal) from pg_catalog.unnest(${numbers}) with ordinality as u(number, ordinal)
      join pg_attribute a on a.attrelid = ${relation} and a.attnum = u.number)`;
}

export function toForeignKeys(raws: readonly RawConstraint[], spans: Spans): readonly ForeignKey[] {
  return raws
    .filter((raw) => raw.kind === 'f')
    .map((raw): ForeignKey => ({
      name: raw.name,
      columns: raw.columns ?? [],
      target: raw.target ?? 0,
      targetColumns: raw.target_columns ?? [],
      validated: raw.validated,
      comment: raw.comment,
      span: spans.foreignKey(raw.relation, raw.name, raw.columns ?? []),
    }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}

export function toChecks(raws: readonly RawConstraint[]): readonly Check[] {
  return raws
    .filter((raw) => raw.kind === 'c')
    .map((raw): Check => ({ name: raw.name, columns: raw.columns ?? [], expression: raw.expression ?? '', functions: raw.functions ?? [] }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}
