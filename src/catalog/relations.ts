import { extensionMember, joinComment, rolePrivileges, type Scope } from './scope.js';
import { relationVerbs, type RawPrivileges } from './privileges.js';
import type { Oid, Relation } from './types.js';

/** A row of pg_class that the catalog shows. */
export interface RawRelation {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f';
  readonly row_type: Oid;
  readonly row_security: boolean;
  readonly force_row_security: boolean;
  readonly security_invoker: boolean;
  readonly partition: boolean;
  readonly parents: readonly Oid[] | null;
  /** Bits of pg_relation_is_updatable: 4 update, 8 insert, 16 delete; and 1 for INSERT ... ON CONFLICT. */
  readonly updatable: number;
  readonly privileges: RawPrivileges;
  readonly comment: string | null;
}

/** Tables and everything that is read like one, without those of extensions. */
export function relationsSql(scope: Scope): string {
  const tests = relationVerbs.map((verb) => `has_table_privilege(role.oid, c.oid, '${verb}')`);
  return `
    select c.oid::int8, n.nspname as schema, c.relname as name, c.relkind as kind, c.reltype::int8 as row_type,
      c.relrowsecurity as row_security, c.relforcerowsecurity as force_row_security, c.relispartition as partition,
      coalesce((select lower(o.option_value)::bool from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'), false) as security_invoker,
      (select pg_catalog.json_agg(i.inhparent::int8 order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid) as parents,
      case when c.relkind in ('v', 'f') then pg_relation_is_updatable(c.oid, true) when c.relkind = 'm' then 0 else 29 end & ~ ${closedByRules('c')} as updatable,
      ${rolePrivileges(scope, tests)} as privileges,
      remark.description as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace ${joinComment('pg_class', 'c.oid')}
    where c.relnamespace = any (${scope.namespaces}) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not ${extensionMember('pg_class', 'c.oid')}`;
}

/**
 * Bits of the verbs that rules take away: those that cannot RETURN rows, and with any rule on what it writes ON CONFLICT
 * (CREATE RULE; INSERT, "Notes").
 */
function closedByRules(c: string): string {
  const returns = `r.is_instead and r.ev_qual::text = '<>' and r.ev_action::text like '%:returningList (%'`;
  return `case when ${c}.relhasrules then coalesce((
        select bit_or(case r.ev_type when '2' then 1 when '3' then 1 else 0 end | case when not r.is_instead or (${returns}) then 0 when r.ev_type = '2' then 4 when r.ev_type = '3' then 8 else 16 end)
        from pg_rewrite r where r.ev_class = ${c}.oid and r.ev_type <> '1'), 0) else 0 end`;
}

export const relationKinds = {
  r: 'table', p: 'partitioned', v: 'view', m: 'materialized view', f: 'foreign table',
} as const satisfies Record<RawRelation['kind'], Relation['kind']>;

export function updatable(raw: RawRelation): Relation['updatable'] {
  return { insert: (raw.updatable & 8) !== 0, update: (raw.updatable & 4) !== 0, delete: (raw.updatable & 16) !== 0, upsert: (raw.updatable & 1) !== 0 };
}
