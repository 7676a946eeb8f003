import { afterAll, beforeAll, expect, it } from 'vitest';
import { planLoad } from '../../../src/catalog/plan-load.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { Grammar } from '../../../src/parse/types.js';
import { sqlFailure } from '../../../src/postgres/failure.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { makeConfig, under } from '../../catalog/support.js';
import { landlords } from './server.js';

const all = landlords();
let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});
afterAll(() => all.stop());

function said(text: string): readonly string[] {
  const files = [{ path: 'tenant_template/a.sql', text }];
  return planLoad(grammar, files, makeConfig()).diagnostics.map((one) => `${one.severity} ${one.code} ${one.span?.start} ${under(files, one.span)}`);
}
const plpgsql = (body: string): string => `create function f() returns void language plpgsql as $f$ ${body} $f$`;

it.each([
  ['create temp table t (id int)', ['error PGC170 7 temp']],
  ['create local temporary table t as select 1', ['error PGC170 13 temporary']],
  ['create or replace temp view t as select 1', ['error PGC170 18 temp']],
  ['select 1 as a into temp t', ['error PGC170 19 temp']],
  ['create table pg_temp.t (id int)', ['error PGC170 13 pg_temp']],
  ['do $$ begin create temp table t (id int); end $$', ['error PGC170 19 temp']],
  [plpgsql('begin /* create temp table */ create temp table t (id int); end'), ['warning PGC170 94 temp']],
  [plpgsql("begin execute 'create temporary table t (id int)'; execute format('create temp table %I ()', 'x'); end"), ['warning PGC170 79 temporary', 'warning PGC170 131 temp']],
  ["create function f() returns void language sql as 'create temp table \"it''s\" (id int)'", ['warning PGC170 57 temp']],
  [plpgsql("declare temp int; begin select 1 into temp; perform 'create temp table'; raise notice 'temp'; end"), []],
  ['create function f() returns int language sql set search_path = tenant_template, pg_temp as $$ select 1 as temp $$', []],
  ["create table temp (temporary int default 1, note text default 'create temp table')", []],
])('%s', (text, wanted) => {
  const got = said(text).filter((line) => line.includes('PGC170'));
  expect(got).toEqual(wanted);
});

it('is said because it is so: the function fails in a tenant, which is made all the same', async () => {
  const landlord = await all.make(`create table t (id int); ${plpgsql('begin create temp table x (id int); end')}; grant execute on function f() to tenant_users;`);
  expect(landlord.diagnostics.filter(({ code }) => code === 'PGC170').map(({ severity }) => severity)).toEqual(['warning']);
  const acme = landlord.name('acme');
  await createTenant(landlord.control, { name: acme, displayName: 'Acme' });
  await landlord.admin.query(`begin; set local session authorization ${acme}_users`);
  const failure = sqlFailure(await landlord.admin.query(`select ${acme}.f()`).catch((thrown: unknown) => thrown));
  await landlord.admin.query('rollback');
  expect([failure?.sqlState, failure?.message]).toEqual(['42501', expect.stringMatching(/^permission denied to create temporary tables in database/)]);
});

it('what loading says of a text that names the template is not said again', async () => {
  const landlord = await all.make(`create table t (id int, a text default 'see tenant_template'); ${plpgsql("begin execute 'select 1 from tenant_template.t'; end")};`);
  expect(landlord.diagnostics.filter(({ code }) => code === 'PGC164').map(({ severity, hint }) => [severity, hint])).toEqual([
    ['warning', "leave out the schema: the function's search path finds the tenant's own"], ['warning', "leave out the schema: the search path finds the tenant's own"],
  ]);
});
