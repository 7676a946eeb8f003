import { functionSql } from '../control/function-sql.js';

/**
 * SQL of `cognition.run_batch`: the next stretch of a batched step, and how far that is, in one transaction. The key's
 * values stand in the ledger as text; literals without a type are read as what they are compared with.
 */
export function runBatchSql(): string {
  return functionSql({
    name: 'run_batch', parameters: 'schema_name text, migration integer, wanted integer, size integer', returns: 'text',
    declare: `  state constant text := cognition.lock_step(schema_name, migration, wanted);
  one cognition.migration_steps;
  slots jsonb;
  last text[];
  upto text[];
  keys text;
  texts text;
  behind text;
  finding text;
  path text;`,
    body: `  if state <> 'due' then return state; end if;
  select s.* into one from cognition.migration_steps s where s.number = migration and s.step = wanted;
  select array(select jsonb_array_elements_text(l.progress -> 'last')) into last from cognition.migration_ledger l
    where l.schema_name = run_batch.schema_name and l.number = migration and l.step = wanted and l.progress is not null;
  slots := cognition.tenant_slots(run_batch.schema_name);
  path := cognition.expand_pieces(one.path, slots);
  select string_agg((one.batch ->> 'alias') || '.' || k.value, ', ' order by k.ordinality), string_agg('(' || (one.batch ->> 'alias') || '.' || k.value || ')::text', ', ' order by k.ordinality)
    into keys, texts from jsonb_array_elements_text(one.batch -> 'key') with ordinality k;
  behind := case when last is null then 'true' else format('(%s) > (%s)', keys, (select string_agg(quote_literal(v.value), ', ' order by v.ordinality) from unnest(last) with ordinality v(value, ordinality))) end;
  -- The last of the next rows; where there is none, the step is done.
  finding := format('select a.found from (select array[%1$s] as found, row_number() over (order by %2$s) as n from (select * from %3$s %4$s where %5$s order by %2$s limit %6$s) %4$s) a order by a.n desc limit 1',
    texts, keys, one.batch ->> 'table', one.batch ->> 'alias', behind, size);
  upto := cognition.run_as_owner(run_batch.schema_name, array['step ' || wanted], array[finding], array[path], true, false);
  if upto is null then
    perform cognition.note_done(run_batch.schema_name, migration, wanted, wanted, clock_timestamp());
    return 'did';
  end if;
  perform cognition.run_as_owner(run_batch.schema_name, array['step ' || wanted], array[cognition.expand_pieces(one.pieces, slots || jsonb_build_object('range',
    format('%s and (%s) <= (%s)', behind, keys, (select string_agg(quote_literal(v.value), ', ' order by v.ordinality) from unnest(upto) with ordinality v(value, ordinality)))))], array[path], false, false);
  insert into cognition.migration_ledger as l (number, schema_name, step, state, progress)
    values (migration, run_batch.schema_name, wanted, 'started', jsonb_build_object('last', to_jsonb(upto), 'batches', 1))
    on conflict on constraint migration_ledger_pkey do update set state = 'started', error = null, finished_at = null,
      progress = jsonb_build_object('last', to_jsonb(upto), 'batches', coalesce((l.progress ->> 'batches')::int, 0) + 1);
  return 'more';`,
    comment: 'The next stretch of a batched step in one schema.',
  });
}
