import { controlOwner } from '../control/role-names.js';
import { builderSettings } from '../program/run-texts-sql.js';
import { undone } from './apply-migration-sql.js';
import { expanded } from './expanded.js';

/**
 * SQL of `cognition.apply_at_once`: steps of a migration that are inert (see `isInert`), in one schema and one transaction, and with
 * no more than that needs, since there may be thousands of schemas. Indexes that the migration makes concurrently are made so where
 * the table has fewer than `small` bytes: that holds writers up for milliseconds, while CREATE INDEX CONCURRENTLY takes several
 * transactions and waits for every older one of the database, whosever tenant's
 * (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY).
 *
 * For a lock they wait `patience` milliseconds: whoever waits longer holds others up.
 *
 * `not`: they have to go the long way, which also says what is wrong, and which of them it was. What was begun is gone on with as
 * it was begun.
 *
 * All is one text: what PL/pgSQL evaluates under a tenant's path it would plan anew for each tenant.
 */
export function applyAtOnceSql(): string {
  return `
create or replace function cognition.apply_at_once(schema_name text, migration integer, first_step integer, last_step integer, small bigint, patience integer) returns text language plpgsql
${builderSettings} as $body$
declare
  began constant timestamptz := clock_timestamp();
  home uuid;
  state text;
  slots jsonb;
  fits boolean;
  statements text;
begin
  select t.id into home from cognition.tenants t where t.name = apply_at_once.schema_name for no key update;
  if home is null then return 'gone'; end if;
  select case when m.number >= migration then 'done' when ${isFresh} then 'due' else 'not' end into state from cognition.tenant_migrations m where m.tenant_id = home;
  if state <> 'due' then return state; end if;
  slots := cognition.tenant_slots(apply_at_once.schema_name);
  select bool_and(${isSmall}), string_agg(format(E'set local search_path = %s;\\n%s;\\n', ${expanded('s.path', 'slots')}, ${expanded('case when s.outside is null then s.pieces else s.template_pieces end', 'slots')}), '' order by s.step)
    into fits, statements from cognition.migration_steps s
    where s.number = migration and s.step between first_step and last_step and s.home = 'tenant';
  if fits is not true then return 'not'; end if;
  execute format(E'set local lock_timeout = %s;\\nset local role %I;\\n%sset local search_path = pg_catalog, pg_temp;\\nset local role ${controlOwner}', patience, apply_at_once.schema_name || '_owner', statements);
  with noted as (insert into cognition.migration_ledger (number, schema_name, step, state, started_at, finished_at)
    select s.number, apply_at_once.schema_name, s.step, 'done', began, clock_timestamp() from cognition.migration_steps s where s.number = migration and s.step between first_step and last_step and s.home = 'tenant')
  update cognition.tenant_migrations m set number = migration, program = case when migration = (select max(n.number) from cognition.migrations n) then (select p.version from cognition.template_programs p where p.current) else m.program end
    where m.tenant_id = home and not exists (select from cognition.migration_steps s where s.number = migration and s.step > last_step and s.home = 'tenant');
  return 'did';
end
$body$;
comment on function cognition.apply_at_once is 'Steps of a migration that need nothing more than one transaction, in one schema, once.';`;
}

/** All before them is done, and none of them was begun. Of row `m`. */
const isFresh = `m.number = (select coalesce(max(b.number), 0) from cognition.migrations b where b.number < migration)
      and not exists (select from cognition.migration_ledger l where l.schema_name = apply_at_once.schema_name and l.number = migration and l.step between first_step and last_step)
      and not ${undone('apply_at_once.schema_name', 's.step < first_step')}`;

/**
 * Of row `s`: it is in a transaction anyway, or an index on a table that is there, and small. Found in the catalog: where a name is
 * looked up PostgreSQL asks who may, and the control owner is a member of as many roles as there are tenants.
 */
const isSmall = `s.inert and (s.outside is null or (s.outside ->> 'does' = 'create index'
      and coalesce((select pg_relation_size(c.oid) < small from pg_class c where c.relname = (s.outside ->> 'table')::name and c.relnamespace = (select n.oid from pg_namespace n where n.nspname = apply_at_once.schema_name::name)), false)))`;
