import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, runField, sqlOf, typeSpec, type Typed, type World } from './support.js';

const template = `
create extension citext;
create table things (
  id integer primary key, a integer, b text, c timestamptz, d citext, place point, doc json, "e:f" text
);
create table marks (thing_id integer not null references things, no integer not null, mark text, primary key (thing_id, no));`;

const yaml = `
resolvers:
  Query.plain:
    sql: |
      select * from things where true
      /*? least */ and a >= :least
    orderBy: [a, -a, b, -b, c, -c, d, -d, "e:f", -id]
    page: { size: 3, max: 100 }
  Query.joined:
    sql: select t.id, t.a, m.no, m.mark from things t left join marks m on m.thing_id = t.id
    orderBy: [mark, -mark, -a]
    page: { size: 3, max: 100 }
  Query.toOne:
    sql: select m.thing_id, m.no, t.a from marks m join things t on t.id = m.thing_id
    orderBy: [-a, a]
    page: { size: 3, max: 100 }
  Query.grouped:
    sql: select a, count(*) as n, min(b) as b from things group by a
    orderBy: [-n, a, -a]
    page: { size: 2, max: 100 }
  Query.queried:
    sql: |
      with recursive q as (select * from things), k (x) as (select 1)
      select q.id, q.a, k.x as "~1" from q, k
    orderBy: [-a]
    page: { size: 2, max: 100 }
  Query.united:
    sql: select a, b from things union select id, 'é' from things
    orderBy: [a, -b]
    page: { size: 2, max: 100 }
  Query.newest:
    sql: select distinct on (a) a, id, c from things order by a, c desc nulls last
    orderBy: [-c]
    page: { size: 2, max: 100 }
  Query.keyed:
    sql: select id, d from things
    page: { size: 2, max: 100 }
`;

interface Thing {
  readonly a: number | null;
  readonly b: string | null;
  readonly c: string | null;
  readonly d: string | null;
  readonly marks: readonly (string | null)[];
}

const thing = fc.record<Thing>({
  a: fc.option(fc.integer({ min: -1, max: 1 })),
  b: fc.option(fc.constantFrom('', 'a', 'B', "'", 'é', ':x', '{tenant}')),
  c: fc.option(fc.constantFrom('2026-01-01 00:00:00+00', '2026-01-01 00:00:00.000001+00', '1999-12-31 23:59:59+02')),
  d: fc.option(fc.constantFrom('X', 'x', 'y')),
  marks: fc.array(fc.option(fc.constantFrom('good', 'bad')), { maxLength: 2 }),
});

describe('pages over the user\'s own SQL', () => {
  let world: World;
  let typed: Typed;
  beforeAll(async () => {
    world = await openWorld(template, { 'pgcog.config.ts': 'export default { defaultGrants: true };' });
    typed = await typeSpec(world, yaml);
  });
  afterAll(() => world.close());

  it('are typed without a word', () => expect(typed.said).toEqual([]));

  async function fill(things: readonly Thing[]): Promise<void> {
    const { admin } = world.database;
    await admin.query('truncate tenant_template.things, tenant_template.marks');
    for (const [id, one] of things.entries()) {
      await admin.query('insert into tenant_template.things (id, a, b, c, d, "e:f") values ($1, $2, $3, $4, $5, $3)', [id, one.a, one.b, one.c, one.d]);
      for (const [no, mark] of one.marks.entries()) await admin.query('insert into tenant_template.marks values ($1, $2, $3)', [id, no, mark]);
    }
  }

  async function walk(name: string, orderBy: string, size: number): Promise<readonly unknown[]> {
    const seen: unknown[] = [];
    let after: Readonly<Record<string, unknown>> | undefined;
    for (let page = 0; page < 80; page++) {
      const { rows } = await runField(world, typed, name, { orderBy, limit: size, ...(after === undefined ? {} : { after }) });
      seen.push(...rows);
      after = rows.at(-1);
      if (rows.length < size) return seen;
    }
    throw new Error(`${name} ${orderBy} does not end`);
  }

  const names = ['plain', 'joined', 'toOne', 'grouped', 'queried', 'united', 'newest', 'keyed'];

  it.each(names)('%s: the pages are the whole, in its order, whatever is null or equal', async (field) => {
    const name = `Query.${field}`;
    const orders = typed.fields.get(name)?.statement?.orders ?? [];
    expect(orders.length).toBeGreaterThan(0);
    await fc.assert(fc.asyncProperty(fc.array(thing, { maxLength: 9 }), fc.integer({ min: 1, max: 4 }), async (things, size) => {
      await fill(things);
      for (const order of orders) {
        const whole = (await runField(world, typed, name, { orderBy: order.name, limit: 1000 })).rows;
        expect(await walk(name, order.name, size), order.name).toEqual(whole);
      }
    }), { numRuns: 12 });
  });

  it('has as many rows as the statement itself', async () => {
    await fill([{ a: 1, b: 'x', c: null, d: null, marks: ['good', null] }, { a: null, b: null, c: null, d: 'X', marks: [] }, { a: 1, b: 'x', c: null, d: 'x', marks: ['good'] }]);
    const count = async (name: string): Promise<number> => (await walk(name, typed.fields.get(name)?.statement?.orders[0]?.name ?? '', 1)).length;
    expect(await count('Query.plain')).toBe(3);
    expect(await count('Query.joined')).toBe(4);
    expect(await count('Query.toOne')).toBe(3);
    expect(await count('Query.grouped')).toBe(2);
    expect(await count('Query.united')).toBe(5);
    expect(await count('Query.newest')).toBe(2);
  });

  it('compares whole rows where no key can be null, and writes nulls out elsewhere', () => {
    const after = typed.fields.get('Query.plain')?.statement?.variants[0]?.sql.find((piece) => typeof piece !== 'string' && piece.kind === 'after');
    expect(typeof after === 'object' && after.kind === 'after' ? [after.orders['ID_DESC'], after.orders['A_ASC']] : []).toEqual([
      '\n  and q.id < (:after_2::integer)',
      '\n  and (q.a > (:after_1::integer) or (q.a is null and (:after_1::integer) is not null) or ((q.a = (:after_1::integer) or (q.a is null and (:after_1::integer) is null)) and (q.id > (:after_2::integer))))',
    ]);
  });

  it('takes names that the statement does not have', () => {
    expect(sqlOf(typed.fields.get('Query.queried'))).toContain('as q1');
    expect(typed.fields.get('Query.queried')?.statement?.orders[0]?.cursor[0]?.label).toBe('~~1');
  });

  const refused: Readonly<Record<string, readonly [string, string]>> = {
    'no key': ['sql: select b from things\n    orderBy: [b]', 'error PGC241 select'],
    'a key that multiplies': ['sql: select t.id, m.mark from things t join marks m on m.thing_id = t.id\n    orderBy: [id]', 'error PGC241 select'],
    'an order of its own': ['sql: select * from things order by a\n    orderBy: [b]', 'error PGC242 select'],
    'one row': ['sql: select * from things where id = 1\n    orderBy: [b]', 'error PGC243 select'],
    'a parameter called limit': ['sql: select * from things where id > :limit\n    orderBy: [b]', 'error PGC243 select'],
    'an unknown column': ['sql: select id, b from things\n    orderBy: [-bb]', 'error PGC240 -bb'],
    'a column without an order': ['sql: select id, place, doc from things\n    orderBy: [place]', 'error PGC240 place'],
  };

  it.each(Object.entries(refused))('refuses %s', async (_, [body, expected]) => {
    const found = await typeSpec(world, `resolvers:\n  Query.x:\n    ${body}\n`);
    expect(found.said).toEqual([expected]);
  });

  it('makes no pages where page is false', async () => {
    const found = await typeSpec(world, 'resolvers:\n  Query.x:\n    sql: select b from things limit 10\n    orderBy: [b, -b]\n    page: false\n');
    expect(found.said).toEqual([]);
    await fill([{ a: 1, b: 'x', c: null, d: null, marks: [] }, { a: 1, b: 'y', c: null, d: null, marks: [] }]);
    expect((await runField(world, found, 'Query.x', { orderBy: 'B_DESC' })).rows.map(({ b }) => b)).toEqual(['y', 'x']);
  });

  it('refuses pages for mutations and for fields of a type', async () => {
    const found = await typeSpec(world, `resolvers:
  Mutation.x:
    sql: delete from things where a = 1 returning *
    page: { size: 5 }
  Thing.marksOf:
    sql: select * from marks where thing_id = :parent.id
    page: { size: 5 }
`);
    expect(found.said).toEqual(['error PGC243 delete', 'error PGC243 select']);
  });
});
