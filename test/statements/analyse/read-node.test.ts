import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteIdentifier, quoteLiteral } from '../../../src/postgres/quote.js';
import { analyse } from '../../../src/statements/analyse.js';
import { everyNode, integerConstant, isNode, itemsOf, nodeOf, nodesOf, textConstant, textOf, listOf, type PgNode } from '../../../src/statements/analyse/node.js';
import { NodeTextError, readNode } from '../../../src/statements/analyse/read-node.js';
import { lastQuery } from '../../../src/statements/analyse/relations.js';
import { openShop, treeOf, type Shop } from './shop.js';

const node = (text: string): PgNode => {
  const value = readNode(text);
  if (!isNode(value)) throw new Error('not a node');
  return value;
};

test('reads every form of value', () => {
  const found = node('{X :a 1 :b <> :c (b 3 7) :d (i -1 2) :e (o 16385) :f ("a\\ b" "" "<>" "\\"" <> {Y :z true}) :g "" :h \\<> :constvalue 4 [ 1 0 0 -1 ] :i :j :k ((1) (2)) :l (b)}');
  expect(Object.fromEntries([...found.fields].filter(([field]) => field !== 'f' && field !== 'k'))).toEqual({
    a: '1', b: null, c: { kind: 'numbers', of: 'b', items: [3, 7] }, d: { kind: 'numbers', of: 'i', items: [-1, 2] }, e: { kind: 'numbers', of: 'o', items: [16385] }, g: '', h: '<>',
    constvalue: { kind: 'bytes', length: 4, bytes: [1, 0, 0, 255] }, i: ':j', l: { kind: 'numbers', of: 'b', items: [] },
  });
  const items = itemsOf(found.fields.get('f'));
  expect(items.slice(0, 5)).toEqual(['a b', '', '<>', '"', null]);
  expect(items[5]).toMatchObject({ kind: 'node', tag: 'Y', text: '{Y :z true}' });
  expect(itemsOf(found.fields.get('k')).map((row) => itemsOf(row))).toEqual([['1'], ['2']]);
});

test.each(['', '{', '(', '{X :a', '{X :a}', ')', '{X)', '({X}', 'a\\', '{X :constvalue 4 1}', '{X :constvalue 4 [ 1'])('refuses %j', (text) => {
  expect(() => readNode(text)).toThrow(NodeTextError);
});

test('reads as deep and as long as there is', () => {
  const deep = `${'('.repeat(200_000)}{X :a 1}${')'.repeat(200_000)}`;
  expect(readNode(deep)).toMatchObject({ kind: 'list' });
  const one = '{VAR :varno 1 :name a\\ b :varnullingrels (b 3) :constvalue 4 [ 1 0 0 0 ]}';
  expect(itemsOf(readNode(`(${one.repeat(50_000)})`))).toHaveLength(50_000);
});

test('never ends in anything but a value or its own error', () => {
  const pieces = fc.constantFrom('{', '}', '(', ')', ' ', '\\', '"', '<>', ':a', 'b', '[', ']', '{X :a 1}', ':constvalue', '4 [ 1 ]', '\n', 'é', '😀');
  fc.assert(fc.property(fc.array(pieces).map((parts) => parts.join('')), (text) => {
    try {
      readNode(text);
    } catch (error) {
      expect(error).toBeInstanceOf(NodeTextError);
    }
  }), { numRuns: 2000 });
});

test('a tree that cannot be read claims nothing', () => {
  const input = { catalog: { relations: [], types: {}, sequences: {} }, views: { rules: {}, rewritten: [], routines: {}, equality: [], nondeterministic: [] }, serverVersion: 17, nullableParameters: new Set<number>() };
  for (const tree of ['', 'nonsense', '({QUERY', '()', '{TABLE :a 1}']) {
    expect(analyse({ ...input, tree, catalog: input.catalog as unknown as Parameters<typeof analyse>[0]['catalog'] })).toMatchObject({ columns: [], rows: 'many', readOnly: false });
  }
});

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  let shop: Shop;
  beforeAll(async () => { shop = await openShop(version); });
  afterAll(() => shop.close());

  const query = async (sql: string): Promise<PgNode> => {
    const found = lastQuery(readNode(await treeOf(shop.client, sql)));
    if (found === null) throw new Error('no query');
    return found;
  };
  /** What PostgreSQL takes for a name: up to 63 bytes, no null character. */
  const name = fc.string({ unit: fc.oneof(fc.constantFrom(...` "\\{}()<>[]:;'$\t\n\r-+0b`, 'é', '😀'), fc.string({ minLength: 1, maxLength: 1 })), minLength: 1, maxLength: 15 })
    .filter((text) => !text.includes('\0') && !/[\ud800-\udfff]/u.test(text));

  test('hostile names come back as they are', async () => {
    await fc.assert(fc.asyncProperty(name, name, name, async (column, table, inner) => {
      const [c, t, i] = [column, table, inner].map(quoteIdentifier);
      const tree = await query(`with ${t} as (select 1 as ${i}, 'x'::text as again) select q.${i} as ${c} from ${t} as q`);
      const [output] = nodesOf(tree, 'targetList');
      const [cte] = nodesOf(tree, 'cteList');
      const eref = nodeOf(nodesOf(tree, 'rtable')[0] ?? tree, 'eref');
      expect(output && textOf(output, 'resname')).toBe(column);
      expect(cte && textOf(cte, 'ctename')).toBe(table);
      expect(eref && listOf(eref, 'colnames')).toEqual([inner, 'again']);
    }), { numRuns: 150 });
  });

  test('constants come back as they are', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 }).filter((value) => !value.includes('\0') && !/[\ud800-\udfff]/u.test(value));
    await fc.assert(fc.asyncProperty(text, fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (string, int, big) => {
      const tree = await query(`select ${quoteLiteral(string)}::text, (${quoteLiteral(String(int))})::int4, (${quoteLiteral(String(big))})::int8, (${quoteLiteral(String(int % 32768))})::int2`);
      const constants = nodesOf(tree, 'targetList').flatMap((entry) => nodeOf(entry, 'expr') ?? []);
      expect(constants.map((constant) => textConstant(constant) ?? integerConstant(constant))).toEqual([string, BigInt(int), big, BigInt(int % 32768)]);
    }), { numRuns: 100 });
  });

  test('an expression of a thousand parts', async () => {
    const { columns } = await shop.analyse(`select ${Array.from({ length: 1000 }, () => 'code').join(' || ')} as all from orders`);
    expect(columns.map(({ nullability }) => nullability)).toEqual(['no']);
    expect(everyNode(await query('select 1 where true')).map(({ tag }) => tag)).toContain('FROMEXPR');
  });

  test('another server version claims nothing but still names and types', async () => {
    const tree = await treeOf(shop.client, 'select id, count(*) as n from orders where id = 1 group by id');
    const analysis = analyse({ tree, catalog: shop.catalog, views: shop.views, serverVersion: 190001, nullableParameters: new Set() });
    expect(analysis.columns.map(({ name: column, type, nullability }) => [column, type, nullability])).toEqual([['id', 23, 'unknown'], ['n', 20, 'unknown']]);
    expect(analysis.rows).toBe('many');
  });

  test('a node of a kind that is not known is unknown, whatever it holds', async () => {
    const tree = await treeOf(shop.client, `select lower(code) as a, id as b from orders where id = 1`);
    const strange = tree.replaceAll('{FUNCEXPR ', '{NOVELTYEXPR :more 1 stray :list ({THING :x (b 1)}) ');
    const analysis = analyse({ tree: strange, catalog: shop.catalog, views: shop.views, serverVersion: shop.catalog.serverVersion, nullableParameters: new Set() });
    expect(analysis.columns.map(({ nullability }) => nullability)).toEqual(['unknown', 'no']);
  });

  test('fields that are missing make nothing certain and nothing crash', async () => {
    const sql = `with recursive w as (select 1 as n union all select n + 1 from w where n < 3), u as (select status, count(*) as c from orders group by rollup (status))
      select w.n, u.c, (select max(total) from orders o where o.id = w.n) as t, case when u.c > 1 then 1 else 0 end as k, rank() over (order by w.n) as r
      from w full join u on u.c = w.n left join (values (1)) v(x) on v.x = w.n where exists (select from orders where id = w.n) limit 1`;
    const tree = await treeOf(shop.client, sql);
    const fields = [...new Set([...tree.matchAll(/ :([a-z_]+) /gi)].map((match) => match[1] ?? ''))];
    for (const field of fields) {
      const without = tree.replaceAll(` :${field} `, ' :gone ');
      const analysis = analyse({ tree: without, catalog: shop.catalog, views: shop.views, serverVersion: shop.catalog.serverVersion, nullableParameters: new Set() });
      expect(analysis.columns.length, field).toBeLessThanOrEqual(5);
    }
    expect(fields.length).toBeGreaterThan(100);
  });
});
