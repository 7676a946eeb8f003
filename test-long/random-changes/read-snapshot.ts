import type { Client } from 'pg';
import type { Snapshot } from './types.js';

/** Reads what a schema holds, extensions' objects aside. */
export async function readSnapshot(client: Client, schema: string): Promise<Snapshot> {
  await client.query('begin; set local search_path = pg_catalog');
  try {
    const { rows } = await client.query<{ snapshot: Snapshot }>(snapshotSql, [schema]);
    const [row] = rows;
    if (row === undefined) throw new Error('the server did not say what the schema holds');
    return row.snapshot;
  } finally {
    await client.query('rollback');
  }
}

const list = (what: string, from: string): string => `(select coalesce(json_agg(json_build_object(${what}) order by one.name), '[]') from (${from}) one)`;
const columnNames = (table: string, numbers: string): string => `array(select a.attname::text from unnest(${numbers}::int2[]) with ordinality u(n, at) join pg_attribute a on a.attrelid = ${table} and a.attnum = u.n order by u.at)`;

const columns = `(select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'category', t.typcategory, 'kind', t.typtype, 'notNull', a.attnotnull,
  'hasDefault', a.atthasdef and a.attgenerated = '', 'generated', a.attgenerated <> '', 'identity', a.attidentity <> '', 'inherited', not a.attislocal) order by a.attnum), '[]')
  from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = one.oid and a.attnum > 0 and not a.attisdropped)`;

const relations = (kinds: string): string => `select c.*, c.relname::text as name from pg_class c, space where c.relnamespace = space.oid and c.relkind in (${kinds})
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

const tables = list(`'name', one.name, 'partitioned', one.relkind = 'p', 'child', exists (select from pg_inherits i where i.inhrelid = one.oid), 'parent', exists (select from pg_inherits i where i.inhparent = one.oid), 'rls', one.relrowsecurity,
  'columns', ${columns}, 'key', coalesce((select to_json(${columnNames('one.oid', 'k.conkey')}) from pg_constraint k where k.conrelid = one.oid and k.contype = 'p'), '[]')`, relations("'r', 'p'"));

/** Those that a partition has from its parent are its parent's. */
const constraints = (types: string): string => list("'name', one.name, 'table', one.relname, 'columns', one.columns, 'def', pg_get_constraintdef(one.oid)",
  `select k.*, k.conname::text as name, c.relname, ${columnNames('k.conrelid', 'k.conkey')} as columns from pg_constraint k join pg_class c on c.oid = k.conrelid, space
   where c.relnamespace = space.oid and k.contype in (${types}) and k.conparentid = 0 and k.coninhcount = 0`);

const indexes = list("'name', one.name, 'table', one.relname, 'columns', '[]'::json, 'def', pg_get_indexdef(one.oid)",
  `select i.oid, i.relname::text as name, c.relname from pg_class i join pg_index x on x.indexrelid = i.oid join pg_class c on c.oid = x.indrelid, space
   where i.relnamespace = space.oid and not i.relispartition and not exists (select from pg_constraint k where k.conindid = i.oid)`);

const triggers = list("'name', one.name, 'table', one.relname, 'columns', '[]'::json, 'def', pg_get_triggerdef(one.oid)",
  'select t.oid, t.tgname::text as name, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid, space where c.relnamespace = space.oid and not t.tgisinternal and t.tgparentid = 0');

const policies = list("'name', one.name, 'table', one.relname, 'columns', '[]'::json, 'def', one.polcmd",
  'select p.polname::text as name, p.polcmd, c.relname from pg_policy p join pg_class c on c.oid = p.polrelid, space where c.relnamespace = space.oid');

const views = list(`'name', one.name, 'materialized', one.relkind = 'm', 'def', rtrim(pg_get_viewdef(one.oid), ';'), 'columns', array(select a.attname::text from pg_attribute a where a.attrelid = one.oid and a.attnum > 0 order by a.attnum)`, relations("'v', 'm'"));

const routines = list(`'name', one.name, 'arguments', pg_get_function_identity_arguments(one.oid), 'kind', case when one.prokind = 'p' then 'procedure' when one.prokind = 'a' then 'aggregate' when one.prorettype = 'trigger'::regtype then 'trigger' else 'function' end,
  'language', (select l.lanname from pg_language l where l.oid = one.prolang), 'def', case one.prokind when 'a' then '' else pg_get_functiondef(one.oid) end`,
  `select p.*, p.proname::text as name from pg_proc p, space where p.pronamespace = space.oid and p.prokind <> 'w' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype in ('e', 'i'))`);

const types = list(`'name', one.name, 'kind', case one.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range' else 'composite' end,
  'labels', array(select e.enumlabel::text from pg_enum e where e.enumtypid = one.oid order by e.enumsortorder), 'constraints', array(select k.conname::text from pg_constraint k where k.contypid = one.oid and k.contype = 'c' order by 1)`,
  `select t.*, t.typname::text as name from pg_type t, space where t.typnamespace = space.oid and (t.typtype in ('e', 'd', 'r') or exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
   and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')`);

const sequences = `array(select one.name from (${relations("'S'")}) one where not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = one.oid and d.deptype in ('a', 'i')) order by 1)`;

const grants = list("'table', one.name, 'role', one.rolname, 'right', one.right", `select c.name, r.rolname::text, lower(g.privilege_type) as right from (${relations("'r', 'p', 'v'")}) c
  cross join lateral aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee where g.grantee <> c.relowner`).replace('order by one.name', 'order by one.name, one.rolname, one.right');

const snapshotSql = `with space as (select n.oid from pg_namespace n where n.nspname = $1)
select json_build_object('tables', ${tables}, 'checks', ${constraints("'c'")}, 'keys', ${constraints("'u', 'p', 'x'")}, 'foreignKeys', ${constraints("'f'")}, 'indexes', ${indexes}, 'triggers', ${triggers}, 'policies', ${policies},
  'views', ${views}, 'routines', ${routines}, 'types', ${types}, 'sequences', ${sequences}, 'grants', ${grants}) as snapshot`;
