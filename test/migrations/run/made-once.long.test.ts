import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFleet, type FleetWorld } from './fleet-world.js';

const template = (says: string): string => `create function public.greet() returns text language sql stable as $$ select '${says}' $$; create table orders (id int primary key, hello text default public.greet());`;

let world: FleetWorld;
beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': template('hello') }, ['one', 'two'], 17, '-- pgcog step shared\ncreate function public.greet() returns text language sql stable as $$ select \'hello\' $$; \n-- pgcog step transaction\ncreate table orders (id int primary key, hello text default public.greet());');
  await world.up();
}, 60_000);
afterAll(() => world.close());

const greeting = (): Promise<readonly unknown[]> => world.rows(`insert into ${world.tenants['one'] ?? ''}.orders values ((random() * 1e9)::int) returning hello`);

it('takes along what a template has in public, once for all', async () => {
  expect(await greeting()).toEqual([{ hello: 'hello' }]);
  await world.add('again', "-- pgcog step shared\ncreate or replace function public.greet() returns text language sql stable as $$ select 'good day' $$; create table public.made (a int);");
  world.change({ 'tenant_template/a.sql': `${template('good day')} create table public.made (a int);` });
  expect(await world.up()).toMatchObject({ template: ['0002_again'], failures: [], behind: 0 });
  expect(await greeting()).toEqual([{ hello: 'good day' }]);
  expect(await world.rows("select has_schema_privilege('cognition_owner', 'public', 'create') as may, pg_get_userbyid(relowner) as owner from pg_class where oid = 'public.made'::regclass")).toEqual([{ may: false, owner: 'cognition_owner' }]);
  await world.add('gone', '-- pgcog step shared\ndrop table public.made;');
  world.change({ 'tenant_template/a.sql': template('good day') });
  expect(await world.up()).toMatchObject({ template: ['0003_gone'], failures: [], behind: 0 });
  expect(await world.rows("select to_regclass('public.made') as made")).toEqual([{ made: null }]);
});
