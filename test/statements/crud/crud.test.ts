import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worlds, type World } from '../support/world.js';

const sql = `
create type order_status as enum ('new', 'in progress', 'paid');
create table customers (id uuid primary key default gen_random_uuid(), name text not null, email varchar(40) unique, score integer not null default 7, note text default 'none');
create table orders (
  id bigint generated always as identity primary key,
  customer_id uuid not null references customers,
  status order_status not null default 'new',
  total numeric(12,2), due interval, tags text[], data jsonb, file bytea, placed_at timestamptz, period int4range,
  deleted_at timestamptz, doubled numeric generated always as (total * 2) stored);
create table counters (id serial primary key, n integer default 3);
create table only_identity (id integer generated always as identity primary key);
create table logs (line text not null, at timestamptz not null default now());
create table flags (code char(3) primary key, hits integer not null, label text, "order" integer);
create view totals as select customer_id, count(*) as n from orders group by customer_id;
create view open_customers as select id, name, score from customers where score > 0;
create materialized view top as select id, name from customers;
create unique index on top (id);
`;
const spec = `
crud:
  '*': true
  orders: { softDelete: deleted_at, orderBy: [-placedAt, total], filter: { status: [eq, in], total: [ge, lt, isNull], customer_id: eq, tags: contains, data: contains, period: contains, id: [in, eq], placedAt: [ge] } }
  customers: { filter: { name: [like, ilike, contains], email: [eq, ne] } }
tables:
  open_customers: { key: id }
  top: { key: id }
`;
const ann = '00000000-0000-4000-8000-00000000000a';

describe('crud', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec });
    await world.sql(`insert into customers (id, name) values ('${ann}', 'Ann')`);
  });
  afterAll(() => all.stop());

  const create = (input: object, keep = false): ReturnType<World['run']> => world.run('Mutation.createOrder', { args: { input }, keep });

  it('says nothing against this schema', () => {
    expect(world.diagnostics).toEqual([]);
  });

  it('offers each relation what it can have', () => {
    const operations = (table: string): readonly string[] => world.fields.filter((field) => field.field.endsWith(table)).map((field) => field.field);
    expect(operations('OnlyIdentity')).toEqual(['getOnlyIdentity', 'createOnlyIdentity', 'deleteOnlyIdentity']);
    expect(operations('Log')).toEqual(['createLog']);
    expect(operations('Logs')).toEqual(['listLogs', 'createLogs']);
    expect(operations('Total')).toEqual([]);
    expect(operations('Totals')).toEqual(['listTotals']);
    expect(operations('Top')).toEqual(['getTop']);
    expect(operations('OpenCustomer')).toEqual(['getOpenCustomer', 'createOpenCustomer', 'updateOpenCustomer', 'deleteOpenCustomer']);
    expect(operations('Order')).toEqual(['getOrder', 'createOrder', 'updateOrder', 'deleteOrder']);
    expect(operations('Flag')).toEqual(['getFlag', 'createFlag', 'updateFlag', 'upsertFlag', 'deleteFlag']);
  });

  it('creates with the columns given and leaves the others their defaults', async () => {
    const { rows } = await create({ customerId: ann });
    expect(rows).toMatchObject([{ status: 'new', total: null, deleted_at: null, customer_id: ann }]);
    const full = await create({ customerId: ann, status: 'IN_PROGRESS', total: '12.50', due: '1 day 02:00', tags: ['a,b', '"x"', null], data: { a: [1] }, file: 'aGk=', placedAt: '2026-01-02T03:04:05+02:00', period: '[1,5)' });
    expect(full.rows).toMatchObject([{
      status: 'in progress', total: '12.50', due: '1 day 02:00:00', doubled: '25.00', tags: '{"a,b","\\"x\\"",NULL}', data: '{"a": [1]}', file: '\\x6869', placed_at: '2026-01-02 01:04:05+00', period: '[1,5)',
    }]);
  });

  it('tells null from absent', async () => {
    const insert = (input: object): ReturnType<World['run']> => world.run('Mutation.createCustomer', { args: { input } });
    expect((await insert({ name: 'B' })).rows).toMatchObject([{ name: 'B', score: 7, note: 'none' }]);
    expect((await insert({ name: 'B', note: null })).rows).toMatchObject([{ note: null }]);
    await expect(insert({ name: 'B', score: null })).rejects.toThrow('input_score cannot be null');
    const update = (input: object): ReturnType<World['run']> => world.run('Mutation.updateCustomer', { args: { id: ann, input } });
    expect((await update({ note: null })).rows).toMatchObject([{ name: 'Ann', note: null }]);
    expect((await update({ name: 'Anna' })).rows).toMatchObject([{ name: 'Anna', note: 'none' }]);
    await expect(update({})).rejects.toThrow('nothing to write');
    expect((await world.run('Mutation.updateCustomer', { args: { id: ann.replace('a', 'b'), input: { name: 'X' } } })).rows).toEqual([]);
  });

  it('refuses what is too long instead of cutting it', async () => {
    await expect(world.run('Mutation.createCustomer', { args: { input: { name: 'x', email: 'e'.repeat(41) } } })).rejects.toThrow('too long');
    await expect(world.run('Mutation.createFlag', { args: { input: { code: 'abcd', hits: 1 } } })).rejects.toThrow('too long');
  });

  it('creates a row of defaults', async () => {
    expect((await world.run('Mutation.createCounter', { args: { input: {} } })).rows).toMatchObject([{ n: 3 }]);
    expect((await world.run('Mutation.createOnlyIdentity')).rows).toHaveLength(1);
    expect((await world.run('Mutation.createCounter', { args: { input: { n: null } } })).rows).toMatchObject([{ n: null }]);
  });

  it('creates many rows of one shape', async () => {
    const input = [{ customerId: ann, total: '1.10', status: 'IN_PROGRESS', tags: ['x'], data: { k: 1 } }, { customerId: ann, total: null, status: 'paid', tags: null, data: null }];
    const { rows } = await world.run('Mutation.createOrders', { args: { input } });
    expect(rows).toMatchObject([{ total: '1.10', status: 'in progress', tags: '{x}', data: '{"k": 1}' }, { total: null, status: 'paid', tags: null }]);
    const files = await world.run('Mutation.createOrders', { args: { input: [{ customerId: ann, file: 'aGk=' }] } });
    expect(files.rows).toMatchObject([{ file: '\\x6869', status: 'new' }]);
    await expect(world.run('Mutation.createCounters', { args: { input: [{}] } })).rejects.toThrow('nothing to write');
  });

  it('upserts by key, and replaces only what is given', async () => {
    const upsert = (input: object): ReturnType<World['run']> => world.run('Mutation.upsertFlag', { args: { input }, keep: true });
    expect((await upsert({ code: 'abc', hits: 1, label: 'first' })).rows).toMatchObject([{ code: 'abc', hits: 1, label: 'first' }]);
    expect((await upsert({ code: 'abc', hits: 2 })).rows).toMatchObject([{ code: 'abc', hits: 2, label: 'first' }]);
    expect((await upsert({ code: 'abc', hits: 2, label: null, order: 5 })).rows).toMatchObject([{ label: null, order: 5 }]);
    await world.sql('delete from flags');
  });

  it('marks rows as deleted and does not show them again', async () => {
    const id = String((await create({ customerId: ann }, true)).rows[0]?.['id']);
    const get = (): ReturnType<World['run']> => world.run('Query.getOrder', { args: { id } });
    expect((await get()).rows).toHaveLength(1);
    const { rows } = await world.run('Mutation.deleteOrder', { args: { id }, keep: true });
    expect(rows[0]?.['deleted_at']).not.toBeNull();
    expect((await get()).rows).toEqual([]);
    expect((await world.run('Mutation.deleteOrder', { args: { id } })).rows).toEqual([]);
    expect((await world.run('Query.listOrders', { args: { filter: { id: { in: [id] } } } })).rows).toEqual([]);
    expect(await world.sql(`select count(*)::int as n from orders where id = ${id}`)).toEqual([{ n: 1 }]);
    await world.sql('delete from orders');
  });

  it('filters by every operator', async () => {
    await world.sql(`insert into orders (customer_id, status, total, tags, data, period, placed_at) values
      ('${ann}', 'new', 10, '{a,b}', '{"k":1}', '[1,5)', '2026-01-01'), ('${ann}', 'in progress', 20, '{b}', '{"k":2}', '[5,9)', null), ('${ann}', 'paid', null, null, null, null, '2026-03-01')`);
    const totals = async (filter: object): Promise<unknown> => (await world.run('Query.listOrders', { args: { filter }, orderBy: 'TOTAL_ASC' })).rows.map(({ total }) => total);
    expect(await totals({})).toEqual(['10.00', '20.00', null]);
    expect(await totals({ status: { eq: 'IN_PROGRESS' } })).toEqual(['20.00']);
    expect(await totals({ status: { in: ['IN_PROGRESS', 'paid'] } })).toEqual(['20.00', null]);
    expect(await totals({ total: { ge: '10', lt: '20' } })).toEqual(['10.00']);
    expect(await totals({ total: { isNull: true } })).toEqual([null]);
    expect(await totals({ total: { isNull: false } })).toEqual(['10.00', '20.00']);
    expect(await totals({ tags: { contains: ['a'] } })).toEqual(['10.00']);
    expect(await totals({ data: { contains: { k: 2 } } })).toEqual(['20.00']);
    expect(await totals({ period: { contains: '[2,3)' } })).toEqual(['10.00']);
    expect(await totals({ placedAt: { ge: '2026-02-01T00:00:00Z' } })).toEqual([null]);
    expect(await totals({ customerId: { eq: ann }, status: { eq: 'new' } })).toEqual(['10.00']);
    const names = async (filter: object): Promise<unknown> => (await world.run('Query.listCustomers', { args: { filter } })).rows.map(({ name }) => name);
    expect(await names({ name: { like: 'A%' } })).toEqual(['Ann']);
    expect(await names({ name: { ilike: 'a%' } })).toEqual(['Ann']);
    expect(await names({ name: { like: 'a%' } })).toEqual([]);
    expect(await names({ name: { contains: 'n' } })).toEqual(['Ann']);
    await world.sql('delete from orders');
  });

  it('has types for inputs, filters and keys', () => {
    const field = world.field('Query.listOrders');
    expect(field.inputs.find(({ name }) => name === 'OrderFilter')?.fields.map(({ name, type }) => [name, type.kind === 'named' ? type.name : null])).toEqual([
      ['status', 'OrderStatusCondition'], ['total', 'StringConditionLtGeIsNull'], ['customerId', 'IDConditionEq'], ['tags', 'StringListConditionContains'],
      ['data', 'JSONConditionContains'], ['period', 'StringConditionContains'], ['id', 'IDCondition'], ['placedAt', 'DateTimeConditionGe'],
    ]);
    expect(world.field('Query.listFlags').inputs.map(({ name }) => name)).toEqual(['FlagFilter', 'StringCondition']);
    const input = world.field('Mutation.createOrder').inputs[0];
    expect(input?.name).toBe('CreateOrderInput');
    expect(input?.fields.filter(({ nullable }) => !nullable).map(({ name }) => name)).toEqual(['customerId']);
    expect(input?.fields.map(({ name }) => name)).not.toContain('doubled');
    expect(input?.fields.map(({ name }) => name)).not.toContain('deletedAt');
    expect(world.field('Mutation.updateFlag').inputs[0]?.fields.map(({ name }) => name)).toEqual(['hits', 'label', 'order']);
  });

  it('writes readable SQL', () => {
    const sqlOf = (name: string): unknown => world.field(name).statement?.variants[0]?.sql;
    expect(sqlOf('Query.getFlag')).toEqual(['select t.code, t.hits, t.label, t."order"\nfrom {tenant}.flags as t\nwhere t.code = (:code::bpchar)']);
    expect(sqlOf('Mutation.updateCounter')).toEqual([
      'update {tenant}.counters as t\nset ', { kind: 'list', separator: ',\n  ', parts: [{ part: 'input.n', sql: 'n = (:input_n::integer)' }], empty: '' },
      '\nwhere t.id = (:id::integer)', '\nreturning t.id, t.n',
    ]);
    expect(sqlOf('Query.listCounters')).toEqual([
      'select t.id, t.n,\n  t.id::text as "~1"\nfrom {tenant}.counters as t\nwhere true',
      { kind: 'part', part: 'filter.id.eq', sql: '\n  and t.id = (:filter_id_eq::integer)' },
      { kind: 'part', part: 'filter.id.in', sql: '\n  and t.id = any ((:filter_id_in::integer[]))' },
      { kind: 'after', orders: { ID_ASC: '\n  and t.id > (:after_1::integer)' } },
      { kind: 'order', orders: { ID_ASC: '\norder by t.id' } },
      '\nlimit (:limit::bigint)',
    ]);
  });

  it('reads and writes through views', async () => {
    const { rows } = await world.run('Mutation.updateOpenCustomer', { args: { id: ann, input: { score: 9 } } });
    expect(rows).toEqual([{ id: ann, name: 'Ann', score: 9 }]);
    expect((await world.run('Query.listTotals')).rows).toEqual([]);
    expect((await world.run('Query.getTop', { args: { id: ann } })).rows).toEqual([]);
  });
});
