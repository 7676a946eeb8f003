import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worlds, type World } from '../support/world.js';

const sql = `
create table staff (id serial primary key, name text not null, salary integer, note text default 'n', boss integer references staff);
grant select (id, name, boss), update (note), insert (name) on staff to tenant_users;
grant all on staff to tenant_admins;
grant usage on sequence staff_id_seq to tenant_users, tenant_admins;
create table secret (id serial primary key);
create table blind (id uuid primary key default gen_random_uuid(), line text not null);
grant insert on blind to tenant_users;
create table readonly (id serial primary key, v text);
grant select on readonly to tenant_users;
create table guarded (id uuid primary key default gen_random_uuid(), v text);
grant all on guarded to tenant_users;
alter table guarded enable row level security;
create policy reads on guarded for select to tenant_users using (true);
create policy adds on guarded for insert to tenant_users with check (v is not null);
create table unreadable (id serial primary key, v text, private text);
grant select (id, v) on unreadable to tenant_users;
`;

describe('roles with grants on columns', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec: `crud: { '*': true, staff: { orderBy: [-salary, name], filter: { salary: [ge], name: [eq] } } }`, config: 'export default {}' });
    await world.sql(`insert into staff (name, salary) values ('Ann', 10), ('Bob', 20); update staff set boss = 1 where id = 2`);
  });
  afterAll(() => all.stop());

  it('see their own columns, each group by its own statement', async () => {
    const { statement } = world.field('Query.getStaff');
    expect(statement?.variants.map(({ roles, labels }) => [roles, labels])).toEqual([
      [['admins'], ['id', 'name', 'salary', 'note', 'boss']],
      [['users'], ['id', 'name', 'boss']],
    ]);
    expect((await world.run('Query.getStaff', { args: { id: 1 }, role: 'users' })).rows).toEqual([{ id: 1, name: 'Ann', boss: null }]);
    expect((await world.run('Query.getStaff', { args: { id: 1 }, role: 'admins' })).rows).toMatchObject([{ salary: 10, note: 'n' }]);
  });

  it('filter and order only by what they see, and can ask for any order', async () => {
    const names = async (call: object): Promise<unknown> => (await world.run('Query.listStaff', call)).rows.map(({ name }) => name);
    expect(await names({ role: 'admins', orderBy: 'SALARY_DESC', args: { filter: { salary: { ge: 15 } } } })).toEqual(['Bob']);
    expect(await names({ role: 'users', orderBy: 'NAME_ASC', args: { filter: { name: { eq: 'Bob' } } } })).toEqual(['Bob']);
    expect(await names({ role: 'users', orderBy: 'SALARY_DESC' })).toEqual(['Bob', 'Ann']);
    expect(await names({ role: 'users', orderBy: 'SALARY_DESC', after: { '~2': '2' } })).toEqual(['Ann']);
    const variants = world.field('Query.listStaff').statement?.variants ?? [];
    expect(variants.map(({ parts }) => parts)).toEqual([['filter.salary.ge', 'filter.name.eq'], ['filter.name.eq']]);
    expect(variants.map(({ labels }) => labels.filter((label) => label.startsWith('~')))).toEqual([['~1', '~2', '~3'], ['~2', '~3']]);
  });

  it('write the columns they may, and get back what they may read', async () => {
    const insert = await world.run('Mutation.createStaff', { args: { input: { name: 'Cid' } }, role: 'users' });
    expect(insert.rows).toMatchObject([{ name: 'Cid', boss: null }]);
    expect(insert.labels).toEqual(['id', 'name', 'boss']);
    await expect(world.run('Mutation.createStaff', { args: { input: { name: 'Cid', salary: 1 } }, role: 'users' })).rejects.toThrow('permission denied');
    expect((await world.run('Mutation.updateStaff', { args: { id: 1, input: { note: null } }, role: 'users' })).rows).toEqual([{ id: 1, name: 'Ann', boss: null }]);
    await expect(world.run('Mutation.updateStaff', { args: { id: 1, input: { name: 'x' } }, role: 'users' })).rejects.toThrow('permission denied');
    expect((await world.run('Mutation.updateStaff', { args: { id: 1, input: { name: 'x' } }, role: 'admins' })).rows).toMatchObject([{ name: 'x' }]);
  });

  it('follow relations with the same care', async () => {
    const calls = { parents: [{ boss: 1, id: 1 }] };
    expect((await world.run('Staff.staffByBoss', { ...calls, role: 'users' }).catch(String))).toMatchObject({ rows: [{ '~parent': 1, id: 2, name: 'Bob' }] });
    expect((await world.run('Staff.staffByBoss', { ...calls, role: 'users' })).rows[0]).not.toHaveProperty('salary');
  });

  it('are offered nothing that no role may do', () => {
    const names = world.fields.map(({ field }) => field);
    expect(names.filter((name) => /Secret|Blind/.test(name))).toEqual([]);
    expect(names.filter((name) => /Readonl/.test(name))).toEqual(['getReadonly', 'listReadonlies']);
    expect(names.filter((name) => /Guarded/.test(name))).toEqual(['getGuarded', 'listGuardeds', 'createGuarded', 'createGuardeds']);
    expect(world.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['PGC280', 'blind has no fields: no role may read it'], ['PGC280', 'secret has no fields: no role may read it'],
    ]);
  });

  it('never name a column that nobody may read', () => {
    const { statement } = world.field('Query.getUnreadable');
    expect(statement?.variants).toMatchObject([{ roles: null, labels: ['id', 'v'] }]);
  });
});
