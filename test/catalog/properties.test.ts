import { fc } from '../support/property.js';
import { afterAll, describe, expect, it } from 'vitest';
import { findName } from '../../src/catalog/name-place.js';
import { quoteIdentifier, quoteLiteral } from '../../src/postgres/quote.js';
import { column, relation, said, scratchServer, under } from './support.js';
import { readCatalog } from '../../src/catalog/read-catalog.js';

const scratch = scratchServer();
afterAll(() => scratch.stop());

/** Any name PostgreSQL can keep: no NUL, no half surrogate, 63 bytes. */
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !text.includes('\0') && !/\p{Cs}/u.test(text));

describe('any name', () => {
  it('of tables, columns, labels and comments comes back as it was written, at its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 4, maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 20 }), async (names, raw) => {
        const [table = '', first = '', second = '', plain = ''] = names;
        const type = `T${plain}`; // A type called `name` would be pg_catalog's: PostgreSQL looks there first.
        const comment = raw.replaceAll('\0', '').replace(/\p{Cs}/gu, '');
        const sql = `create type ${quoteIdentifier(type)} as enum (${quoteLiteral(first)});
create table ${quoteIdentifier(table)} (${quoteIdentifier(first)} ${quoteIdentifier(type)}, ${quoteIdentifier(second)} text default ${quoteLiteral(comment)});
comment on column ${quoteIdentifier(table)}.${quoteIdentifier(second)} is ${quoteLiteral(comment)};
grant select (${quoteIdentifier(second)}) on ${quoteIdentifier(table)} to tenant_users;`;
        const loaded = await scratch.load(sql);
        expect(said(loaded, 'error')).toEqual([]);
        const catalog = await readCatalog({ database: loaded.database, config: loaded.config, template: loaded.template });
        expect(relation(catalog, table).columns.map((one) => one.name)).toEqual([first, second]);
        expect(catalog.types[column(catalog, table, first).type]).toMatchObject({ name: type, labels: [first] });
        expect(column(catalog, table, second)).toMatchObject({ comment: comment === '' ? null : comment, privileges: { users: { select: true }, billing: { select: false } } });
        expect(under(loaded.files, column(catalog, table, second).span)).toBe(quoteIdentifier(second));
      }),
      { numRuns: 15 },
    );
  });

  it('is found in a statement where it is written', () => {
    fc.assert(fc.property(name, (one) => {
      const text = `create table ${quoteIdentifier(one)} (x int)`;
      const at = findName(text, one);
      expect([text.indexOf(quoteIdentifier(one), 12), text.indexOf(one)]).toContain(at);
    }));
  });
});

describe('the order of files', () => {
  const parts = {
    'tenant_template/1.sql': 'create table orders (id int primary key, customer int references customers, s status);',
    'tenant_template/2.sql': 'create view open as select * from orders where s = \'open\'; grant select on open to tenant_users;',
    'tenant_template/3.sql': 'create table customers (id int primary key); create function f(o orders) returns int language sql return o.id;',
    'tenant_template/4.sql': "create type status as enum ('open'); alter table orders add column note text;",
  };
  const shape = (catalog: unknown): unknown => JSON.parse(JSON.stringify(catalog, (key, value: unknown) =>
    ['oid', 'type', 'rowType', 'types', 'target', 'sequences', 'returns', 'relation', 'function', 'functions'].includes(key) ? undefined : value));

  it('changes nothing', async () => {
    const expected = shape(await scratch.catalog(parts));
    for (const order of [[3, 1, 0, 2], [2, 3, 1, 0]]) {
      const shuffled = Object.fromEntries(order.map((i) => Object.entries(parts)[i] ?? ['', '']));
      expect(shape(await scratch.catalog(shuffled))).toEqual(expected);
    }
  });
});
