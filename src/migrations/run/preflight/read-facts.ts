import type { SqlSession } from '../../../postgres/sql-session.js';
import type { TemplateFacts } from './types.js';

/** What questions need to know of the template, and of what tenants share. As the control schema's owner. */
export async function readFacts(session: SqlSession, template: string): Promise<TemplateFacts> {
  const { rows } = await session.query<{ facts: { keys: Record<string, readonly string[]>; constraints: Record<string, string> } }>(`
    select jsonb_build_object(
      'keys', (select coalesce(jsonb_object_agg(c.relname, (select jsonb_agg(a.attname order by k.n) from unnest(i.indkey) with ordinality k(attnum, n) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum)), '{}')
        from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary where c.relnamespace = any (array[to_regnamespace('shared'), to_regnamespace('cognition'), to_regnamespace(quote_ident($1::text))]::oid[])),
      'constraints', (select coalesce(jsonb_object_agg(c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)), '{}') from pg_constraint k join pg_class c on c.oid = k.conrelid
        where c.relnamespace = to_regnamespace(quote_ident($1::text)) and not k.convalidated)) as facts`, [template]);
  const { keys = {}, constraints = {} } = rows[0]?.facts ?? {};
  return { keys: new Map(Object.entries(keys)), constraints: new Map(Object.entries(constraints)) };
}
