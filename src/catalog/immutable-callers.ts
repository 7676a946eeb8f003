import type { Client } from 'pg';
import type { Config } from '../config/types.js';
import { quoteLiteral } from '../postgres/quote.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { LoadStep } from './load-step.js';
import { fixedSchemas } from './scope.js';
import type { Spans } from './spans.js';
import type { Oid } from './types.js';

/**
 * Functions that ask who calls and say that they always answer the same. PostgreSQL puts the first answer into plans that
 * a session keeps: where members share logins, that is another member's.
 */
export async function immutableCallers(owner: Client, steps: readonly LoadStep[], { spans, config }: { readonly spans: Spans; readonly config: Config }): Promise<readonly Diagnostic[]> {
  if (!steps.some(({ text }) => /\bimmutable\b/iu.test(text))) return [];
  const schemas = [config.templateSchema, fixedSchemas.shared].map(quoteLiteral).join(', ');
  const { rows } = await owner.query<{ oid: Oid; name: string }>(`
    select p.oid::int8 as oid, p.proname as name from pg_proc p
    where p.provolatile = 'i' and p.pronamespace in (select n.oid from pg_namespace n where n.nspname in (${schemas})) and (
      p.prosrc ~* '("cognition"|\\mcognition)\\s*\\.' or exists (
        select from pg_depend d join pg_proc f on f.oid = d.refobjid
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_proc'::regclass and f.pronamespace = 'cognition'::regnamespace))
    order by p.oid::regprocedure::text collate "C"`);
  return rows.map(({ oid, name }) => error('PGC173', `function ${name} asks who calls, and is IMMUTABLE`, spans.object('pg_proc', Number(oid)),
    'declare it STABLE: a plan that was made for one member would keep the answer for the next'));
}
