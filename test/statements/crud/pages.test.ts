import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worlds, type World } from '../support/world.js';

const sql = `
create extension citext;
create table things (a integer, b text collate "C", c numeric, d timestamptz, e extensions.citext, k1 smallint, k2 extensions.citext, hidden integer, primary key (k1, k2));
create table "~x" ("~1" integer primary key, "a:b" text, "{tenant}.y" integer);
`;
const spec = `
crud: { things: { orderBy: [a, -a, b, -b, c, -c, d, -d, e, -e, -k1] }, "~x": { orderBy: ["-a:b", "{tenant}.y"], filter: { "a:b": [eq, in], "{tenant}.y": [lt] } } }
`;

interface Thing {
  readonly a: number | null;
  readonly b: string | null;
  readonly c: string | null;
  readonly d: string | null;
  readonly e: string | null;
}

const thing = fc.record<Thing>({
  a: fc.option(fc.integer({ min: -2, max: 2 })),
  b: fc.option(fc.constantFrom('', 'a', 'B', "'", 'é', ':x', '{tenant}')),
  c: fc.option(fc.constantFrom('1', '1.0', '-0.5', '12345678901234567890.5')),
  d: fc.option(fc.constantFrom('2026-01-01 00:00:00+00', '2026-01-01 00:00:00.000001+00', '1999-12-31 23:59:59+02')),
  e: fc.option(fc.constantFrom('X', 'x', 'y', 'Z')),
});

describe('keyset pages', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec });
  });
  afterAll(() => all.stop());

  /** All rows by pages of `size`, and how many pages it took. */
  async function walk(orderBy: string, size: number): Promise<readonly unknown[]> {
    const seen: unknown[] = [];
    let after: Readonly<Record<string, unknown>> | undefined;
    for (let page = 0; page < 60; page++) {
      const { rows } = await world.run('Query.listThings', { orderBy, limit: size, ...(after === undefined ? {} : { after }) });
      seen.push(...rows.map((row) => [row['k1'], row['k2']]));
      after = rows.at(-1);
      if (rows.length < size) return seen;
    }
    throw new Error(`${orderBy} does not end`);
  }

  it('say nothing', () => expect(world.diagnostics).toEqual([]));

  it('show every row once, in the order of the whole list, whatever is null', async () => {
    const orders = world.field('Query.listThings').statement?.orders.map(({ name }) => name) ?? [];
    expect(orders).toHaveLength(11);
    await fc.assert(fc.asyncProperty(fc.array(thing, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (things, size) => {
      await world.sql('truncate things');
      for (const [index, one] of things.entries()) {
        await world.database.admin.query('insert into tenant_template.things values ($1, $2, $3, $4, $5, $6, $7)', [one.a, one.b, one.c, one.d, one.e, index % 3, `${index % 2 === 0 ? 'K' : 'k'}${index}`]);
      }
      for (const order of orders) {
        const whole = await world.run('Query.listThings', { orderBy: order, limit: 100 });
        expect(whole.rows).toHaveLength(things.length);
        expect(await walk(order, size)).toEqual(whole.rows.map((row) => [row['k1'], row['k2']]));
      }
    }), { numRuns: 25 });
  });

  it('orders as PostgreSQL does, nulls included', async () => {
    await world.sql(`truncate things; insert into things (k1, k2, a) values (1, 'x', 2), (2, 'x', null), (3, 'x', 1)`);
    const column = async (orderBy: string): Promise<unknown> => (await world.run('Query.listThings', { orderBy })).rows.map(({ a }) => a);
    expect(await column('A_ASC')).toEqual([1, 2, null]);
    expect(await column('A_DESC')).toEqual([null, 2, 1]);
  });

  it('compares whole keys at once where nothing can be null, and spells nulls out where they can', () => {
    const after = world.field('Query.listThings').statement?.variants[0]?.sql.find((piece) => typeof piece !== 'string' && piece.kind === 'after');
    expect(after).toMatchObject({ orders: {
      K1_DESC: '\n  and (t.k1 < (:after_1::smallint) or (t.k1 = (:after_1::smallint) and (t.k2 operator(extensions.<) (:after_2::extensions.citext))))',
      A_DESC: '\n  and (t.a < (:after_1::integer) or (t.a is not null and (:after_1::integer) is null) or ((t.a = (:after_1::integer) or (t.a is null and (:after_1::integer) is null)) and (t.k1 < (:after_2::smallint) or (t.k1 = (:after_2::smallint) and (t.k2 operator(extensions.<) (:after_3::extensions.citext))))))',
    } });
  });

  it('writes names with colons and braces so that nothing reads them as placeholders', async () => {
    await world.sql(`insert into "~x" values (1, 'é:b', 3), (2, null, 4)`);
    const list = await world.run('Query.listX', { args: { filter: { aB: { in: ['é:b'] }, tenantY: { lt: 9 } } }, orderBy: 'A_B_DESC' });
    expect(list.rows).toEqual([{ '~1': 1, 'a:b': 'é:b', '{tenant}.y': 3, '~~1': 'é:b', '~~2': '1', '~~3': '3' }]);
    expect(list.sql).not.toMatch(/(?<!:):[A-Za-z]/);
    const made = await world.run('Mutation.createManyX', { args: { input: [{ _1: 5, aB: '"}', tenantY: null }] } });
    expect(made.rows).toEqual([{ '~1': 5, 'a:b': '"}', '{tenant}.y': null }]);
  });
});
