import { afterAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import { codes } from '../../src/source/codes.js';
import { column, relation, rich, routine, said, scratchServer, under } from './support.js';

const scratch = scratchServer();
afterAll(() => scratch.stop());

describe('where things were written', () => {
  it('ties tables, types, functions, policies, columns and foreign keys to their places', async () => {
    const loaded = await scratch.load(rich);
    const catalog = await readCatalog({ database: loaded.database, config: loaded.config, template: loaded.template });
    const own = catalog.relations.filter((one) => one.schemaKind === 'template');
    expect(own.map((one) => under(loaded.files, one.span))).toEqual(own.map((one) => one.name));
    const functions = catalog.functions.filter((one) => one.schemaKind === 'template');
    expect(functions.map((one) => under(loaded.files, one.span))).toEqual(functions.map((one) => one.name));
    expect(own.flatMap((one) => one.policies).map((one) => under(loaded.files, one.span))).toEqual(['anybody_inserts', 'billing_orders', 'own_orders']);
    const orders = relation(catalog, 'orders');
    expect(orders.columns.filter((one) => one.name !== 'remark').map((one) => under(loaded.files, one.span))).toEqual(
      ['id', 'number', 'legacy', 'customer_id', 'status', 'total', 'tax', 'created_at', 'created_by']);
    expect(under(loaded.files, column(catalog, 'orders', 'remark').span)).toMatch(/^alter table orders rename column note/);
    expect(orders.foreignKeys.map((one) => under(loaded.files, one.span))).toEqual(['references']);
    expect(relation(catalog, 'order_lines').foreignKeys.map((one) => under(loaded.files, one.span))).toEqual(['constraint']);
    expect(relation(catalog, 'open_orders').columns.map((one) => under(loaded.files, one.span))).toEqual(['id', 'customer_id', 'total']);
    const types = Object.values(catalog.types).filter((one) => ['status', 'code', 'address', 'float_range'].includes(one.name));
    expect(types.map((one) => under(loaded.files, one.span)).sort()).toEqual(['address', 'code', 'float_range', 'status']);
    expect(relation(catalog, 'users').span).toBeNull();
  });

  it('finds what a DO block made and what was renamed', async () => {
    const loaded = await scratch.load(`do $$ begin create table made (id int); end $$;\ncreate table before (id int);\nalter table before rename to after;`);
    const catalog = await readCatalog({ database: loaded.database, config: loaded.config, template: loaded.template });
    expect(under(loaded.files, relation(catalog, 'made').span)).toBe('do');
    expect(under(loaded.files, relation(catalog, 'after').span)).toBe('before');
  });
});

describe('mistakes', () => {
  const errors = async (sql: string | Readonly<Record<string, string>>): Promise<string[]> => said(await scratch.load(sql), 'error');

  it('are told all together, each at its place, also behind é and 😀', async () => {
    expect(await errors(`create table "é😀" (id int, "ß" nothing);
create table t (id int primary key); /* 😀 */ create index on t (missing);
create view v as select 'é😀', nowhere from t;
create table t (other int);
create function f() returns int language sql leakproof as 'select 1';
insert into t values (1), (1);`)).toEqual([
      '1:32 error PGC151: type "nothing" does not exist [nothing]',
      '2:65 error PGC151: column "missing" does not exist [missing]',
      '3:31 error PGC151: column "nowhere" does not exist [nowhere]',
      '4:14 error PGC152: relation "t" already exists [t]',
      '5:17 error PGC153: only superuser can define a leakproof function [f]',
      '6:1 error PGC150: duplicate key value violates unique constraint "t_pkey": Key (id)=(1) already exists [insert]',
    ]);
  });

  it('do not bring forth others that only follow from them', async () => {
    expect(await errors(`create table customers (id int primary key, x nothing);
create table orders (id int primary key, customer int references customers);
create index on orders (customer);
create view v as select * from orders;
create function f(o orders) returns int language sql as 'select o.id';
create function g() returns bigint language sql as 'select count(*) from customers';
create table other (id int);
alter table other add column u text, add column bad nothing;
create index on other (u);
grant select on v to tenant_users;`)).toEqual([
      '1:47 error PGC151: type "nothing" does not exist [nothing]',
      '8:53 error PGC151: type "nothing" does not exist [nothing]',
    ]);
  });

  it('in a statement that cannot be read do not hide those of the others', async () => {
    expect(await errors(`create tabel customers (id int);
create table orders (customer int references customers);
create table lines (x nothing);`)).toEqual([
      '1:8 error PGC100: syntax error at or near "tabel" [tabel]',
      '3:23 error PGC151: type "nothing" does not exist [nothing]',
    ]);
  });

  it('say what may have been meant', async () => {
    const loaded = await scratch.load(`create table customers (id int primary key);\ncreate table orders (c int references custmers);`);
    expect(loaded.diagnostics.map((one) => one.hint)).toEqual(['did you mean customers?']);
  });

  it.each([
    ['create table a (x nmeric);', 'did you mean numeric?'],
    [`create type order_status as enum ('new'); create table a (x ordr_status);`, 'did you mean order_status?'],
    ['create table a (x geometry_of_mine);', 'make it in the template with CREATE TYPE or CREATE DOMAIN; CREATE EXTENSION, if one brings it'],
    ['create view v as select 1 from nowhere;', 'make it in the template: CREATE TABLE or CREATE VIEW'],
    ['create table a (id int, total int); create index on a (totla);', 'did you mean total?'],
    ['create table a (id int, total int); create view v as select whatever from a;', 'a has the columns id, total'],
    ['create table a (id int, total int); create view v as select x.whatever from a x;', 'a has the columns id, total'],
    ['create table a (id int); alter table a add column note text; alter table a alter column nte set not null;', 'did you mean note?'],
    ['create table a (id int, check (nope > 1));', 'a has the columns id'],
    ['create table a (iban text check (valid_iban(iban)));', 'make it in the template with CREATE FUNCTION, or cast its arguments; CREATE EXTENSION, if one brings it'],
    [`create function valid(x int) returns bool language sql as 'select true'; create table a (iban text check (valid(iban)));`, 'valid is there with other arguments; cast those that do not fit'],
    ['create table a (x text check (x > 1));', 'cast one side so that both fit: (...)::text'],
    [`create table a (x numeric default 'ten');`, 'write a value of type numeric'],
    [`create type s as enum ('new', 'it''s'); create table a (x s default 'nwe');`, "its values are 'new', 'it's'"],
  ])('say a way out: %s', async (sql, hint) => {
    const loaded = await scratch.load(sql);
    expect(loaded.diagnostics.filter(({ severity }) => severity === 'error').map((one) => one.hint)).toEqual([hint]);
  });

  it('point at the first definition of what is defined twice', async () => {
    const loaded = await scratch.load({ 'tenant_template/a.sql': 'create table t (a int);', 'tenant_template/b.sql': 'create view t as select 1;' });
    const [one] = loaded.diagnostics.filter((each) => each.code === 'PGC152');
    expect([one?.span?.file, one?.related.map((each) => each.span.file)]).toEqual(['tenant_template/b.sql', ['tenant_template/a.sql']]);
  });

  it('in bodies of functions are found when all is there, at the place in the body', async () => {
    expect(await errors(`create function early() returns bigint language sql as 'select count(*) from later';
create table later (id int);
create function f() returns int language sql as $$ select 'é', nope from later $$;
create or replace function g() returns int language plpgsql as $body$ begin
  selec 1;
end $body$;
create procedure p() language plpgsql as 'begin x := 1; end';`)).toEqual([
      '3:64 error PGC158: f would fail when called: column "nope" does not exist [nope]',
      '5:3 error PGC158: g would fail when called: syntax error at or near "selec" [selec]',
      '7:49 error PGC158: p would fail when called: "x" is not a known variable [x]',
    ]);
  });

  it('in bodies are warnings where the file switches the checks off, as pg_dump does', async () => {
    const loaded = await scratch.load(`set check_function_bodies = false;\ncreate table t (id int);\ncreate function f() returns int language sql as 'select 1 from nowhere';`);
    expect(said(loaded)).toEqual([
      '3:17 info PGC166: SQL function f given a search path, which keeps PostgreSQL from inlining it [f]',
      '3:64 warning PGC158: f would fail when called: relation "nowhere" does not exist [nowhere]',
    ]);
  });

  it('are an empty template, schemas of others, objects in the wrong folder', async () => {
    expect(await errors('-- nothing\nselect 1;')).toEqual(['- error PGC168: the template defines nothing []']);
    expect(await errors('create schema other; create table t (id int);')).toEqual([`1:15 error PGC108: schema other is not the template's [other]`]);
    expect(await errors('create table cognition.t (id int);')).toEqual(['1:14 error PGC153: permission denied for schema cognition [cognition]']);
    expect(await errors({ 'tenant_template/a.sql': 'create table shared.t (id int);', 'shared/b.sql': 'create table tenant_template.u (id int);' })).toEqual([
      '1:21 error PGC108: shared.t does not belong to schema tenant_template [t]',
      '1:30 error PGC108: tenant_template.u does not belong to schema shared [u]',
    ]);
  });

  it('leave nothing behind', async () => {
    const loaded = await scratch.load('create table t (id int); create table u (id nothing);');
    const { rows } = await loaded.database.admin.query(`select (select count(*) from pg_event_trigger)::int as triggers, (select count(*) from pg_class where relnamespace = 'tenant_template'::regnamespace)::int as relations`);
    expect(rows).toEqual([{ triggers: 0, relations: 0 }]);
  });

  it('all have a code with a title', async () => {
    const loaded = await scratch.load('create table t (id nothing); grant select on t to public;');
    expect(loaded.diagnostics.map((one) => Object.hasOwn(codes, one.code))).toEqual([true, true]);
  });
});

describe('names', () => {
  it('without a schema belong to the template, in files under shared/ to shared', async () => {
    const catalog = await scratch.catalog({
      'shared/countries.sql': 'create table countries (code text primary key);',
      'tenant_template/a.sql': 'create table t (country text references shared.countries); create table shared_things (id int);',
    });
    expect(catalog.relations.filter((one) => one.schemaKind !== 'cognition').map((one) => `${one.schema}.${one.name}`)).toEqual(
      ['shared.countries', 'tenant_template.shared_things', 'tenant_template.t']);
    expect(relation(catalog, 'countries').schemaKind).toBe('shared');
  });

  it('follow the order of need, not of files', async () => {
    const catalog = await scratch.catalog({ 'tenant_template/a.sql': 'create table a (b int references b);', 'tenant_template/b.sql': 'create table b (id int primary key);' });
    expect(relation(catalog, 'a').foreignKeys).toHaveLength(1);
  });

  it('may be hostile', async () => {
    const names = ['x"; drop table t; --', `it's`, 'é😀', 'a.b', 'select', '$$', '\\', '__proto__', 'constructor', ' '];
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
    const sql = quoted.map((name) => `create table ${name} (${name} int primary key, v text default 'x');
      create function ${name}(${name} int) returns int language sql as 'select 1';
      create type ${name.slice(0, -1)}_t" as enum (${`'${name.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}'`});
      alter table ${name} enable row level security; create policy ${name} on ${name} using (true);
      grant select on ${name} to tenant_users;`).join('\n');
    const catalog = await scratch.catalog(sql, { defaultGrants: true });
    for (const name of names) {
      expect(column(catalog, name, name).privileges['users']?.select).toBe(true);
      expect(relation(catalog, name).policies.map((one) => one.name)).toEqual([name]);
      expect(catalog.functions.some((one) => one.name === name)).toBe(true);
      expect(Object.values(catalog.types).find((one) => one.name === `${name}_t`)?.labels).toEqual([name]);
    }
  });

  it('of the template schema may be another', async () => {
    const loaded = await scratch.load('create schema "My Template"; create table "My Template".t (id int); create table u (id int);', { templateSchema: 'My Template', defaultGrants: true });
    expect(said(loaded)).toEqual([]);
    const catalog = await readCatalog({ database: loaded.database, config: loaded.config });
    expect(catalog.relations.filter((one) => one.schemaKind === 'template').map((one) => one.name)).toEqual(['t', 'u']);
    expect(relation(catalog, 'u').privileges['users']?.select).toBe(true);
  });
});

describe('function bodies', () => {
  it('are given a search path, except procedures with transaction control and those with one', async () => {
    const loaded = await scratch.load(`create table t (id int);
create function plain() returns bigint language sql as 'select count(*) from t';
create function own() returns int language sql set search_path = pg_catalog as 'select 1';
create function atomic() returns int language sql begin atomic select 1; end;
create procedure commits() language plpgsql as $$ begin insert into tenant_template.t values (1); commit; end $$;
create procedure mentions() language plpgsql as $$ declare commit_count int; begin perform 'commit;'; /* commit; */ end $$;
create function definer() returns bigint language sql security definer as 'select count(*) from t';`);
    const { rows } = await loaded.database.admin.query<{ name: string; settings: string[] | null }>(
      `select proname as name, proconfig as settings from pg_proc where pronamespace = 'tenant_template'::regnamespace order by 1`);
    const pinned = ['search_path=tenant_template, extensions, pg_temp'];
    expect(Object.fromEntries(rows.map((row) => [row.name, row.settings]))).toEqual({
      atomic: null, commits: null, definer: pinned, mentions: pinned, own: ['search_path=pg_catalog'], plain: pinned,
    });
    expect(said(loaded)).toEqual([
      '2:17 info PGC166: SQL function plain given a search path, which keeps PostgreSQL from inlining it [plain]',
      '5:18 warning PGC167: procedure commits controls transactions, so it can have no search path [commits]',
      '7:17 warning PGC163: definer is SECURITY DEFINER without a search path of its own [definer]',
    ]);
  });

  it('that put SQL together with the template\'s name are told', async () => {
    const loaded = await scratch.load(`create table t (id int); create sequence s;
create function dynamic() returns void language plpgsql as $$ begin execute 'delete from tenant_template.t'; end $$;
create function fine() returns bigint language plpgsql as $$ begin return nextval('tenant_template.s') + 'tenant_template.t'::regclass::int; end $$;
create function named() returns bigint language plpgsql as $$ begin return (select count(*) from tenant_template.t); end $$;
create function definer() returns void language plpgsql security definer set search_path = tenant_template as $$ begin execute 'delete from tenant_template.t'; end $$;`);
    expect(said(loaded)).toEqual([
      "2:77 warning PGC164: dynamic has a text that names tenant_template, which stays the same in every tenant ['delete from tenant_template.t']",
      "5:128 error PGC164: definer has a text that names tenant_template, which stays the same in every tenant ['delete from tenant_template.t']",
    ]);
  });
});

describe('a dump', () => {
  it('works as it is', async () => {
    const loaded = await scratch.load(`SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'text';
CREATE SCHEMA tenant_template;
ALTER SCHEMA tenant_template OWNER TO postgres;
CREATE FUNCTION tenant_template.same(a public.citext, b public.citext) RETURNS boolean
    LANGUAGE sql AS $$ SELECT a OPERATOR(public.=) b AND public.strpos(a, b) >= 0 $$;
ALTER FUNCTION tenant_template.same(a public.citext, b public.citext) OWNER TO postgres;
CREATE TABLE tenant_template.t (id integer NOT NULL, name public.citext DEFAULT 'public.citext'::public.citext);
ALTER TABLE tenant_template.t OWNER TO postgres;
CREATE SEQUENCE tenant_template.t_id_seq AS integer OWNED BY tenant_template.t.id;
ALTER TABLE ONLY tenant_template.t ALTER COLUMN id SET DEFAULT nextval('tenant_template.t_id_seq'::regclass);
ALTER TABLE ONLY tenant_template.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
REVOKE ALL ON FUNCTION tenant_template.same(a public.citext, b public.citext) FROM PUBLIC;
GRANT ALL ON SCHEMA tenant_template TO postgres;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA tenant_template GRANT ALL ON TABLES TO tenant_users;`);
    expect(said(loaded).filter((line) => !line.includes('PGC166'))).toEqual([
      '7:1 info PGC110: left out, as each tenant has an owner of its own: 3 of OWNER TO, 1 of ALTER DEFAULT PRIVILEGES FOR ROLE [ALTER SCHEMA tenant_template OWNER TO postgres]',
      "17:40 warning PGC165: grant on the schema to postgres left out [postgres]",
    ]);
    const catalog = await readCatalog({ database: loaded.database, config: loaded.config });
    expect(column(catalog, 't', 'name')).toMatchObject({ typeText: 'citext', default: `'public.citext'::citext` });
    expect(routine(catalog, 'same(a citext, b citext)').arguments).toHaveLength(2);
    const { rows } = await loaded.database.admin.query(`select tenant_template.same('A', 'a') as same`);
    expect(rows).toEqual([{ same: true }]);
  });

  it('keeps default privileges of its own, in the order written', async () => {
    const catalog = await scratch.catalog(`create table before (id int);
alter default privileges in schema tenant_template grant select on tables to tenant_users;
create table after (id int);`);
    expect(relation(catalog, 'before').privileges['users']?.select).toBe(false);
    expect(relation(catalog, 'after').privileges['users']?.select).toBe(true);
  });
});

describe('defaultGrants', () => {
  it('lets admins do everything and users read', async () => {
    const catalog = await scratch.catalog('create table t (id serial); create view v as select 1 as n; create function f() returns int language sql return 1;', { defaultGrants: true });
    const all = { select: true, insert: true, update: true, delete: true };
    const read = { select: true, insert: false, update: false, delete: false };
    const none = { select: false, insert: false, update: false, delete: false };
    expect(relation(catalog, 't').privileges).toEqual({ admins: all, billing: none, users: read, application_admins: all });
    expect(relation(catalog, 'v').privileges['users']).toEqual(read);
    expect(routine(catalog, 'f()').execute).toEqual({ admins: true, billing: false, users: true, application_admins: true });
    expect(Object.values(catalog.sequences).map((one) => one.usage)).toEqual([{ admins: true, billing: false, users: false, application_admins: true }]);
  });
});
