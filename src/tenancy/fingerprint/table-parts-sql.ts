import { remark } from './remark-sql.js';
import { roleSql } from './role-sql.js';

/** What hangs on tables: constraints, triggers, rules, policies, statistics. */
export function tableParts(): readonly string[] {
  return [constraints, triggers, rules, policies, statistics];
}

/**
 * PostgreSQL 18 has NOT NULL among the constraints, under names of its own choice. A foreign key to a partitioned table
 * has copies for the partitions there, which it calls after the columns as they were called then. Whether a key may be
 * inherited says no more than how a partition got it.
 */
const constraints = `
  select 'constraint ' || case when k.contype = 'n' then 'not null' when (select p.conrelid from pg_catalog.pg_constraint p where p.oid = k.conparentid) = k.conrelid then 'to a partition' else cognition.fingerprint_name(k.conname) end || ' on ' || coalesce(c.relname, t.typname),
    jsonb_build_object('definition', pg_get_constraintdef(k.oid, true), 'validated', k.convalidated, 'inherited only', case when k.contype not in ('p', 'u', 'x') then k.connoinherit end,
      'comment', ${remark(2606, 'k.oid')}), null
  from con n join pg_catalog.pg_constraint k on k.oid = n.oid left join pg_catalog.pg_class c on c.oid = k.conrelid left join pg_catalog.pg_type t on t.oid = k.contypid
  where k.contype <> 't' and (c.oid is not null or t.oid is not null)`;

const triggers = `
  select 'trigger ' || g.tgname || ' on ' || c.relname,
    jsonb_build_object('definition', pg_get_triggerdef(g.oid, true), 'enabled', g.tgenabled, 'of parent', g.tgparentid <> 0, 'comment', ${remark(2620, 'g.oid')}), null
  from rel c join pg_catalog.pg_trigger g on g.tgrelid = c.oid where not g.tgisinternal`;

const rules = `
  select 'rule ' || r.rulename || ' on ' || c.relname,
    jsonb_build_object('definition', pg_get_ruledef(r.oid, true), 'enabled', r.ev_enabled, 'comment', ${remark(2618, 'r.oid')}), null
  from rel c join pg_catalog.pg_rewrite r on r.ev_class = c.oid where r.rulename <> '_RETURN'`;

const policies = `
  select 'policy ' || p.polname || ' on ' || c.relname,
    jsonb_build_object('command', p.polcmd, 'permissive', p.polpermissive, 'using', pg_get_expr(p.polqual, p.polrelid, true), 'check', pg_get_expr(p.polwithcheck, p.polrelid, true),
      'roles', (select jsonb_agg(role order by role) from (select distinct ${roleSql('one')} from unnest(p.polroles) as u(one)) as r(role)),
      'comment', ${remark(3256, 'p.oid')}), null
  from rel c join pg_catalog.pg_policy p on p.polrelid = c.oid`;

const statistics = `
  select 'statistics ' || cognition.fingerprint_name(s.stxname),
    jsonb_build_object('on', s.stxrelid::regclass::text, 'columns', pg_get_statisticsobjdef_columns(s.oid), 'kinds', s.stxkind, 'owner', ${roleSql('s.stxowner')},
      'target', nullif(s.stxstattarget, -1), 'comment', ${remark(3381, 's.oid')}), null
  from own o join pg_catalog.pg_statistic_ext s on s.oid = o.objid where o.classid = 3381 and s.stxnamespace = space`;
