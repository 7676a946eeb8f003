import { afterAll, describe, expect, it } from 'vitest';
import { hashTemplate } from '../../../src/migrations/files/hash-template.js';
import { replayMigrations } from '../../../src/migrations/files/replay-migrations.js';
import { openScratch } from '../../../src/postgres/scratch.js';
import type { ScratchDatabase } from '../../../src/postgres/types.js';
import type { SourceFile } from '../../../src/source/types.js';
import { said, scratchServer } from '../../catalog/support.js';
import { chain, config, grammar, read } from './support.js';

const server = scratchServer();
const opened: ScratchDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.drop();
  await server.stop();
});

async function replay(bodies: Readonly<Record<string, string>>): Promise<{ readonly database: ScratchDatabase; readonly said: readonly string[] }> {
  for (const old of opened.splice(0)) await old.drop();
  const files: readonly SourceFile[] = chain(bodies);
  const database = await openScratch(await server.server());
  opened.push(database);
  const diagnostics = await replayMigrations({ database, grammar, config, migrations: read(files) });
  return { database, said: said({ diagnostics, files }) };
}

async function rows(database: ScratchDatabase, sql: string): Promise<readonly unknown[]> {
  return (await database.admin.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
}

describe('a replay', () => {
  it('ends where the last migration does, steps of every kind run', async () => {
    const { database, said: problems } = await replay({
      '0001_init': `-- pgcog step shared
create extension if not exists citext with schema extensions;
create table plans (id int primary key, name citext);
-- pgcog step transaction
create type status as enum ('new');
create table orders (id int primary key, region text, status status, plan int references shared.plans);
insert into orders select n from generate_series(1, 5) n;
create function first_order() returns int language sql as 'select min(id) from orders';`,
      '0002_more': `-- pgcog step alone
alter type status add value 'old';
create index concurrently orders_region on orders (region);
-- pgcog step transaction
alter table orders add column note text default 'a:b';
-- pgcog step batched orders by id
update orders set region = 'eu', status = 'old' where region is null;
-- pgcog step transaction
alter table orders enable row level security;
create view all_orders as select * from orders;
grant select on all_orders to tenant_users;`,
    });
    expect(problems).toEqual([]);
    expect(await rows(database, "select format('%s %s %s %s', id, region, status, note) from tenant_template.orders order by id limit 1")).toEqual(['1 eu old a:b']);
    expect(await rows(database, 'select indisvalid from pg_index where indexrelid = \'tenant_template.orders_region\'::regclass')).toEqual([true]);
    expect(await rows(database, "select proconfig::text from pg_proc where proname = 'first_order'")).toEqual(['{"search_path=tenant_template, extensions, pg_temp"}']);
    expect(await rows(database, "select reloptions::text from pg_class where relname = 'all_orders'")).toEqual(['{security_invoker=true}']);
    expect(await rows(database, "select distinct rolsuper from pg_class c join pg_roles r on r.oid = c.relowner where relnamespace in ('tenant_template'::regnamespace, 'shared'::regnamespace)")).toEqual([false]);
  });

  it.each([
    ['where the server points', 'alter table orders add column a int, add column b nosuch', '4:51 error PGC720: type "nosuch" does not exist [nosuch]'],
    ['behind characters of several bytes', "comment on table orders is 'ä😀'; select 'ä😀', nope from orders", '4:47 error PGC720: column "nope" does not exist [nope]'],
    ['at the name where it does not', 'create table orders (id int)', '4:14 error PGC720: relation "orders" already exists [orders]'],
    ['that reaches over', 'select * from pg_authid', '4:1 error PGC720: permission denied for table pg_authid [select]'],
    ['that uses what is not committed', "alter type status add value 'x'; create table c (s status default 'x')", '4:67 error PGC720: unsafe use of new value "x" of enum type status [\'x\']'],
    ['batched without a key', 'select 1;\n-- pgcog step batched orders by region\nupdate orders set a = 1', '6:1 error PGC721: region is no key of orders [update orders set a = 1]'],
    ['batched along what may be null', 'select 1;\n-- pgcog step batched orders by maybe\nupdate orders set a = 1', '6:1 error PGC721: maybe is no key of orders [update orders set a = 1]'],
  ])('ends at a statement, and says it %s', async (_, sql, problem) => {
    const init = "create type status as enum ('new'); create table orders (id int primary key, region text, maybe int unique)";
    const { said: problems, database } = await replay({ '0001_init': init, '0002_more': sql, '0003_last': 'create table after_it (id int)' });
    expect(problems).toEqual([problem]);
    expect(await rows(database, "select to_regclass('tenant_template.after_it')")).toEqual([null]);
  });

  it('keeps nothing of a transaction that fails', async () => {
    const { database } = await replay({ '0001_init': 'create table a (id int)', '0002_more': 'create table b (id int); select nope' });
    expect(await rows(database, "select relname::text from pg_class where relnamespace = 'tenant_template'::regnamespace")).toEqual(['a']);
  });
});

describe('the hash of a template', () => {
  const files = (...texts: readonly string[]): readonly SourceFile[] => texts.map((text, index) => ({ path: `tenant_template/${index}.sql`, text }));
  const hash = hashTemplate(files('create table a (id int);\ncreate table b (id int);'));

  it.each([
    ['other files', files('create table b (id int)', 'create table a (id int)')], ['comments, blanks and capitals', files('CREATE  TABLE a(id int); -- x\n/* y */ create table B (id int)')],
  ])('does not change with %s', (_, same) => expect(hashTemplate(same)).toBe(hash));

  it.each([
    ['a statement', files('create table a (id int)')], ['a type', files('create table a (id int); create table b (id text)')], ['a text', files("create table a (id int); create table b (id int default 'a')")],
    ['a home', [...files('create table a (id int)'), { path: 'shared/a.sql', text: 'create table b (id int)' }]],
  ])('changes with %s', (_, other) => expect(hashTemplate(other)).not.toBe(hash));
});
