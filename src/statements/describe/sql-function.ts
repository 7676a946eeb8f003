import type { Client } from 'pg';
import type { SqlFailure } from '../../postgres/types.js';
import { askTogether, type Row } from './ask-together.js';

/** A statement as the body of a function; `$1` ... stand in it. */
export interface FunctionBody {
  readonly sql: string;
  /** Types of `$1`, `$2` ... as SQL. */
  readonly types: readonly string[];
  /** A write without RETURNING. */
  readonly returnsNothing: boolean;
  /** As SQL: `tenant_template, extensions`. */
  readonly searchPath: string;
}

/** An object outside pg_catalog that a statement depends on. */
export interface Dependency {
  readonly kind: 'relation' | 'function' | 'type' | 'operator' | 'collation';
  readonly schema: string;
  readonly name: string;
}

/** The analysed tree, with what it depends on. */
export type Analysed =
  | { readonly kind: 'analysed'; readonly tree: string; readonly dependencies: readonly Dependency[] }
  /** `position` counts in the body's own text. */
  | { readonly kind: 'refused'; readonly failure: SqlFailure };

const head = (body: FunctionBody): string => `create function pg_temp.pgcog_statement (${body.types.join(', ')})
returns ${body.returnsNothing ? 'void' : 'setof record'} language sql begin atomic `;

const oid = `(select p.oid from pg_catalog.pg_proc p where p.proname = 'pgcog_statement' and p.pronamespace = pg_catalog.pg_my_temp_schema())`;

/** Objects of pg_catalog are pinned and have no rows in pg_depend. */
const dependencies = `
  with used as (
    select distinct d.refclassid as class, d.refobjid as oid from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = ${oid})
  select 'relation' as kind, n.nspname as schema, c.relname as name from used u
    join pg_catalog.pg_class c on u.class = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = u.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  union select 'function', n.nspname, p.proname from used u
    join pg_catalog.pg_proc p on u.class = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = u.oid join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  union select 'type', n.nspname, coalesce(e.typname, t.typname) from used u
    join pg_catalog.pg_type t on u.class = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = u.oid join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    left join pg_catalog.pg_type e on e.typarray = t.oid
  union select 'operator', n.nspname, o.oprname from used u
    join pg_catalog.pg_operator o on u.class = 'pg_catalog.pg_operator'::pg_catalog.regclass and o.oid = u.oid join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
  union select 'collation', n.nspname, l.collname from used u
    join pg_catalog.pg_collation l on u.class = 'pg_catalog.pg_collation'::pg_catalog.regclass and l.oid = u.oid join pg_catalog.pg_namespace n on n.oid = l.collnamespace`;

/**
 * Has the server analyse a statement: makes a function of it, reads the tree (pg_proc.prosqlbody) and what it depends
 * on, and rolls back; one message, one more after a refusal. Not inside a transaction.
 */
export async function analyseOnServer(client: Client, body: FunctionBody): Promise<Analysed> {
  const create = `${head(body)}${body.sql}\n;end`;
  const batch = await askTogether(client, [
    'begin', `set local search_path = ${body.searchPath}`, create,
    `select prosqlbody::text as tree from pg_catalog.pg_proc where oid = ${oid}`, dependencies, 'rollback',
  ]);
  if (batch.kind === 'refused') {
    await client.query('rollback');
    const { failure, statement } = batch;
    const position = statement === 2 && failure.position !== null ? Math.max(1, failure.position - [...head(body)].length) : null;
    return { kind: 'refused', failure: { ...failure, position } };
  }
  const tree = batch.results[3]?.[0]?.['tree'];
  if (typeof tree !== 'string') throw new Error('statements: the server gave no tree for a function body');
  return { kind: 'analysed', tree, dependencies: (batch.results[4] ?? []).map(dependency) };
}

function dependency(row: Row): Dependency {
  return { kind: row['kind'] as Dependency['kind'], schema: String(row['schema']), name: String(row['name']) };
}
