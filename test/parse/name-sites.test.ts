import { fc } from '../support/property.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { nameSites } from '../../src/parse/name-sites.js';
import { splice } from '../../src/parse/splice.js';
import type { Grammar } from '../../src/parse/types.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

/** `kind:text` of every site; `relation:orders`, with operators left out unless asked for. */
function sites(text: string, operators = false): string[] {
  expect(grammar.parse(text).fault).toBeNull();
  return nameSites(grammar, text)
    .filter((site) => operators || site.kind !== 'operator')
    .map((site) => `${site.kind}:${text.slice(site.start, site.end)}`);
}

describe('relations', () => {
  test.each([
    ['select * from a, b as x, only c, only (d), e *, s.f g', ['a', 'b', 'c', 'd', 'e', 's.f']],
    ['select orders.id, o from orders join "Odd" o using (id)', ['orders', '"Odd"']],
    ['select (select count(x.*) from x) from y where exists (table z)', ['x', 'y', 'z']],
    ['insert into a as t (x) select x from b on conflict (x) do update set x = (select max(c.x) from c) returning (select 1 from d)', ['a', 'b', 'c', 'd']],
    ['update a set x = b.x from b where a.id = b.id', ['a', 'b']],
    ['delete from a using b where a.id = b.id', ['a', 'b']],
    ['merge into a using b on a.id = b.id when matched then update set x = (select 1 from c)', ['a', 'b', 'c']],
    ['select * from a for update of a', ['a']],
    ['select * from a tablesample system (10), lateral (select * from b where b.id = a.id) l', ['a', 'b']],
    ['with c as (select * from a) select * from c, s.c, a', ['a', 's.c', 'a']],
    ['with a as (select * from a) select * from a', ['a']],
    ['with recursive a as (select * from a) select * from a', []],
    ['with recursive a as (select * from b), b as (select * from a, c) select * from b', ['c']],
    ['with a as (select 1), b as (select * from a, c), c as (select * from c) select * from b, c', ['c', 'c']],
    ['with a as (select 1) insert into a select * from a', ['a']],
    ['with a as (select 1) update a set x = 1 from a b', ['a']],
    ['with a as (select 1) delete from a using a b where true', ['a']],
    ['with a as (select 1) merge into a using a b on true when matched then delete', ['a']],
    ['with a as (insert into a select * from b returning *), b as (delete from a using b where true returning *) select * from a, b', ['a', 'b', 'a', 'b']],
    ['with a as (select 1) select (with b as (select * from a, b) select count(*) from a, b)', ['b']],
    ['select * from (with a as (select 1) select * from a) x, a', ['a']],
    ['(with a as (select 1) select * from a) union select * from a', ['a']],
    ['with a as (select 1) (select * from a) union all (select * from a, b)', ['b']],
    ['with a as (select 1) select 1 union select * from a order by (select 1 from a)', []],
    ['with "A" as (select 1) select * from a, "A"', ['a']],
    ['insert into a with b as (select 1) select * from b', ['a']],
    ['with recursive q(n) as (select 1 union all select n + 1 from q) search depth first by n set o cycle n set c using p select * from q, o', ['o']],
  ])('%s', (text, expected) => {
    expect(sites(text).filter((site) => site.startsWith('relation:')).map((site) => site.slice(9))).toEqual(expected);
  });
});

describe('other names', () => {
  test.each([
    ['select f(a), s.f(a), "F"(a), pg_catalog.upper(a), count(*), left(a, 1)', ['function:f', 'function:s.f', 'function:"F"', 'function:pg_catalog.upper', 'function:count', 'function:left']],
    ['select f(f(1)) over w, f(distinct a order by g(a)) filter (where h(a))', ['function:f', 'function:f', 'function:f', 'function:g', 'function:h']],
    ['select * from f(1), rows from (f(1), g(2) as (x order_status)), lateral s.h() as z(a "T", b int)', ['function:f', 'function:f', 'function:g', 'type:order_status', 'function:s.h', 'type:"T"']],
    ["select a::order_status, cast(a as s.t), order_status 'paid', t(3) 'x', a::text[], array[]::order_status[]", ['type:order_status', 'type:s.t', 'type:order_status', 'type:t', 'type:text', 'type:order_status']],
    ["select a::int, a::numeric(1,2), a::timestamp with time zone, interval '1' day, a::double precision, a::char(3), date '2020-01-01'", ['type:date']],
    ['select a::pg_catalog.int4, a::"char"', ['type:pg_catalog.int4', 'type:"char"']],
    ['select extract(year from a), overlay(a placing b from 1), position(a in b), substring(a from 1), trim(both a from b), a at time zone b', []],
    ['select coalesce(a), greatest(a), nullif(a, b), grouping(a), normalize(a), a is normalized, collation for (a), current_user, current_date', []],
    ["select json_object('k': a), json_array(a), xmlelement(name a), json_value(a, '$' returning order_status), a is json", ['type:order_status']],
    ["select * from json_table(a, '$' columns (x order_status path '$')), xmltable('/a' passing b columns y s.t)", ['type:order_status', 'type:s.t']],
    ['select a like b, a similar to b, a between b and c, a in (b), a is distinct from b, (a, b) overlaps (c, d)', []],
    ['select a collate "x", a collate s."Y", a collate "C"', ['collation:"x"', 'collation:s."Y"', 'collation:"C"']],
    ["select nextval('q'), pg_catalog.currval('s.q'), s.nextval('q'), to_regclass('a'), nextval($1)", [
      'function:nextval', "regclass literal:'q'", 'function:pg_catalog.currval', "regclass literal:'s.q'", 'function:s.nextval', 'function:to_regclass', "regclass literal:'a'", 'function:nextval',
    ]],
    ["select 'a'::regclass, E'b'::pg_catalog.regtype, regproc 'c', cast($$d$$ as regclass), 'e'::text::regclass, 'f'::s.regclass", [
      "regclass literal:'a'", 'type:regclass', "regclass literal:E'b'", 'type:pg_catalog.regtype', 'type:regproc', "regclass literal:'c'", 'regclass literal:$$d$$', 'type:regclass',
      'type:text', 'type:regclass', 'type:s.regclass',
    ]],
    ["select pg_get_serial_sequence('a', 'b'), to_regprocedure('f(int)'), a::regclass", [
      'function:pg_get_serial_sequence', "regclass literal:'a'", 'function:to_regprocedure', "regclass literal:'f(int)'", 'type:regclass',
    ]],
    ['select $1::order_status, f($2, x => $3)', ['type:order_status', 'function:f']],
    ['select é.f(é), "😀"(1), s . /* c */ f ( 1 )', ['function:é.f', 'function:"😀"', 'function:s . /* c */ f']],
    ['select U&"\\0066"(1), "a""b"(2), F(3)', ['function:U&"\\0066"', 'function:"a""b"', 'function:F']],
  ])('%s', (text, expected) => {
    expect(sites(text)).toEqual(expected);
  });

  test('operators by symbol, with their extent', () => {
    const text = 'select a + b, a operator(s.+) b, a operator ( * ) b, -a, a != b, a = any(b), a <> all (select 1), (a, b) < (c, d), a !~~ b, a not like b, a like any (b) order by a using >';
    expect(sites(text, true)).toEqual([
      'operator:+', 'operator:operator(s.+)', 'operator:operator ( * )', 'operator:-', 'operator:!=', 'operator:=', 'operator:<>', 'operator:<', 'operator:!~~', 'operator:>',
    ]);
    expect(nameSites(grammar, text).map((site) => [site.schema, site.name]).slice(0, 5)).toEqual([[null, '+'], ['s', '+'], [null, '*'], [null, '-'], [null, '<>']]);
  });

  test('names are folded as PostgreSQL folds them', () => {
    expect(nameSites(grammar, 'select F(1), "F"(1) from S.Orders')).toMatchObject([
      { kind: 'function', schema: null, name: 'f' }, { kind: 'function', schema: null, name: 'F' }, { kind: 'relation', schema: 's', name: 'orders' },
    ]);
    expect(nameSites(grammar, "select 'A.b'::regclass")[0]).toMatchObject({ kind: 'regclass literal', schema: null, name: 'A.b', literal: 'regclass' });
  });

  test('a text that does not parse has none', () => {
    expect(nameSites(grammar, 'select from where f(')).toEqual([]);
  });

  test('long expressions do not exhaust the stack', () => {
    const text = `select ${'f(a) + '.repeat(2000)}1 from t`;
    expect(nameSites(grammar, text).filter((site) => site.kind === 'function')).toHaveLength(2000);
  });
});

test('qualifying every site qualifies every name in the tree, and nothing else', () => {
  const query = fc.constantFrom(
    'select o.id, orders.total + f(o.x) from orders o, orders where exists (select 1 from é e where e.id = any(g(o.y)))',
    'with c as (select * from orders), d as (select * from c, "Ünï" u) select c.*, h(d) from c, d, lateral k(c.id) as z(a t1)',
    "insert into lines (a) select l.x::t2 from unnest($1::t3[]) l on conflict (a) do update set a = excluded.a || m('x') returning lines.*",
  );
  fc.assert(
    fc.property(query, fc.constantFrom('', '/* é😀 */ ', '-- 😀 from orders\n'), (text, comment) => {
      const written = comment + text;
      const edits = nameSites(grammar, written)
        .filter((site) => ['relation', 'function', 'type'].includes(site.kind))
        .map((site) => ({ start: site.start, end: site.start, text: '"S;".' }));
      const qualified = splice(written, edits).text;
      const tree = JSON.stringify(grammar.parse(qualified).statements);
      expect(grammar.parse(qualified).fault).toBeNull();
      const relations = [...tree.matchAll(/\{(?:"schemaname":"([^"]+)",)?"relname":"([^"]+)"/gu)].map((match) => [match[1], match[2]]);
      for (const [schema, name] of relations) expect(['c', 'd'].includes(name ?? '') ? schema : schema === 'S;').toBe(['c', 'd'].includes(name ?? '') ? undefined : true);
      expect(tree).not.toMatch(/"funcname":\[\{"String":\{"sval":"[^"]+"\}\}\]/u);
    }),
  );
});
