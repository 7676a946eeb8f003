import type { Client } from 'pg';
import type { Config } from '../config/types.js';
import { quoteLiteral } from '../postgres/quote.js';
import { fixedSchemas } from './scope.js';
import type { Oid } from './types.js';

/** A function or procedure whose body is text: PostgreSQL resolves its names when it runs. */
export interface RawRoutine {
  readonly oid: Oid;
  readonly schema: string;
  readonly name: string;
  /** `FUNCTION tenant_template.f(integer)`, quoted, for ALTER. */
  readonly address: string;
  readonly procedure: boolean;
  readonly language: string;
  readonly body: string;
  readonly security_definer: boolean;
  readonly pinned: boolean;
  /** An SQL function that the planner could put into the query (a SET clause forbids it). */
  readonly inlinable: boolean;
}

/** The template's and `shared`'s own, those of extensions left out. Sorted by address, so that nothing depends on oids. */
export async function readRoutines(client: Client, config: Config): Promise<readonly RawRoutine[]> {
  const schemas = [config.templateSchema, fixedSchemas.shared].map(quoteLiteral).join(', ');
  const { rows } = await client.query<{ document: readonly RawRoutine[] | null }>(`
    select pg_catalog.json_agg(q order by q.address collate "C") as document from (
      select p.oid::int8, n.nspname as schema, p.proname as name, l.lanname as language, p.prosrc as body,
        pg_catalog.format('%s %I.%I(%s)', case p.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as address,
        p.prokind = 'p' as procedure, p.prosecdef as security_definer,
        exists (select from pg_catalog.unnest(p.proconfig) as s(setting) where s.setting like 'search\\_path=%') as pinned,
        l.lanname = 'sql' and p.prokind = 'f' and not p.prosecdef and p.proconfig is null
          and (p.proretset or (not p.proisstrict and p.prorettype <> 'void'::regtype)) as inlinable
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
      where n.nspname in (${schemas}) and p.prokind in ('f', 'p', 'w') and p.prosqlbody is null and l.lanname not in ('internal', 'c')
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')) as q`);
  return rows[0]?.document ?? [];
}
