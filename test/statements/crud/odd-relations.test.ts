import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readViews, withViewNullability, withViewWrites } from '../../../src/statements/analyse.js';
import { planCrud } from '../../../src/statements/crud/plan-crud.js';
import { worlds, type World } from '../support/world.js';

const sql = `
create type colour as enum ('red', 'light blue');
create domain paint as colour;
create domain coat as paint check (value::colour <> 'red');
create table walls (id int primary key, paint paint, coat coat not null, unique (coat));
create table rooms (coat coat primary key, no int);
create table archived (id int primary key, note text);
create rule keep as on delete to archived do instead nothing;
create table told (id int primary key, note text);
create rule tell as on insert to told do also notify told;
create table answered (id int primary key, note text);
create rule answer as on update to answered do instead insert into answered values (new.id, new.note) returning *;
create table people (id int generated always as identity primary key, name text not null default 'nobody', shout text generated always as (upper(name)) stored);
create view names as select id, name, shout, length(name) as long from people;
create view any_name as select name from people;
create function put() returns trigger language plpgsql as $$ begin insert into people (name) values (new.name); return new; end $$;
create trigger put instead of insert on any_name for each row execute function put();
create type spot as (x int, y int);
create table boards (k spot primary key, r jsonb, spots spot[]);
create table pins (id int primary key, k spot references boards, ks int[]);
create table notes (id int primary key, body text, gone boolean not null default false);
create table rows_of_keys (ks int[] primary key);
alter table pins add constraint pins_ks foreign key (ks) references rows_of_keys;
`;
const spec = `
crud: { '*': true, notes: { softDelete: gone }, walls: { filter: { paint: [eq, ne, in, lt], coat: eq }, orderBy: [paint, coat] } }
tables: { names: { key: id } }
`;

describe('crud of odd relations', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec });
    await world.sql(`insert into walls values (1, 'red', 'light blue'); insert into rooms values ('light blue', 7)`);
  });
  afterAll(() => all.stop());

  const named = (part: string): readonly string[] => world.fields.filter(({ field, origin }) => origin === 'crud' && field.includes(part)).map(({ field }) => field);

  it('compares domains over enums as the enum that they are', async () => {
    const ids = async (filter: object): Promise<unknown> => (await world.run('Query.listWalls', { args: { filter } })).rows.map(({ id }) => id);
    expect(await ids({ paint: { eq: 'red', lt: 'LIGHT_BLUE', in: ['red'], ne: 'LIGHT_BLUE' }, coat: { eq: 'LIGHT_BLUE' } })).toEqual([1]);
    expect(await ids({ paint: { in: ['LIGHT_BLUE'] } })).toEqual([]);
    const { rows } = await world.run('Query.listWalls', { orderBy: 'PAINT_ASC', after: { '~1': 'red', '~2': '0' } });
    expect(rows.map(({ id }) => id)).toEqual([1]);
    expect((await world.run('Query.getRoom', { args: { coat: 'LIGHT_BLUE' } })).rows).toMatchObject([{ no: 7 }]);
  });

  it('sends a list of records past a column that is called like the records', async () => {
    await world.sql(`insert into boards values (row(1, 2), '{"x": 77}')`);
    const { rows } = await world.run('Mutation.updateBoard', { args: { k: { x: 1, y: 2 }, input: { spots: [{ x: 5 }, null] } } });
    expect(rows).toMatchObject([{ spots: '[{"x": 5, "y": null}, null]' }]);
  });

  it('upserts no row that is deleted softly', async () => {
    await world.sql(`insert into notes values (1, 'old', true), (2, 'old', false)`);
    const upsert = async (id: number): Promise<unknown> => (await world.run('Mutation.upsertNote', { args: { input: { id, body: 'new' } } })).rows.map(({ body }) => body);
    expect([await upsert(1), await upsert(2), await upsert(3)]).toEqual([[], ['new'], ['new']]);
  });

  it('gives no relation to a key that is a row or an array, and says so', () => {
    expect(world.fields.filter(({ origin }) => origin === 'relation')).toEqual([]);
    expect(world.diagnostics.find(({ code }) => code === 'PGC293')?.message).toBe(
      'foreign keys without a field at one end or both: pins.pins_k_fkey (its k is spot, which cannot be sent for many parents at once), ' +
      'pins.pins_ks (its ks is integer[], which cannot be sent for many parents at once)');
  });

  it('promises nothing of a row that an INSTEAD OF trigger leaves', async () => {
    const views = await readViews(world.database.owner);
    const catalog = withViewWrites(withViewNullability(world.catalog, views), views);
    const fields = planCrud({ ...world, catalog }).value;
    const certain = (field: string): unknown => fields.find((one) => one.field === field)?.statement?.columns.map(({ name, nullability }) => [name, nullability]);
    expect(certain('listAnyNames')).toEqual([['name', 'no']]);
    expect(certain('createAnyName')).toEqual([['name', 'unknown']]);
  });

  it('offers no operation that a rule has taken away', () => {
    expect(named('Archived')).toEqual(['getArchived', 'listArchiveds', 'createArchived', 'createArchiveds', 'updateArchived', 'upsertArchived']);
    expect(named('Told')).toEqual(['getTold', 'listTolds', 'createTold', 'createTolds', 'updateTold', 'deleteTold']);
    expect(named('Answered')).toEqual(['getAnswered', 'listAnswereds', 'createAnswered', 'createAnswereds', 'updateAnswered', 'deleteAnswered']);
  });

  it('writes through a view what its table lets be written', async () => {
    const views = await readViews(world.database.owner);
    const catalog = withViewWrites(withViewNullability(world.catalog, views), views);
    const fields = planCrud({ ...world, catalog }).value;
    const input = (field: string): unknown => fields.find((one) => one.field === field)?.inputs[0]?.fields.map(({ name, nullable }) => [name, nullable]);
    expect(input('createName')).toEqual([['name', true]]);
    expect(input('updateName')).toEqual([['name', true]]);
    expect(input('createAnyName')).toEqual([['name', true]]);
    const columns = fields.find((one) => one.field === 'getName')?.statement?.columns.map(({ name, nullability }) => [name, nullability]);
    expect(columns).toEqual([['id', 'no'], ['name', 'no'], ['shout', 'unknown'], ['long', 'no']]);
  });
});
