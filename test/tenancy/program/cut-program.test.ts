import { beforeAll, describe, expect, it } from 'vitest';
import { planLoad } from '../../../src/catalog/plan-load.js';
import type { Config } from '../../../src/config/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { Grammar } from '../../../src/parse/types.js';
import { cutProgram } from '../../../src/tenancy/program/cut-program.js';
import { foldLabels } from '../../../src/tenancy/program/fold-labels.js';
import { storedPieces } from '../../../src/tenancy/program/pieces.js';
import type { ProgramPiece, TemplateProgram } from '../../../src/tenancy/program/types.js';
import { makeConfig, under } from '../../catalog/support.js';
import { everyKind } from './server.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

function cut(text: string, changes: Partial<Config> = {}): { readonly program: TemplateProgram; readonly said: readonly string[] } {
  const config = makeConfig(changes);
  const files = [{ path: 'tenant_template/a.sql', text }];
  const { value, diagnostics } = cutProgram({ grammar, statements: planLoad(grammar, files, config).value.run, config, installed: null });
  return { program: value, said: diagnostics.map((one) => `${one.severity} ${one.code} ${under(files, one.span)}`) };
}

/** With `«schema»` in the place of slots. */
const shown = (pieces: readonly ProgramPiece[]): string => storedPieces(pieces).map((piece, i) => (i % 2 === 0 ? piece : `«${piece}»`)).join('');
const shownAll = (text: string): readonly string[] => cut(text).program.steps.map(({ pieces }) => shown(pieces));

/** Everything that names the schema or a role where the tree says so. */
it.each([
  ['create table tenant_template.t (id int)', 'create table «schema».t (id int)'],
  ['create table "tenant_template" . t (id int)', 'create table «schema» . t (id int)'],
  ['create table U&"tenant\\005ftemplate".t (id int)', 'create table «schema».t (id int)'],
  ['create table TENANT_TEMPLATE.t (id int)', 'create table «schema».t (id int)'],
  ['create view v as select"tenant_template".f()from tenant_template.t', 'create view v as select «schema».f()from «schema».t'],
  ['create view v as select tenant_template.t.id, tenant_template.t.*, tenant_template.id from tenant_template.t as tenant_template', 'create view v as select «schema».t.id, «schema».t.*, tenant_template.id from «schema».t as tenant_template'],
  ['create view v as select a operator(tenant_template.+) b, c collate tenant_template.x, d::tenant_template.mood[] from t', 'create view v as select a operator(«schema».+) b, c collate «schema».x, d::«schema».mood[] from t'],
  ['create table t (tenant_template int, b text, primary key (tenant_template, b), foreign key (tenant_template, b) references tenant_template.t (tenant_template, b))', 'create table t (tenant_template int, b text, primary key (tenant_template, b), foreign key (tenant_template, b) references «schema».t (tenant_template, b))'],
  ['update t set tenant_template = 1 where tenant_template.tenant_template = 2', 'update t set tenant_template = 1 where tenant_template.tenant_template = 2'],
  ['alter sequence s owned by tenant_template.id', 'alter sequence s owned by tenant_template.id'],
  ['alter sequence tenant_template.s owned by tenant_template.t.id', 'alter sequence «schema».s owned by «schema».t.id'],
  ['comment on column tenant_template.id is \'tenant_template.x\'', 'comment on column tenant_template.id is \'tenant_template.x\''],
  ['comment on column tenant_template.t.id is null', 'comment on column «schema».t.id is null'],
  ['comment on constraint c on tenant_template.t is null', 'comment on constraint c on «schema».t is null'],
  ['comment on trigger tenant_template on tenant_template is null', 'comment on trigger tenant_template on tenant_template is null'],
  ['drop trigger a on tenant_template.t', 'drop trigger a on «schema».t'],
  ['drop table tenant_template.t, tenant_template', 'drop table «schema».t, tenant_template'],
  ['alter table t set schema tenant_template', 'alter table t set schema «schema»'],
  ['grant select on all tables in schema tenant_template to tenant_users, tenant_template_admins, application_admins', 'grant select on all tables in schema «schema» to «role users», «role admins», application_admins'],
  ['grant usage on type tenant_template.mood, mood to "tenant_users"', 'grant usage on type «schema».mood, mood to «role users»'],
  ['grant select (tenant_users) on tenant_users to tenant_users', 'grant select (tenant_users) on tenant_users to «role users»'],
  ['alter default privileges in schema tenant_template grant select on tables to tenant_billing', 'alter default privileges in schema «schema» grant select on tables to «role billing»'],
  ['create policy tenant_users on tenant_template.t to tenant_users using (tenant_users = 1)', 'create policy tenant_users on «schema».t to «role users» using (tenant_users = 1)'],
  ['select nextval(\'tenant_template.s\'), setval(\'"tenant_template"."s"\', 1), \'tenant_template.f(tenant_template.mood, text)\'::regprocedure', 'select nextval(\'«schema».s\'), setval(\'«schema»."s"\', 1), \'«schema».f(«schema».mood, text)\'::regprocedure'],
  ['select \'tenant_template\'::regnamespace, \'tenant_template_users\'::regrole, \'tenant_template\'::regclass', 'select \'«schema»\'::regnamespace, \'«role users»\'::regrole, \'tenant_template\'::regclass'],
  ['create index i on t using gin (to_tsvector(\'tenant_template.english\', x))', 'create index i on t using gin (to_tsvector(\'«schema».english\', x))'],
  ['create trigger g before update on t for each row execute function tsvector_update_trigger(\'v\', \'tenant_template.english\', \'a\')', 'create trigger g before update on t for each row execute function tsvector_update_trigger(\'v\', \'«schema».english\', \'a\')'],
  ['create function f() returns int language sql set search_path = tenant_template, \'tenant_template\', extensions as \'select 1 from tenant_template.t\'', 'create function f() returns int language sql set search_path = «schema», \'«schema text»\', extensions as \'select 1 from «schema».t\''],
  ['create function f() returns int language sql as E\'select \\\'a\\\'::text, 1 from tenant_template.t\'', 'create function f() returns int language sql as E\'select \\\'a\\\'::text, 1 from «schema».t\''],
  ['create function f() returns int language sql as $$ select \'it\'\'s\', 1 from tenant_template.t -- tenant_template.t\n$$', 'create function f() returns int language sql as $$ select \'it\'\'s\', 1 from «schema».t -- tenant_template.t\n$$'],
  ['create function f() returns int begin atomic select 1 from tenant_template.t; end', 'create function f() returns int begin atomic select 1 from «schema».t; end'],
  ['create aggregate tenant_template.a (text) (sfunc = tenant_template.f, stype = tenant_template.mood)', 'create aggregate «schema».a (text) (sfunc = «schema».f, stype = «schema».mood)'],
  ['create operator tenant_template.+ (function = tenant_template.f, leftarg = int, rightarg = int, commutator = operator(tenant_template.+))', 'create operator «schema».+ (function = «schema».f, leftarg = int, rightarg = int, commutator = operator(«schema».+))'],
  ['create statistics tenant_template.s on a, tenant_template from tenant_template.t', 'create statistics «schema».s on a, tenant_template from «schema».t'],
  ['alter table t alter a add generated by default as identity (sequence name tenant_template.s)', 'alter table t alter a add generated by default as identity (sequence name «schema».s)'],
  ['create function f(a tenant_template.orders.id%type, b tenant_template.id%type) returns setof tenant_template.orders language sql return null', 'create function f(a «schema».orders.id%type, b tenant_template.id%type) returns setof «schema».orders language sql return null'],
  ['select a into tenant_template.t from b', 'create table «schema».t as select a  from b'],
  ['select a into unlogged table t from b', 'create unlogged table  t as select a  from b'],
] as const)('%s', (text, wanted) => {
  expect(shownAll(text)).toEqual([wanted]);
});

describe('PL/pgSQL', () => {
  const body = (lines: string): string => shownAll(`create function f() returns void language plpgsql as $$ ${lines} $$`)[0]?.split('$$')[1]?.trim() ?? '';
  it.each([
    ['begin perform tenant_template.f(); end', 'begin perform «schema».f(); end'],
    ['declare a tenant_template.t%rowtype; b tenant_template.t.id%type; c tenant_template.mood[]; d tenant_template.id%type; begin null; end', 'declare a «schema».t%rowtype; b «schema».t.id%type; c «schema».mood[]; d tenant_template.id%type; begin null; end'],
    ['declare tenant_template record; begin tenant_template.a := 1; if tenant_template.a = 1 then null; end if; end', 'declare tenant_template record; begin tenant_template.a := 1; if tenant_template.a = 1 then null; end if; end'],
    ['declare tenant_template record; begin select 1 as a into tenant_template.a; insert into tenant_template.t select * from tenant_template.u; tenant_template.a := tenant_template.f(); end', 'declare tenant_template record; begin select 1 as a into tenant_template.a; insert into «schema».t select * from «schema».u; tenant_template.a := «schema».f(); end'],
    ['declare x int; begin x := tenant_template.f(x); x[tenant_template] = 2; end', 'declare x int; begin x := «schema».f(x); x[tenant_template] = 2; end'],
    ['begin for r in select * from tenant_template.t loop insert into tenant_template.u values (r.*) returning id into x; end loop; end', null],
    ['declare r record; begin for r in select * from tenant_template.t loop insert into tenant_template.u values (r.id); end loop; end', 'declare r record; begin for r in select * from «schema».t loop insert into «schema».u values (r.id); end loop; end'],
    ['begin raise notice \'% of tenant_template %%, %\', nextval(\'tenant_template.s\'), 2; end', 'begin raise notice \'% of tenant_template %%, %\', nextval(\'«schema».s\'), 2; end'],
    ['begin grant select on tenant_template.t to tenant_users; perform set_config(\'search_path\', \'tenant_template, pg_temp\', true); end', 'begin grant select on «schema».t to «role users»; perform set_config(\'search_path\', \'«schema», pg_temp\', true); end'],
  ])('%s', (lines, wanted) => {
    // What libpg-query cannot read is cut by its tokens.
    expect(body(lines)).toBe(wanted ?? lines.replaceAll('tenant_template.', '«schema».'));
  });

  it('a DO block is cut too', () => {
    expect(shownAll('do $$ begin perform tenant_template.f(); end $$')).toEqual(['do $$ begin perform «schema».f(); end $$']);
  });
});

it('another string with the template\'s name is a warning at its place, in a SECURITY DEFINER function an error', () => {
  expect(cut(`create table t (a text default 'see tenant_template')`).said).toEqual([`warning PGC164 'see tenant_template'`]);
  expect(cut(`create function f() returns void language plpgsql as $$ begin execute 'select 1 from tenant_template.t'; end $$`).said).toEqual([`warning PGC164 'select 1 from tenant_template.t'`]);
  expect(cut(`create function f() returns void language plpgsql security definer as $$ begin execute 'select 1 from tenant_template.t'; end $$`).said).toEqual([`error PGC164 'select 1 from tenant_template.t'`]);
  expect(cut(`create function f() returns text security definer begin atomic select 'tenant_template'; end`).said).toEqual([`error PGC164 'tenant_template'`]);
  expect(cut(`create function f() returns void language plperl as 'tenant_template'`).said).toEqual(['warning PGC164 tenant_template']);
  expect(cut(`create table tenant_templates (a text default 'tenant_templates'); comment on table tenant_templates is 'tenant_template'`).said).toEqual([]);
});

it('unqualified names run under the tenant\'s search path, or the one that the file has set', () => {
  const { program } = cut('create table a (); set search_path = tenant_template, "Odd, one"; create table b ();');
  expect(program.steps.map(({ path }) => shown(path))).toEqual(['«schema», extensions', '«schema», "Odd, one", extensions']);
});

it('with its own names put back, every statement reads as it did before', () => {
  const text = everyKind;
  const config = makeConfig();
  const statements = foldLabels(grammar, planLoad(grammar, [{ path: 'tenant_template/a.sql', text }], config).value.run, 'tenant_template');
  const { program } = cut(text);
  expect(program.steps).toHaveLength(statements.length);
  for (const [index, step] of program.steps.entries()) {
    const names: Readonly<Record<string, string>> = { schema: 'tenant_template', 'schema text': 'tenant_template', owner: 'tenant_template_owner' };
    const back = storedPieces(step.pieces).map((piece, i) => (i % 2 === 0 ? piece : (names[piece] ?? piece.replace('role ', 'tenant_')))).join('');
    const statement = statements[index];
    if (statement?.tag !== 'SelectStmt') expect(shape(back)).toEqual(shape((statement?.text ?? '').replace(/tenant_template_(?=admins|billing|users)/g, 'tenant_')));
  }
});

/** A tree without its places. */
function shape(text: string): unknown {
  return JSON.parse(JSON.stringify(grammar.parse(text).statements.map(({ tag, node }) => ({ tag, node })), (key, value: unknown) => (/location$/.test(key) ? undefined : value))) as unknown;
}

describe('labels that are added to an enum', () => {
  const made = (text: string): readonly string[] => shownAll(text).map((one) => one.replace('«schema».', ''));
  it.each([
    ['create type e as enum (\'a\', \'b\'); alter type e add value \'c\'; alter type tenant_template.e add value \'it\'\'s\' before \'b\'; alter type e add value \'z\' after \'a\'', ['create type e as enum (\'a\', \'z\', \'it\'\'s\', \'b\', \'c\')']],
    ['create type tenant_template.e as enum (); alter type e add value if not exists \'a\'; alter type e add value if not exists \'a\'', ['create type e as enum (\'a\')']],
    ['create type e as enum (\'a\'); alter type e rename value \'a\' to \'b\'; alter type e add value \'c\' before \'b\'; alter type e rename value \'c\' to \'d\'', ['create type e as enum (\'c\', \'a\')', 'alter type e rename value \'a\' to \'b\'', 'alter type e rename value \'c\' to \'d\'']],
    ['create type e as enum (\'a\'); alter type e rename to f; alter type f add value \'b\'', ['create type e as enum (\'a\', \'b\')', 'alter type e rename to f']],
    ['create type e as enum (\'a\'); create table t (e e); insert into t values (\'a\'); alter type e add value \'b\'', ['create type e as enum (\'a\', \'b\')', 'create table t (e e)', 'insert into t values (\'a\')']],
    // It cannot have both from the start: one was called so before.
    ['create type e as enum (\'a\'); alter type e rename value \'a\' to \'b\'; alter type e add value \'a\'', ['create type e as enum (\'a\')', 'alter type e rename value \'a\' to \'b\'', 'alter type e add value \'a\'']],
    // What runs in between must find the labels that it finds in the files.
    ['create type e as enum (\'a\'); create table t (e e); insert into t select unnest(enum_range(null::e)); alter type e add value \'b\'', ['create type e as enum (\'a\')', 'create table t (e e)', 'insert into t select unnest(enum_range(null::e))', 'alter type e add value \'b\'']],
    ['alter type e add value \'b\'; alter type public.e add value \'c\'', ['alter type e add value \'b\'']],
  ])('%s', (text, wanted) => {
    expect(made(text)).toEqual(wanted);
  });
});

it('the version is a digest of all that a tenant is made by', () => {
  const version = (text: string, changes: Partial<Config> = {}): string => cut(text, changes).program.version;
  expect(version('create table a ()')).toBe(version('create table a ()'));
  expect(new Set([version('create table a ()'), version('create table b ()'), version('create table a ()', { knownRoles: ['x'] }), version('create table a ()', { roles: [{ name: 'users', inherits: [] }] }), version('create table a ()', { defaultGrants: true })]).size).toBe(5);
});

it('what is made in public is no tenant\'s', () => {
  const { program } = cut('create function public.f() returns int language sql return 1; comment on function public.f() is \'x\'; create table t (a int default public.f());');
  expect([program.steps.length, program.once]).toEqual([1, ['create function public.f() returns int language sql return 1', 'comment on function public.f() is \'x\'']]);
});
