import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutMigration } from '../../../src/migrations/ledger/cut-migration.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { makeConfig } from '../../catalog/support.js';
import { openFleet, type FleetWorld } from './fleet-world.js';
import { migrationOf } from './migration-of.js';
import { throughDataApi } from './through-data-api.js';

describe('a statement that runs nothing of its schema', () => {
  const isInert = async (sql: string): Promise<boolean | undefined> => {
    const config = makeConfig();
    return cutMigration(await loadGrammar(), config, await migrationOf(config, { name: 'm', sql, number: 1, after: null })).steps[0]?.inert;
  };

  it.each([
    'alter table a add column b int', 'alter table a add column b text not null default \'x\'', "alter table a add column b varchar(9) default 'x'::text, drop column c", 'alter table a alter column b drop not null',
    'create index i on a (lower(b)) where c > 0', '-- pgcog step alone\ncreate index concurrently i on a (b)', "comment on table a is 'x'",
  ])('%s', async (sql) => {
    expect(await isInert(`${sql};`)).toBe(true);
  });

  it.each([
    'alter table a add column b int default f()', 'alter table a add column b int default 1 + 1', "alter table a add column b state default 'open'", 'alter table a add column b positive', 'alter table a add column b tenant_template.text',
    "alter table a add column b text default 'x'::name_of", "alter table a add column b timestamptz default '2026-01-01'", 'alter table a add column b int check (b > 0)', 'alter table a add column b int references c',
    'alter table a add column b int generated always as (c + 1) stored', 'alter table a add column b int[]', 'alter table a alter column b type text using f(b)', 'alter table a add constraint c check (f(b))', 'alter table a validate constraint c',
    'alter table a alter column b set not null', 'update a set b = 1', 'create function f() returns int language sql return 1', 'create view v as select 1', 'grant select on a to tenant_users',
    '-- pgcog step alone\nreindex table concurrently a', '-- pgcog step alone\ndrop index concurrently i', '-- pgcog step batched a by id\nupdate a set b = 1',
  ])('not %s', async (sql) => {
    expect(await isInert(`${sql};`)).toBe(false);
  });
});

describe('in a tenant', () => {
  const base = `create table orders (id int primary key, note text);
    create function outcome(what text) returns text language plpgsql immutable as $$
    begin
      begin
        execute 'reset role';
        raise exception 'it became %', current_user using errcode = 'ZZ001';
      exception when sqlstate 'ZZ001' then raise; when others then return what;
      end;
    end $$;`;
  let template = base;
  let world: FleetWorld;
  beforeAll(async () => {
    world = await openFleet({ 'tenant_template/a.sql': base }, ['small', 'large', 'twice']);
    await world.rows(`insert into ${name('small')}.orders values (1, 'x')`);
    await world.rows(`insert into ${name('large')}.orders select n, repeat('x', 100) from generate_series(1, 2000) n`);
    await world.up();
  }, 60_000);
  afterAll(() => world.close());
  const name = (tenant: string): string => world.tenants[tenant] ?? '';
  const change = async (migration: string, sql: string, now: string): Promise<void> => {
    await world.add(migration, sql);
    template = `${template}\n${now}`;
    world.change({ 'tenant_template/a.sql': template });
  };
  /** Who has got an index in the transaction of the column that it is on. */
  const together = async (index: string, column: string): Promise<readonly string[]> => (await world.rows<{ schema: string }>(
    `select n.nspname as schema from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = i.indrelid and a.attname = $2
     where c.relname = $1 and i.xmin = a.xmin and n.nspname <> 'tenant_template' order by 1`, [index, column])).map(({ schema }) => schema);

  it('makes an index with the column before it where the table is small, and concurrently where it is not', async () => {
    await change('mark', 'alter table orders add column mark text;\n-- pgcog step alone\ncreate index concurrently orders_mark on orders (mark);\n-- pgcog step alone\ncreate index concurrently orders_both on orders (mark, note);',
      'alter table orders add column mark text; create index orders_mark on orders (mark); create index orders_both on orders (mark, note);');
    expect(await world.up({ small: 64 * 1024 })).toMatchObject({ failures: [], behind: 0 });
    expect(await together('orders_mark', 'mark')).toEqual([name('small'), name('twice')]);
    expect(await together('orders_both', 'mark')).toEqual([name('small'), name('twice')]);
    expect(await world.differences()).toEqual({ small: [], large: [], twice: [] });
    expect(await world.rows('select count(*)::int as n from cognition.migration_ledger where number = 2 and state = $1 and schema_name <> $2', ['done', 'tenant_template'])).toEqual([{ n: 9 }]);
  });

  it('lets no code of the schema become who has set its owner', async () => {
    await change('outcome', '-- pgcog step alone\ncreate index concurrently orders_outcome on orders (outcome(note));', 'create index orders_outcome on orders (outcome(note));');
    expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
    expect(await world.differences()).toEqual({ small: [], large: [], twice: [] });
  });

  it('through the Data API, too', async () => {
    await change('api', 'alter table orders add column api text;\n-- pgcog step alone\ncreate index concurrently orders_api on orders (api);', 'alter table orders add column api text; create index orders_api on orders (api);');
    const api = await throughDataApi(world);
    expect(await world.up(api.options)).toMatchObject({ failures: [], behind: 0 });
    await api.close();
    expect(await together('orders_api', 'api')).toEqual([name('large'), name('small'), name('twice')]);
  });

  it('what fails so is done step by step: those before it stay, and it is told which it was', async () => {
    await change('late', 'alter table orders add column soon int, add column later int;\n-- pgcog step transaction\ncomment on column orders.soon is \'x\';\n-- pgcog step alone\ncreate index concurrently orders_soon on orders (soon);',
      "alter table orders add column soon int, add column later int; comment on column orders.soon is 'x'; create index orders_soon on orders (soon);");
    await world.rows(`alter table ${name('small')}.orders add column later int`);
    await world.rows(`create view ${name('twice')}.orders_soon as select 1 as one`);
    const { failures, migrated } = await world.up({ continueOnError: true });
    expect(migrated).toEqual([name('large')]);
    expect(failures.map(({ tenant, step, why }) => ({ tenant, step, why })).sort((a, b) => a.step - b.step)).toEqual([
      { tenant: name('small'), step: 1, why: 'step 1: column "later" of relation "orders" already exists' }, { tenant: name('twice'), step: 3, why: 'relation "orders_soon" already exists' },
    ]);
    expect(await world.rows("select schema_name, step, state from cognition.migration_ledger where number = 5 and schema_name in ($1, $2) order by 1, 2", [name('small'), name('twice')])).toEqual([
      { schema_name: name('small'), step: 1, state: 'failed' }, { schema_name: name('twice'), step: 1, state: 'done' }, { schema_name: name('twice'), step: 2, state: 'done' }, { schema_name: name('twice'), step: 3, state: 'failed' },
    ]);
    await world.rows(`alter table ${name('small')}.orders drop column later`);
    await world.rows(`drop view ${name('twice')}.orders_soon`);
    expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
    expect(await world.differences()).toEqual({ small: [], large: [], twice: [] });
  });

  it('does not wait long for a lock: it lets others go first, and then waits beside them', async () => {
    await change('held', '-- pgcog step alone\ncreate index concurrently orders_held on orders (id, note);', 'create index orders_held on orders (id, note);');
    const { control } = world;
    const holder = await control.login(`mover_${control.run}`, 'mover');
    await holder.query(`begin; set local role ${name('small')}_owner; insert into ${name('small')}.orders (id) values (100)`);
    world.events.length = 0;
    let writes = 0;
    const run = world.up({ limits: { lock: 60_000, statement: 60_000, outside: 60_000 } });
    while (world.events.every(({ event }) => event !== 'waits')) await new Promise((resolve) => setTimeout(resolve, 20));
    // By now the index is built beside whoever writes: another writer is not held up.
    await world.rows(`insert into ${name('small')}.orders (id) values (101)`).then(() => (writes += 1));
    await holder.query('commit');
    await holder.end();
    expect(await run).toMatchObject({ failures: [], behind: 0 });
    expect(writes).toBe(1);
    expect(world.events.filter(({ event }) => event === 'waits')).toMatchObject([{ tenant: name('small'), why: 'canceling statement due to lock timeout' }]);
  });
});
