import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterAndRead } from '../../../src/runtime/role/enter-and-read.js';
import type { SqlParameter } from '../../../src/runtime/types.js';
import { fc } from '../../support/property.js';
import { eager, inOneCall, lazy, openMemberTables, readApart, readInOneCall, type MemberTables } from './member-tables.js';

/** Queries that give their rows in an order, of a table under `t`. */
const queries: readonly ((t: string) => string)[] = [
  (t) => `select id, size from ${t} order by id desc limit 7 offset 2`,
  (t) => `select * from ${t} order by size, id desc -- by size`,
  (t) => `select count(*), sum(size) from ${t}`,
  (t) => `select distinct size from ${t} order by 1 desc`,
  (t) => `select size, array_agg(id order by id desc) from ${t} group by size having count(*) > 1 order by size`,
  (t) => `select a.id, b.id from ${t} a join ${t} b on b.id = a.id + 3 order by 1 desc, 2`,
  (t) => `select a.id, b.id from ${t} a left join ${t} b on b.size = a.id order by 1, 2 desc limit 20`,
  (t) => `with x as materialized (select * from ${t} where size > 1), y as (select max(id) from x) select x.id, (select * from y) from x order by x.id desc limit 5`,
  (t) => `with recursive r(n) as (select min(id) from ${t} union all select (select min(id) from ${t} where id > n) from r where n is not null) select * from r where n is not null order by n desc`,
  (t) => `select id, row_number() over (order by size, id) from ${t} order by 2 desc`,
  (t) => `(select id from ${t} order by id limit 3) union all (select -id from ${t} order by id desc limit 3)`,
  (t) => `select id, (select count(*) from ${t} o where o.size = ${t.split('.').at(-1)}.size) from ${t} order by id`,
  (t) => `select exists (select from ${t}), cognition.current_user_id()`,
  (t) => `select n, array(select id from ${t} where size = n order by id desc) from generate_series(0, 3) n order by n desc`,
];

interface Plan {
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly 'One-Time Filter'?: string;
  readonly Plans?: readonly Plan[];
}

/** Without what is evaluated when somebody asks for it. */
const childrenOf = (plan: Plan | undefined): readonly Plan[] => (plan?.Plans ?? []).filter((child) => child['Parent Relationship'] !== 'InitPlan');

/** Nothing of it runs before who entered is known. */
function isGuarded(plan: Plan | undefined): boolean {
  if (plan?.['One-Time Filter']?.includes("cognition_member.id <> ''::text") === true) return true;
  const children = childrenOf(plan);
  return ['Append', 'Subquery Scan'].includes(plan?.['Node Type'] ?? '') && children.length > 0 && children.every(isGuarded);
}

const settings = ['enable_nestloop', 'enable_hashjoin', 'enable_mergejoin', 'enable_indexscan', 'enable_bitmapscan', 'enable_seqscan', 'enable_sort', 'enable_hashagg', 'enable_material', 'enable_memoize', 'enable_partition_pruning'];

describe.each([15, 17] as const)('PostgreSQL %i', (version) => {
  let open: MemberTables;
  beforeAll(async () => {
    open = await openMemberTables(version);
  });
  afterAll(() => open?.world.close());

  /** The planner is pushed about: parallel plans, without one node or another, with plans for any parameters. */
  async function withPlans<T>(off: readonly string[], mode: string, parallel: boolean, work: () => Promise<T>): Promise<T> {
    const { users } = open;
    const parallels = `set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0; set ${version < 16 ? 'force_parallel_mode' : 'debug_parallel_query'} = on`;
    await users.query([...off.map((name) => `set ${name} = off`), `set plan_cache_mode = ${mode}`, ...(parallel ? [parallels] : [])].join('; '));
    return work().finally(() => users.query('reset all'));
  }

  const plans = fc.record({ off: fc.subarray(settings, { maxLength: 4 }), mode: fc.constantFrom('auto', 'force_generic_plan', 'force_custom_plan'), parallel: fc.boolean() });
  const which = fc.tuple(fc.constantFrom(...queries), fc.constantFrom('ann' as const, 'ben' as const));

  it('a read in one call has the rows of the same read after entering, in their order', async () => {
    const { users, schema } = open;
    let [once, names] = [0, 0];
    await fc.assert(fc.asyncProperty(fc.constantFrom(...lazy), which, plans, async (table, [query, who], { off, mode, parallel }) => {
      const sql = query(`${schema}.${table}`);
      const expected = await readApart(users, open[who].id, sql);
      once += expected.length;
      // Prepared: planned in one transaction, and run in others.
      const name = `s${names += 1}`;
      await withPlans(off, mode, parallel, async () => {
        expect(await readInOneCall(users, open[who].id, sql, name)).toEqual(expected);
        expect(await readInOneCall(users, open[who].id, sql, name)).toEqual(expected);
      });
    }), { numRuns: 80 });
    expect(once).toBeGreaterThan(300);
  });

  it('it has them too, or is refused, where PostgreSQL may ask before it executes', async () => {
    const { users, schema } = open;
    const seen = { rows: 0, refused: 0 };
    let names = 0;
    await fc.assert(fc.asyncProperty(fc.constantFrom(...eager), which, plans, async (table, [query, who], { off, mode, parallel }) => {
      const sql = query(`${schema}.${table}`);
      const expected = await readApart(users, open[who].id, sql);
      const name = `e${names += 1}`;
      await withPlans(off, mode, parallel, async () => {
        for (const _time of [1, 2]) {
          const found = await readInOneCall(users, open[who].id, sql, name);
          seen[typeof found === 'string' ? 'refused' : 'rows'] += 1;
          expect(found).toEqual(typeof found === 'string' ? '25001' : expected);
        }
      });
    }), { numRuns: 80 });
    expect(seen.refused).toBeGreaterThan(10);
    expect(seen.rows).toBeGreaterThan(10);
  });

  it('partitions that are left out when an execution begins would be missing, without a word', async () => {
    const { users, schema, ann } = open;
    const sql = `select count(*) from ${schema}.in_parts`;
    expect(await readApart(users, ann.id, sql)).toEqual([['30']]);
    expect(await readInOneCall(users, ann.id, sql)).toBe('25001');
    // Made to forget that it was asked, `enter` lets the read go on.
    const { text, values } = inOneCall(ann.id, sql);
    const { rows } = await users.query(text.replace('select cognition.enter', "select set_config('cognition.asked', '', true), cognition.enter"), [...values]);
    expect(rows).toEqual([{ count: '0' }]);
  });

  it('enters in the outer side of a nested loop, whose inner side begins with a filter on it', async () => {
    const { users, schema, ann } = open;
    for (const table of lazy) {
      for (const query of queries) {
        const { text, values } = inOneCall(ann.id, query(`${schema}.${table}`));
        const { rows } = await users.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(`explain (costs off, format json) ${text}`, [...values]);
        const top = rows[0]?.['QUERY PLAN'][0]?.Plan;
        const [outer, inner, ...others] = childrenOf(top);
        expect(top?.['Node Type']).toBe('Nested Loop');
        expect(outer).toMatchObject({ 'Node Type': 'CTE Scan', 'CTE Name': 'cognition_member', 'Parent Relationship': 'Outer' });
        expect(others).toEqual([]);
        expect(isGuarded(inner), JSON.stringify(inner, null, 1)).toBe(true);
      }
    }
  });

  it.each<[string, (schema: string) => string]>([
    ['no columns', (schema) => `select from ${schema}.in_initplan`],
    ['labels twice', (schema) => `select id, id, size as id from ${schema}.in_initplan order by 1`],
    ['no name', () => `select 'a', 1, null`],
    ['a comment at the end', (schema) => `select id from ${schema}.in_initplan order by id limit 2 -- it ends`],
    ['a comment before', (schema) => `-- it begins\n /* and (goes on */ select id from ${schema}.in_initplan order by id limit 2`],
    ['parentheses', (schema) => ` ( (select id from ${schema}.in_initplan order by id limit 2))`],
    ['with', (schema) => `with cognition_row as (select id from ${schema}.in_initplan) select * from cognition_row order by 1`],
    ['values', () => 'values (1, 2), (3, 4)'],
    ['table', (schema) => `table ${schema}.in_initplan order by id`],
    ['locks', (schema) => `select id from ${schema}.in_initplan order by id limit 3 for update`],
    ['no rows', (schema) => `select id from ${schema}.in_initplan where false`],
  ])('takes a query with %s as it is', async (_what, sql) => {
    const { users, schema, ann } = open;
    expect(await readInOneCall(users, ann.id, sql(schema))).toEqual(await readApart(users, ann.id, sql(schema)));
  });

  it.each<[string, (schema: string) => string, string]>([
    ['an update', (schema) => `update ${schema}.in_initplan set size = 0 returning id`, '42601'],
    ['an update in a with', (schema) => `with changed as (update ${schema}.in_initplan set size = 0 returning id) select * from changed`, '0A000'],
    ['an insert', (schema) => `insert into ${schema}.in_initplan values (1, cognition.current_user_id(), 1) returning id`, '42601'],
    ['a delete', (schema) => `delete from ${schema}.in_initplan returning id`, '42601'],
    ['a merge', (schema) => `merge into ${schema}.in_initplan t using (select 1) s on false when not matched then do nothing`, '42601'],
  ])('is refused for %s that is called a read, never empty', async (_what, sql, code) => {
    const { users, schema, ann } = open;
    const { text, values } = inOneCall(ann.id, 'select 1');
    const wrapped = text.replace('select 1', sql(schema));
    await expect(users.query(wrapped, [...values])).rejects.toMatchObject({ code });
    expect(await readApart(users, ann.id, `select count(*), min(size) from ${schema}.in_initplan where size = 0`)).toEqual([['4', 0]]);
  });

  it('is refused for whoever may not enter', async () => {
    const { users, schema, gil } = open;
    expect(await readInOneCall(users, gil.id, `select id from ${schema}.in_initplan`)).toBe('42501');
    expect(await readInOneCall(users, gil.id, `select 1`)).toBe('42501');
    expect(await readInOneCall(users, "x' or true --", 'select 1')).toBe('42501');
  });
});

describe('the text', () => {
  const made = (sql: string, parameters: readonly SqlParameter[] = []) => enterAndRead({ secret: '', sql, parameters, transaction: null, access: 'read', longsAsText: true, columns: false, deadline: 0 }, 'u_1');

  it.each(['show server_version', 'explain select 1', 'insert into t values (1)', 'update t set a = 1', 'delete from t', 'merge into t using s on true when matched then do nothing', 'call p()', '', '-- select 1', '/* select */ update t set a = 1', 'selected', '/* Query.a 1 */ refresh materialized view v'])('is not made of %j', (sql) => {
    expect(made(sql)).toBeNull();
  });

  it('has a name for the member that no parameter has', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.constantFrom('cognition_member', 'cognition_member_', 'cognition_member__', 'member', 'id')), (names) => {
      const { sql = '', parameters = [] } = made(`select ${names.map((name) => `:${name}`).join(', ')}`, names.map((name) => ({ name, value: { stringValue: name } }))) ?? {};
      expect(new Set(parameters.map(({ name }) => name)).size).toBe(names.length + 1);
      expect(sql).toContain(`cognition.enter(:${parameters.at(-1)?.name})`);
      expect(parameters.at(-1)?.value).toEqual({ stringValue: 'u_1' });
    }));
  });
});
