import { beforeAll, describe, expect, test } from 'vitest';
import { cutPieces } from '../../src/parse/cut-pieces.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { readResolverSql } from '../../src/parse/read-resolver-sql.js';
import { renderResolverSql } from '../../src/parse/render-resolver-sql.js';
import type { Grammar, ParameterUse, ResolverSql } from '../../src/parse/types.js';
import { wholeFile } from '../../src/source/source-text.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

function read(text: string) {
  return readResolverSql(grammar, wholeFile({ path: 'q.sql', text }));
}

function accepted(text: string): ResolverSql {
  const { value, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  if (value === null) throw new Error('refused');
  return value;
}

const angle = (use: ParameterUse) => `<${use.rows ? 'rows ' : ''}${use.of === null ? '' : `${use.of}.`}${use.name}>`;

/** Text with its parameters in angle brackets, all parts in it. */
function marked(text: string): string {
  return renderResolverSql(accepted(text), angle, { parts: 'all' }).text;
}

describe('parameters', () => {
  test.each([
    ['select * from t where id = :id', 'select * from t where id = <id>'],
    ['select * from t where id=:id', 'select * from t where id=<id>'],
    ['select :id::uuid', 'select <id>::uuid'],
    ['select cast(:id as uuid)', 'select cast(<id> as uuid)'],
    ['select (:a)', 'select (<a>)'],
    ['select :A, :a, :a_1', 'select <A>, <a>, <a_1>'],
    ['select :limit, :select, :null, :end', 'select <limit>, <select>, <null>, <end>'],
    ['select * from t limit :limit offset :offset', 'select * from t limit <limit> offset <offset>'],
    ['select * from t where :s is null or s = :s', 'select * from t where <s> is null or s = <s>'],
    ['select coalesce(:s, 1)', 'select coalesce(<s>, 1)'],
    ['select now() - :i::interval', 'select now() - <i>::interval'],
    ["select * from t where a ilike '%' || :q || '%'", "select * from t where a ilike '%' || <q> || '%'"],
    ['select * from t where a in (:a, :b)', 'select * from t where a in (<a>, <b>)'],
    ['select * from t where a = any(:ids)', 'select * from t where a = any(<ids>)'],
    ['select * from t where (a, b) > (:a, :b)', 'select * from t where (a, b) > (<a>, <b>)'],
    ["select jsonb_build_object('k', :v)", "select jsonb_build_object('k', <v>)"],
    ["select json_object('k': v)", "select json_object('k': v)"],
    ["select json_object('k':v)", "select json_object('k':v)"],
    ["select json_object('k' :v)", "select json_object('k' :v)"],
    ["select json_object('k': :v)", "select json_object('k': <v>)"],
    ["select json_object('k'::text : :v)", "select json_object('k'::text : <v>)"],
    ['select json_object(:k:v, (:k2):(:v2))', 'select json_object(<k>:v, (<k2>):(<v2>))'],
    ['select json_object(name:v)', 'select json_object(name:v)'],
    ['select json_object(k value :v)', 'select json_object(k value <v>)'],
    ["select json_object('k': case when :c then f(:d) else a end)", "select json_object('k': case when <c> then f(<d>) else a end)"],
    ["select json_objectagg('k':v)", "select json_objectagg('k':v)"],
    ["select json_array(:v, :w)", "select json_array(<v>, <w>)"],
    ['select a[1:2], a[:n], a[n:], a[:]', 'select a[1:2], a[:n], a[n:], a[:]'],
    ['select a[:n] from t where b = :n', 'select a[:n] from t where b = <n>'],
    ['select a[(:n)], a[(:i):(:j)]', 'select a[(<n>)], a[(<i>):(<j>)]'],
    ['select array[:a, :b], array[[:a], [:b]]', 'select array[<a>, <b>], array[[<a>], [<b>]]'],
    ['select array[a[1:n], :b]', 'select array[a[1:n], <b>]'],
    ["select ':a', E'\\':a', $$:a$$, $x$ :a $$ :b $x$", "select ':a', E'\\':a', $$:a$$, $x$ :a $$ :b $x$"],
    ['select ":a", a as ":b""c"', 'select ":a", a as ":b""c"'],
    ["select U&':a', b'01', 'it''s :a'", "select U&':a', b'01', 'it''s :a'"],
    ['select /* :a /* :b */ :c */ 1 -- :d', 'select  1'],
    ['select f(a := :a, b => :b)', 'select f(a := <a>, b => <b>)'],
    ['select :order.id, :parent.created_at', 'select <order.id>, <parent.created_at>'],
    ['select (:a).b, :a . b', 'select (<a>).b, <a> . b'],
    ['select j->:k, j->>:k, j #> :p, j @> :q, j ? :k', 'select j-><k>, j->><k>, j #> <p>, j @> <q>, j ? <k>'],
    ['select -:a, a+:b, a*:c', 'select -<a>, a+<b>, a*<c>'],
    ["select a at time zone :tz, extract(epoch from :t::timestamptz)", "select a at time zone <tz>, extract(epoch from <t>::timestamptz)"],
    ['select é, :naive from t😀 where x = :b', 'select é, <naive> from t😀 where x = <b>'],
    ['insert into t (a) select r.a from rows(:rows) r', 'insert into t (a) select r.a from <rows rows> r'],
    ['select * from t join ROWS ( :input.lines ) l on true', 'select * from t join <rows input.lines> l on true'],
    ['select sum(a) over (order by b rows (:n) preceding) from t', 'select sum(a) over (order by b rows (<n>) preceding) from t'],
    ['select sum(a) over (order by b rows :n preceding) from t', 'select sum(a) over (order by b rows <n> preceding) from t'],
    ['values (:a, :b);', 'values (<a>, <b>)'],
    ['  \n-- head\n\nselect 1 ; ; -- end\n', 'select 1'],
    ['update t set a = :a, (b, c) = (:b, :c) where id = :id returning *', 'update t set a = <a>, (b, c) = (<b>, <c>) where id = <id> returning *'],
    ['delete from t using u where t.id = u.id and u.x = :x', 'delete from t using u where t.id = u.id and u.x = <x>'],
    ['merge into t using (select :id::int as id) s on t.id = s.id when matched then update set a = :a', 'merge into t using (select <id>::int as id) s on t.id = s.id when matched then update set a = <a>'],
    ['with a as (insert into t values (:x) returning *) select * from a where y = :y', 'with a as (insert into t values (<x>) returning *) select * from a where y = <y>'],
    ['table t', 'table t'],
    ['select 1 fetch first :n rows only', 'select 1 fetch first <n> rows only'],
  ])('%s', (text, expected) => {
    expect(marked(text)).toBe(expected);
  });
});

describe('refused, at the place', () => {
  test.each([
    ['', 'PGC120', ''],
    ['-- nothing\n', 'PGC120', '-- nothing\n'],
    [' ; ', 'PGC120', ' ; '],
    ['select 1; select 2', 'PGC121', 'select'],
    ['select 1; :a', 'PGC128', ':a'],
    ['select from where', 'PGC100', 'where'],
    ['select 😀, é from t where and', 'PGC100', 'and'],
    ['select * from :from', 'PGC128', ':from'],
    ['select * from t where id in :ids', 'PGC128', ':ids'],
    ['select * from t where id :id', 'PGC128', ':id'],
    ['select 1 order by a :direction', 'PGC128', ':direction'],
    ["select 'abc", 'PGC100', "'"],
    ['select "abc', 'PGC100', '"'],
    ['select 1 /* abc', 'PGC100', '/'],
    ["select E'\\u00zz'", 'PGC100', '\\'],
    ['create table t (a int)', 'PGC122', 'create'],
    ['begin', 'PGC122', 'begin'],
    ['call p(:a)', 'PGC122', 'call'],
    ['copy t to stdout', 'PGC122', 'copy'],
    ['set role x', 'PGC122', 'set'],
    ['explain select 1', 'PGC122', 'explain'],
    ['select 1 into t', 'PGC122', 'select'],
    ['select $1', 'PGC129', '$1'],
    ['select :naïve', 'PGC127', 'naïve'],
    ['select :a$b', 'PGC127', 'a$b'],
    ["select :'a'", 'PGC128', ':'],
    ['select :"a"', 'PGC128', ':'],
    ['select :1', 'PGC128', ':'],
    ['select : a', 'PGC128', ':'],
    ['select a[:n:] from t', 'PGC128', ':'],
    ['select ?', 'PGC100', ''],
    ['select 1 /*? */ where a', 'PGC123', '/*? */'],
    ['select 1 /*? a-b */ where a', 'PGC123', '/*? a-b */'],
    ['select 1 where true\n/*? a */ and a = 1 /*? b */ and b', 'PGC125', '/*? b */'],
    ["select 1 where true\n/*? a */ and a = 'x\ny'", 'PGC124', "'x"],
    ['select 1 where true\n/*? a */ and a = 1 /* x\ny */', 'PGC124', '/* x'],
    ['select 1 where\n/*? a */ a = 1', 'PGC126', ''],
    ['select 1 where true\n/*? a */ and (a = 1\n/*? b */ and b = 1)', 'PGC126', ''],
    [`select ${'x'.repeat(64)}`, 'PGC103', 'x'.repeat(64)],
  ])('%s', (text, code, place) => {
    const { value, diagnostics } = read(text);
    expect(value).toBeNull();
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    const span = diagnostics[0]?.span;
    expect(text.slice(span?.start, span?.end)).toBe(place);
  });

  test('all mistakes of one text at once', () => {
    const { diagnostics } = read('select $1, :naïve\n/*? */ x');
    expect(diagnostics.map((one) => one.code).sort()).toEqual(['PGC123', 'PGC127', 'PGC129']);
  });

  test('a mistake in a piece of YAML is shown in the file', () => {
    const sql = { file: 'resolvers.yaml', text: 'select é\nfrom where', segments: [{ at: 0, source: 100 }, { at: 9, source: 115 }] };
    expect(readResolverSql(grammar, sql).diagnostics[0]?.span).toEqual({ file: 'resolvers.yaml', start: 120, end: 125 });
  });
});

describe('optional parts', () => {
  const text = [
    'select * from orders -- all of them',
    'where deleted_at is null /* b */ and x = 1',
    '  /*? status */ and status = any(:status) -- c',
    '  /*? from */and created_at >= :from::timestamptz',
    '/*? status */and true',
    'order by id;',
  ].join('\n');

  test('parameters know their part', () => {
    expect(accepted(text).parameters.map((use) => [use.name, use.part])).toEqual([['status', 'status'], ['from', 'from']]);
  });

  test('parts in and out', () => {
    const sql = accepted(text);
    const render = (parts: 'all' | Set<string>) => renderResolverSql(sql, angle, { parts }).text;
    expect(render(new Set())).toBe('select * from orders\nwhere deleted_at is null  and x = 1\n  \n  \n\norder by id');
    expect(render(new Set(['from']))).toBe('select * from orders\nwhere deleted_at is null  and x = 1\n  \n  and created_at >= <from>::timestamptz\n\norder by id');
    expect(render('all')).toBe(
      'select * from orders\nwhere deleted_at is null  and x = 1\n   and status = any(<status>)\n  and created_at >= <from>::timestamptz\nand true\norder by id',
    );
  });

  test('pieces joined are the whole', () => {
    const sql = accepted(text);
    const pieces = cutPieces(sql, angle);
    expect(pieces.filter((piece) => typeof piece !== 'string').map((piece) => piece.part)).toEqual(['status', 'from', 'status']);
    expect(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.sql)).join('')).toBe(renderResolverSql(sql, angle, { parts: 'all' }).text);
    const without = pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
    expect(without).toBe(renderResolverSql(sql, angle, { parts: new Set() }).text);
  });

  test('a part glued to its neighbour does not grow together with it', () => {
    expect(marked('select * from t where true/*? a */and a = :a')).toBe('select * from t where true and a = <a>');
  });

  test('edits inside a part go with it', () => {
    const sql = accepted('select * from t where true\n/*? a */ and a = :a;');
    const at = sql.text.indexOf('a = ');
    const edits = [{ start: at, end: at + 1, text: 'b' }];
    expect(cutPieces(sql, angle, edits)).toEqual(['select * from t where true\n', { kind: 'part', part: 'a', sql: ' and b = <a>' }]);
    expect(renderResolverSql(sql, angle, { parts: new Set(), edits }).text).toBe('select * from t where true\n');
  });

  test('a position in the rendered text is found in the file', () => {
    const sql = accepted(`-- 😀\n${text}`);
    const rendered = renderResolverSql(sql, () => '($1)', { parts: new Set(['from']) });
    const at = rendered.text.indexOf('created_at');
    expect(sql.text.slice(rendered.toSource(at), rendered.toSource(at) + 10)).toBe('created_at');
    const parameter = rendered.text.indexOf('$1');
    expect(rendered.sourceRange(parameter, parameter + 2)).toEqual({ start: sql.text.indexOf(':from'), end: sql.text.indexOf(':from') + 5 });
  });
});
