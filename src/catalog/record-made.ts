import type { Client } from 'pg';
import { quoteIdentifier, quoteLiteral } from '../postgres/quote.js';
import { child, text } from './ast.js';
import type { LoadStep } from './load-step.js';
import { attempt } from './run-steps.js';
import type { RawMade, SystemCatalog } from './spans.js';

/** Schema of the loading's own notes, dropped when they are read; the owner's role may not enter it. */
const notes = 'pgcog_notes';

const catalogs: readonly SystemCatalog[] = ['pg_class', 'pg_type', 'pg_proc', 'pg_policy'];

/**
 * An event trigger that notes which statement made which object: right after renames and in DO blocks, too. Only a
 * superuser may make one; false where the admin is none, then {@link madeByName} must do. `ownerRole` may read the
 * notes, since they are its own transaction's.
 */
export async function startRecording(admin: Client, ownerRole: string): Promise<boolean> {
  const failure = await attempt(admin, `
    create schema ${notes};
    create table ${notes}.made (ordinal int generated always as identity, statement int not null, catalog text not null, oid oid not null);
    grant usage on schema ${notes} to ${quoteIdentifier(ownerRole)};
    grant select on ${notes}.made to ${quoteIdentifier(ownerRole)};
    create function ${notes}.record() returns event_trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
    begin
      if coalesce(current_setting('pgcog.statement', true), '') = '' then return; end if;
      insert into ${notes}.made (statement, catalog, oid)
      select current_setting('pgcog.statement')::int, c.relname, d.objid
      from pg_event_trigger_ddl_commands() d join pg_class c on c.oid = d.classid
      where not d.in_extension and c.relname in (${catalogs.map(quoteLiteral).join(', ')});
    end $body$;
    create event trigger pgcog_record on ddl_command_end execute function ${notes}.record()`);
  if (failure !== null && failure.sqlState !== '42501') throw new Error(`catalog: the event trigger cannot be made: ${failure.message}`);
  return failure === null;
}

/** The notes so far, read in the loading transaction. */
export async function readMade(owner: Client): Promise<readonly RawMade[]> {
  const { rows } = await owner.query<{ document: readonly RawMade[] | null }>(
    `select json_agg(q) as document from (select statement, catalog, oid::int8 as oid from ${notes}.made order by ordinal) as q`,
  );
  return rows[0]?.document ?? [];
}

/** Takes trigger and notes away, when no transaction uses them any more. */
export async function stopRecording(admin: Client): Promise<void> {
  await admin.query(`drop event trigger pgcog_record; drop schema ${notes} cascade`);
}

/** An object as a statement's text names it; a policy by its table's name and its own. */
interface NamedObject {
  readonly statement: number;
  readonly schema: string;
  readonly name: string;
  readonly policy: string | null;
}

/** What the statements' texts say they make, found by name. Overloads of a function all get the first one's place. */
export async function madeByName(client: Client, steps: readonly LoadStep[]): Promise<readonly RawMade[]> {
  const { rows } = await client.query<{ document: readonly RawMade[] | null }>(
    `with wanted as (
       select w.ordinal, w.statement, n.oid as schema, w.name, w.policy
       from rows from (json_to_recordset($1::json) as (statement int, schema text, name text, policy text)) with ordinality as w(statement, schema, name, policy, ordinal)
       join pg_namespace n on n.nspname = w.schema)
     select json_agg(json_build_object('statement', w.statement, 'catalog', f.catalog, 'oid', f.oid::int8) order by w.ordinal) as document
     from wanted w cross join lateral (
       select 'pg_class' as catalog, c.oid from pg_class c where c.relnamespace = w.schema and c.relname = w.name and w.policy is null
       union all select 'pg_type', t.oid from pg_type t where t.typnamespace = w.schema and t.typname = w.name and w.policy is null
       union all select 'pg_proc', p.oid from pg_proc p where p.pronamespace = w.schema and p.proname = w.name and w.policy is null
       union all select 'pg_policy', y.oid from pg_policy y join pg_class c on c.oid = y.polrelid
         where c.relnamespace = w.schema and c.relname = w.name and y.polname = w.policy) as f`,
    [JSON.stringify(steps.flatMap(namedObjects))],
  );
  return rows[0]?.document ?? [];
}

function namedObjects(step: LoadStep): readonly NamedObject[] {
  const { ast, defines, needs, tag } = step.statement;
  const policy = text(ast, 'policy_name');
  const table = child(ast, 'table');
  const named = policy !== null && table !== null
    ? [{ schema: text(table, 'schemaname'), name: text(table, 'relname') ?? '', policy }]
    : [...defines, ...(tag === 'AlterTableStmt' ? needs.filter(({ kind }) => kind === 'relation').slice(0, 1) : [])].map(({ schema, name }) => ({ schema, name, policy: null }));
  return named.map((one) => ({ ...one, statement: step.index, schema: one.schema ?? step.home }));
}
