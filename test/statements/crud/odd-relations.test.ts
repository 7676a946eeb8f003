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
`;
const spec = `
crud: { '*': true, walls: { filter: { paint: [eq, ne, in, lt], coat: eq }, orderBy: [paint, coat] } }
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
