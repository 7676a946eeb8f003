import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareCodePoints } from '../../../src/source/compare-code-points.js';
import type { Use } from '../../../src/statements/analyse.js';
import { readCases } from './cases.js';
import { inFunction, openShop, type Shop } from './shop.js';

const words = (use: Use): string => [use.kind, use.schema, use.name, ...(use.kind === 'column' ? [use.column] : [])].join(' ');

const WHOLE_ROWS: ReadonlySet<string> = new Set(['a whole row', 'a whole row above an outer join', 'fields of a row above an outer join', "aggregates of the user's input as json"]);

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  let shop: Shop;
  beforeAll(async () => { shop = await openShop(version); });
  afterAll(() => shop.close());

  test.each(readCases().filter(({ server }) => server <= version))('$name: uses what pg_depend says', async ({ name, sql, parameters }) => {
    const { uses } = await shop.analyse(sql, parameters);
    const said = uses.map(words);
    expect(said).toEqual([...said].sort(compareCodePoints));
    const depends = await inFunction(shop.client, sql, parameters.map(({ type }) => type), () => dependencies(shop.client));
    // For EXCLUDED the server writes down all columns of the table.
    if (!sql.includes('do update')) expect(depends.filter((one) => !said.includes(one))).toEqual([]);
    // The tree also tells the columns' types, all columns of a row taken whole, and those that MERGE writes.
    const more = said.filter((one) => !depends.includes(one) && !one.startsWith('type '));
    if (!WHOLE_ROWS.has(name) && !sql.startsWith('merge')) expect(more).toEqual([]);
  });

  test('functions, types, sequences and tables named in constants', async () => {
    const { uses } = await shop.analyse(`select loose(code), 'paid'::order_status, nextval('ticket_numbers'), 'events'::regclass, array['a@b'::email_address] from orders where status = 'new'`);
    expect(uses.map(words)).toEqual([
      'column tenant_template orders code', 'column tenant_template orders status', 'function tenant_template loose', 'relation tenant_template events', 'relation tenant_template orders',
      'sequence tenant_template ticket_numbers', 'type tenant_template email_address', 'type tenant_template order_status',
    ]);
  });

  test('what writes is not read-only, and volatile functions are told', async () => {
    const facts = async (sql: string): Promise<readonly [boolean, number, string]> => {
      const { readOnly, volatileFunctions, command } = await shop.analyse(sql);
      return [readOnly, volatileFunctions.length, command];
    };
    expect(await facts('select id from orders')).toEqual([true, 0, 'select']);
    expect(await facts('select id, random(), gen_random_uuid() from orders')).toEqual([true, 2, 'select']);
    expect(await facts('select bump()')).toEqual([false, 1, 'select']);
    expect(await facts(`select nextval('ticket_numbers')`)).toEqual([false, 1, 'select']);
    expect(await facts('select id from orders for share')).toEqual([false, 0, 'select']);
    expect(await facts('with d as (delete from orders returning id) select id from d')).toEqual([false, 0, 'select']);
    expect(await facts('insert into audited values (1, $$x$$)')).toEqual([false, 0, 'insert']);
    expect(await facts('update audited set note = note')).toEqual([false, 0, 'update']);
    expect(await facts('delete from audited')).toEqual([false, 0, 'delete']);
    expect(await facts('merge into audited a using (select 1 as id) s on s.id = a.id when matched then delete')).toEqual([false, 0, 'merge']);
  });
});

/** What the server wrote down for the function, without system columns and columns of functions' rows; arrays as their elements. */
async function dependencies(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ word: string }>(`
    select distinct case when d.refclassid = 'pg_proc'::regclass then 'function ' || f.pronamespace::regnamespace || ' ' || f.proname
      when d.refclassid = 'pg_type'::regclass then 'type ' || t.typnamespace::regnamespace || ' ' || t.typname
      when c.relkind = 'S' then 'sequence ' || c.relnamespace::regnamespace || ' ' || c.relname
      when d.refobjsubid <= 0 then 'relation ' || c.relnamespace::regnamespace || ' ' || c.relname
      else 'column ' || c.relnamespace::regnamespace || ' ' || c.relname || ' ' || a.attname end as word
    from pg_depend d
    left join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    left join pg_proc f on d.refclassid = 'pg_proc'::regclass and f.oid = d.refobjid
    left join pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = (select case e.typcategory when 'A' then e.typelem else e.oid end from pg_type e where e.oid = d.refobjid)
    where (c.oid is null or c.relkind in ('r', 'p', 'v', 'm', 'S') and not (d.refobjsubid > 0 and exists (
        select from pg_depend r join pg_proc g on g.oid = r.refobjid and r.refclassid = 'pg_proc'::regclass where r.objid = d.objid and g.prorettype = c.reltype)))
      and d.classid = 'pg_proc'::regclass and d.objid = 'pg_temp.statement'::regproc and d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)`);
  const columns = new Set(rows.filter(({ word }) => word.startsWith('column ')).map(({ word }) => word.split(' ').slice(1, 3).join(' ')));
  return [...new Set([...rows.map(({ word }) => word), ...[...columns].map((relation) => `relation ${relation}`)])];
}
