import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worlds, type World } from '../support/world.js';

const sql = `
create table addresses (id uuid primary key default gen_random_uuid(), city text);
create table customers (id bigserial primary key, name text not null);
create table profiles (customer_id bigint primary key references customers, bio text);
create table orders (
  id serial primary key, customer_id bigint not null references customers, billing_address_id uuid references addresses, shipping_address_id uuid references addresses,
  created_by bigint references customers, at timestamptz, due interval, deleted_at timestamptz);
create table lines (order_id integer references orders, no integer, primary key (order_id, no));
create table parcels (id serial primary key, line_order integer, line_no integer, foreign key (line_order, line_no) references lines);
create table employees (id serial primary key, manager_id integer references employees, name text);
create table events (id integer, day date, employee_id integer references employees, primary key (id, day)) partition by range (day);
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
create table clashes (id serial primary key, customer text, customer_id bigint references customers, customer_by_customer_id text);
create table hidden_keys (id serial primary key, secret_id bigint references customers, note text);
`;
const spec = `
crud: { orders: { orderBy: [-at, id], softDelete: deleted_at, page: { size: 2, max: 3 } }, customers: '*' }
tables: { hidden_keys: { columns: { secret_id: { hidden: true } } } }
`;

describe('relations', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec });
    await world.sql(`
      insert into customers (id, name) values (1, 'Ann'), (2, 'Bob'), (9007199254740993, 'Big');
      insert into orders (customer_id, at, due) select c, case when n = 3 then null else timestamptz '2026-01-01' + n * interval '1 day' end, '1 day' from unnest(array[1, 2, 9007199254740993]) c, generate_series(1, 5) n;
      update orders set deleted_at = now() where id = 1;
      insert into lines select id, n from orders, generate_series(1, 2) n; insert into parcels (line_order, line_no) values (2, 1), (2, 2), (2, null);
      insert into employees (manager_id, name) values (null, 'boss'), (1, 'a'), (1, 'b'), (2, 'c');
      insert into profiles values (2, 'hi'); insert into hidden_keys (secret_id) values (2)`);
  });
  afterAll(() => all.stop());

  it('are named after columns, and give way to what is there', () => {
    const names = world.fields.filter(({ origin }) => origin === 'relation').map(({ parent, field }) => `${parent}.${field}`).sort();
    expect(names).toEqual([
      'Address.ordersByBillingAddress', 'Address.ordersByShippingAddress',
      'Clash.customerByCustomerIdRef', 'Customer.clashes', 'Customer.hiddenKeys', 'Customer.orders', 'Customer.ordersByCreatedBy', 'Customer.profile',
      'Employee.employeesByManager', 'Employee.events', 'Employee.manager', 'Event.employee', 'HiddenKey.secret',
      'Line.order', 'Line.parcels', 'Order.billingAddress', 'Order.createdByCustomer', 'Order.customer', 'Order.lines', 'Order.shippingAddress',
      'Parcel.lineByLineOrderAndLineNo'.replace('lineByLineOrderAndLineNo', 'line'), 'Profile.customer',
    ]);
    expect(world.diagnostics.map(({ code }) => code)).toEqual([]);
  });

  it('are told from a column that is called as theirs', async () => {
    const other = await all.open({ sql: 'create table pots (id int primary key); create table lids (id int primary key, pot_id int references pots, "~parent" boolean); create function of_pot(pots) returns setof lids language sql stable begin atomic select * from lids where pot_id = ($1).id; end;', spec: 'functions: [of_pot]' });
    const labels = (name: string): unknown => other.fields.find(({ parent, field }) => `${parent}.${field}` === name)?.statement?.variants.map((variant) => variant.labels);
    expect([labels('Pot.lids'), labels('Lid.pot'), labels('Pot.ofPot')]).toEqual([[['~parent~', 'id', 'pot_id', '~parent']], [['~parent', 'id']], [['~parent~', 'id', 'pot_id', '~parent']]]);
  });

  it('belong to one row, for each parent of the batch', async () => {
    const { rows } = await world.run('Order.customer', { parents: [{ customerId: '2' }, { customerId: '9007199254740993' }, { customerId: null }, { customerId: '2' }] });
    expect(rows.map((row) => [row['~parent'], row['name']])).toEqual([[1, 'Bob'], [2, 'Big'], [4, 'Bob']]);
  });

  it('have many rows, so many for each parent, in the order asked for', async () => {
    const parents = [{ id: '2' }, { id: '1' }, { id: '77' }, { id: '1' }];
    const days = async (limit: number): Promise<unknown> => (await world.run('Customer.orders', { parents, args: { limit }, orderBy: 'AT_DESC' })).rows.map((row) => [row['~parent'], String(row['at']).slice(8, 10)]);
    expect(await days(2)).toEqual([[1, ''], [1, '06'], [2, ''], [2, '06'], [4, ''], [4, '06']]);
    expect(await days(9)).toEqual([
      [1, ''], [1, '06'], [1, '05'], [1, '03'], [1, '02'], [2, ''], [2, '06'], [2, '05'], [2, '03'], [4, ''], [4, '06'], [4, '05'], [4, '03'],
    ]);
    const field = world.field('Customer.orders');
    expect(field.arguments).toMatchObject([{ name: 'orderBy', type: { name: 'OrderOrderBy' } }, { name: 'limit', default: 2, max: 3 }]);
    expect(field.statement?.batch).toEqual({ keys: ['id'] });
  });

  it('cast what the Data API cannot carry, in every row', async () => {
    const { rows } = await world.run('Customer.orders', { parents: [{ id: '2' }] });
    expect(rows[0]).toMatchObject({ due: '1 day' });
  });

  it('have composite keys, with no row for a key that is null in part', async () => {
    const { rows } = await world.run('Parcel.line', { parents: [{ lineOrder: 2, lineNo: 1 }, { lineOrder: 2, lineNo: null }, { lineOrder: 1, lineNo: 2 }] });
    expect(rows).toEqual([{ '~parent': 1, order_id: 2, no: 1 }, { '~parent': 3, order_id: 1, no: 2 }]);
    const back = await world.run('Line.parcels', { parents: [{ orderId: 2, no: 2 }] });
    expect(back.rows).toMatchObject([{ '~parent': 1, line_no: 2 }]);
  });

  it('are single where the key is unique', async () => {
    const { rows } = await world.run('Customer.profile', { parents: [{ id: '1' }, { id: '2' }] });
    expect(rows).toEqual([{ '~parent': 2, customer_id: 2, bio: 'hi' }]);
    expect(world.field('Customer.profile').statement?.rows).toBe('optional');
    expect(world.field('Customer.profile').arguments).toEqual([]);
  });

  it('refer to themselves', async () => {
    const reports = await world.run('Employee.employeesByManager', { parents: [{ id: 1 }, { id: 2 }] });
    expect(reports.rows.map((row) => [row['~parent'], row['name']])).toEqual([[1, 'a'], [1, 'b'], [2, 'c']]);
    expect((await world.run('Employee.manager', { parents: [{ managerId: 1 }] })).rows).toMatchObject([{ name: 'boss' }]);
  });

  it('travel by a hidden key', async () => {
    const { statement } = world.field('Customer.hiddenKeys');
    expect(statement?.columns.filter(({ hidden }) => hidden).map(({ name, label }) => [name, label])).toEqual([['~parent', '~parent'], ['_secretId', 'secret_id']]);
    expect(world.field('HiddenKey.secret').statement?.parameters).toMatchObject([{ name: 'parent__secretId', path: ['parent', '_secretId'] }]);
    expect((await world.run('HiddenKey.secret', { parents: [{ _secretId: '2' }] })).rows).toMatchObject([{ name: 'Bob' }]);
  });

  it('can be listed, named and limited in the spec', async () => {
    const other = await all.open({ sql, spec: `
crud: []
relations:
  - orders_customer_id_fkey
  - { foreignKey: orders.created_by, field: Customer.written, limit: { size: 1, max: 4 } }
  - { foreignKey: orders.created_by_fkey, field: Order.author }
  - { foreignKey: employees.manager_id, field: Employee.reports }
  - { foreignKey: orders.shipping_address_id, field: Order.billingAddressId }
  - { foreignKey: clashes.customer_id, field: Order.x }
  - orders.nothing_here
` });
    expect(other.fields.map(({ parent, field }) => `${parent}.${field}`)).toEqual(['Customer.written', 'Employee.reports', 'Order.customer', 'Customer.orders']);
    expect(other.field('Customer.written').arguments).toMatchObject([{ name: 'limit', default: 1, max: 4 }]);
    expect(other.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['PGC287', 'relations: there is no foreign key orders.created_by_fkey between tables of the API'],
      ['PGC287', 'relations: there is no foreign key orders.nothing_here between tables of the API'],
      ['PGC292', 'relations: Order has a field billingAddressId already'],
      ['PGC287', 'relations: Order.x cannot be a field of clashes_customer_id_fkey'],
    ]);
    const none = await all.open({ sql, spec: 'crud: []\nrelations: none' });
    expect(none.fields).toEqual([]);
  });

  it('say which foreign keys have no field, and why', async () => {
    const other = await all.open({ spec: '', sql: `
      create table locked (id int primary key); alter table locked enable row level security;
      create table notes (id int primary key, locked_id int references locked, written_by text references cognition.users (id), note_id int references notes);
    ` });
    expect(other.fields.filter(({ origin }) => origin === 'relation').map(({ parent, field }) => `${parent}.${field}`)).toEqual(['Note.note', 'Locked.notes', 'Note.notesByNote']);
    expect(other.diagnostics.filter(({ code }) => code === 'PGC293').map(({ severity, message }) => [severity, message])).toEqual([
      ['info', 'foreign keys without a field at one end or both: notes.notes_locked_id_fkey (no role may read locked), notes.notes_written_by_fkey (table cognition.users is not in the API)'],
    ]);
  });
});
