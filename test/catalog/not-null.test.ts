import { afterAll, describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/types.js';
import { column, relation, scratchServer } from './support.js';

const notNull = (catalog: Catalog, table: string): Record<string, boolean> =>
  Object.fromEntries(relation(catalog, table).columns.map((one) => [one.name, one.notNull]));

describe('not null, as read through a parent', () => {
  const on17 = scratchServer(17);
  const on18 = scratchServer(18);
  afterAll(async () => {
    await on17.stop();
    await on18.stop();
  });

  it.each([17, 18] as const)('is not claimed where a descendant may hold nulls (PostgreSQL %i)', async (version) => {
    const drop = version === 17 ? 'alter table grandchildren alter a drop not null;' : '';
    const catalog = await (version === 17 ? on17 : on18).catalog(`
      create table parents (a int not null, b int not null, c int);
      create table children () inherits (parents);
      create table grandchildren () inherits (children);
      create table alone (a int not null);
      ${drop}`);
    expect(notNull(catalog, 'parents')).toEqual({ a: version === 18, b: true, c: false });
    expect(notNull(catalog, 'children')).toEqual({ a: version === 18, b: true, c: false });
    expect(notNull(catalog, 'grandchildren')).toEqual({ a: version === 18, b: true, c: false });
    expect(notNull(catalog, 'alone')).toEqual({ a: true });
  });

  it('is not claimed for NO INHERIT and NOT VALID constraints of PostgreSQL 18', async () => {
    const catalog = await on18.catalog(`
      create table parents (a int, b int, constraint a_set not null a no inherit);
      create table children () inherits (parents);
      create table later (a int, b int not null);
      alter table later add constraint a_set not null a not valid;
      create table checked (a int);
      alter table checked add constraint checked_a not null a not valid;
      alter table checked validate constraint checked_a;`);
    expect(notNull(catalog, 'parents')).toEqual({ a: false, b: false });
    expect(notNull(catalog, 'children')).toEqual({ a: false, b: false });
    expect(notNull(catalog, 'later')).toEqual({ a: false, b: true });
    expect(notNull(catalog, 'checked')).toEqual({ a: true });
  });

  it('holds for keys, identity and partitions', async () => {
    const catalog = await on17.catalog(`
      create table events (id int generated always as identity, at date, primary key (id, at)) partition by range (at);
      create table rest partition of events default;`);
    expect(notNull(catalog, 'events')).toEqual({ id: true, at: true });
    expect(notNull(catalog, 'rest')).toEqual({ id: true, at: true });
  });

  it('is not claimed for a column of a NOT NULL domain: a subquery without rows puts nulls there', async () => {
    const catalog = await on17.catalog('create domain d as int not null; create table t (a d); create table source (a d);');
    expect(notNull(catalog, 't')).toEqual({ a: false });
  });

  it('knows virtual columns of PostgreSQL 18', async () => {
    const catalog = await on18.catalog('create table t (a int not null, twice int generated always as (a * 2), kept int generated always as (a * 2) stored);');
    expect(column(catalog, 't', 'twice')).toMatchObject({ generated: 'virtual', default: null });
    expect(column(catalog, 't', 'kept').generated).toBe('stored');
  });
});
