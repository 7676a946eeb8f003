import { beforeAll, expect, test } from 'vitest';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { parseFile } from '../../src/parse/parse-file.js';
import type { Grammar, ObjectName } from '../../src/parse/types.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

function spelled(name: ObjectName): string {
  return `${name.kind} ${name.schema === null ? '' : `${name.schema}.`}${name.name}`;
}

/** Names of the kinds that built-in types would only blur. */
function wanted(name: ObjectName): boolean {
  return name.kind !== 'type' || !/^(?:int4|text|regclass|serial)$/u.test(name.name);
}

test.each([
  ['create table s.t (id serial, e mood, constraint c unique (e))', ['relation s.t', 'relation s.t_id_seq', 'relation s.c', 'table part s.t.c'], ['type mood']],
  ['create table t (a int references s.o, foreign key (a) references p, like l) inherits (i)', ['relation t', 'table part t.t_a_fkey', 'table part t.t_a_fkey'], ['relation s.o', 'relation p', 'relation l', 'relation i']],
  ['create table t partition of p for values in (1)', ['relation t'], ['relation p']],
  ['create table t of ty', ['relation t'], ['type ty']],
  ["create table t (a int default nextval('s.\"Q\"'), b int check (f(b) > 0), c text collate x.\"D\")", ['relation t', 'table part t.t_b_check'], ['function nextval', 'relation s.Q', 'function f', 'collation x.D']],
  ['create view v as with c as (select * from a) select g(b.x) from c, b', ['relation v'], ['relation a', 'function g', 'relation b']],
  ['create index i on s.t (lower(a), f(b)) where c::mood = d', ['relation s.i'], ['relation s.t', 'function lower', 'function f', 'type mood']],
  ['create trigger g after insert on t execute function s.f()', ['table part t.g'], ['function s.f', 'relation t']],
  ['create policy p on t to r using (f(a)) with check (exists (select from u))', ['table part t.p'], ['relation t', 'function f', 'relation u']],
  ['create function f(a mood, b orders.id%type) returns setof orders language sql as $$ select * from nowhere $$', ['function f'], ['type mood', 'relation orders', 'type orders']],
  ['create function f(x mood default g()) returns int begin atomic insert into t values (1); select h(); end', ['function f'], ['type mood', 'function g', 'relation t', 'function h']],
  ['create aggregate a(mood) (sfunc = f, stype = box2, finalfunc = s.g)', ['function a'], ['type mood', 'function f', 'type box2', 'function s.g']],
  ['create operator s.^^ (leftarg = l, rightarg = r, function = f)', ['operator s.^^'], ['type l', 'type r', 'function f']],
  ['create domain d as base check (f(value))', ['type d'], ['type base', 'function f']],
  ['create type myrange as range (subtype = t, subtype_diff = f)', ['type myrange', 'type mymultirange'], ['type t', 'function f']],
  ['create type c as (a mood)', ['type c'], ['type mood']],
  ['create cast (a as b) with function f(a)', [], ['function f', 'type a', 'type b']],
  ['create rule r as on insert to t do instead (insert into u values (1))', ['table part t.r'], ['relation t', 'relation u']],
  ['create sequence q owned by s.t.c', ['relation q'], ['relation s.t']],
  ['alter sequence q owned by none', [], ['relation q']],
  ['alter table t add constraint c foreign key (a) references o, alter column b set default f()', ['table part t.c'], ['relation t', 'relation o', 'function f']],
  ['alter table t attach partition p default', [], ['relation t', 'relation p']],
  ['alter table t rename to u', ['relation u'], ['relation t']],
  ["alter type e add value 'x'", [], ['type e']],
  ['grant execute on function s.f(mood) to r', [], ['function s.f', 'type mood']],
  ['grant select on t, s.u to r', [], ['relation t', 'relation s.u']],
  ['grant usage on schema s to r', [], ['schema s']],
  ["comment on column s.t.c is 'x'", [], ['relation s.t']],
  ["comment on constraint k on s.t is 'x'", [], ['relation s.t', 'table part s.t.k']],
  ['alter table s.t rename constraint k to l', ['table part s.t.l'], ['relation s.t', 'table part s.t.k']],
  ['alter trigger g on t rename to h', ['table part t.h'], ['relation t', 'table part t.g']],
  ['alter table t alter constraint k deferrable', [], ['relation t', 'table part t.k']],
  ["comment on function f(int) is 'x'", [], ['function f']],
  ['drop table a, s.b', [], ['relation a', 'relation s.b']],
  ['insert into t (a) select f(x) from u on conflict do nothing', [], ['relation t', 'function f', 'relation u']],
  ['do $$ begin perform f(); end $$', [], []],
])('%s', (text, defines, needs) => {
  const [statement] = parseFile(grammar, { path: 'a.sql', text }).value;
  expect(statement?.defines.map(spelled)).toEqual(defines);
  expect(statement?.needs.filter(wanted).map(spelled).sort()).toEqual([...needs].sort());
});

test('needs stand at their places', () => {
  const text = '/* é😀 */ create view v as select "é 😀"(x), s . f (1) from s.t, 😀 where \'q\'::regclass is null';
  const needs = parseFile(grammar, { path: 'a.sql', text }).value[0]?.needs.filter(wanted) ?? [];
  expect(needs.map(({ span }) => text.slice(span.start, span.end))).toEqual(['"é 😀"', 's . f', 's.t', '😀', "'q'"]);
});

test('a body in plpgsql is judged by its grammar', () => {
  const declare = (body: string) => `create function f() returns int language plpgsql as $$ ${body} $$`;
  expect(grammar.plPgSqlFault(declare('begin return 1; end'))).toBeNull();
  expect(grammar.plPgSqlFault(declare('begin retur 1; end'))?.message).toContain('retur');
});
