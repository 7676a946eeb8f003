import { afterAll, expect, it } from 'vitest';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import { column, relation, said, scratchServer, type } from './support.js';

const scratch = scratchServer();
afterAll(() => scratch.stop());

it('goes to schema extensions whatever the text says, once, trusted or not', async () => {
  const loaded = await scratch.load({
    'tenant_template/a.sql': `create extension if not exists "uuid-ossp" schema tenant_template; create extension hstore with schema public version '1.0' cascade;
create extension pg_trgm; create extension pg_trgm; create extension postgres_fdw;
create table t (id uuid default uuid_generate_v4(), h hstore, name text);
create index on t using gin (name gin_trgm_ops);`,
    'shared/b.sql': 'create extension hstore; create table s (h hstore);',
  });
  expect(said(loaded, 'error')).toEqual([]);
  const catalog = await readCatalog({ database: loaded.database, config: loaded.config });
  expect(catalog.extensions).toEqual(['hstore', 'pg_trgm', 'postgres_fdw', 'uuid-ossp']);
  expect(type(catalog, 'hstore')).toMatchObject({ schema: 'extensions', schemaKind: 'extensions', extension: 'hstore' });
  expect(column(catalog, 's', 'h').typeText).toBe('hstore');
  expect(catalog.functions.filter((one) => one.schemaKind !== 'cognition')).toEqual([]);
});

it('is found where a dump says it was: types, functions, operators, operator classes, bodies', async () => {
  const loaded = await scratch.load(`SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION pg_trgm WITH SCHEMA public; CREATE EXTENSION hstore WITH SCHEMA "Elsewhere";
CREATE TABLE tenant_template.public (hstore int);
CREATE TABLE tenant_template.t (name text, h "Elsewhere".hstore DEFAULT ''::"Elsewhere".hstore);
CREATE INDEX ON tenant_template.t USING gin (name public.gin_trgm_ops);
CREATE VIEW tenant_template.v AS SELECT public.hstore FROM tenant_template.public;
CREATE FUNCTION tenant_template.near(a text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN a OPERATOR(public.%) 'public.similarity' AND public.similarity(a, a) > 0; END $$;
CREATE FUNCTION tenant_template.bad(a text) RETURNS boolean LANGUAGE sql AS $$ SELECT public.similarity(a, a) > 0 AND nowhere $$;`);
  expect(said(loaded, 'error')).toEqual(['8:119 error PGC158: bad would fail when called: column "nowhere" does not exist [nowhere]']);
});

it('that the server lacks is said, with what it may have been', async () => {
  const loaded = await scratch.load('create table t (id int);\ncreate extension "pg_trg"; create extension postgis_of_mine;');
  expect(said(loaded)).toEqual([
    '2:18 error PGC154: the server has no extension pg_trg ["pg_trg"]',
    '2:45 error PGC154: the server has no extension postgis_of_mine [postgis_of_mine]',
  ]);
  expect(loaded.diagnostics[0]?.hint).toMatch(/^did you mean pg_trgm\?/);
  expect(loaded.diagnostics[1]?.hint).toBe('--database-url names a server of yours that has it; select name from pg_available_extensions lists what a server has');
});

it('leaves tables alone that are called like one', async () => {
  const catalog = await scratch.catalog('create extension citext with schema public; create table citext_users (id int, public int);');
  expect(relation(catalog, 'citext_users').columns.map((one) => one.name)).toEqual(['id', 'public']);
});
