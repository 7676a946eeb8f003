import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worlds, type World } from '../support/world.js';

const sql = `
create type addr as (street text, "No" numeric);
create table people (id serial primary key, first text not null, last text, born date);
create table keyless (a text);
create function full_name(p people) returns text stable begin atomic select p.first || ' ' || coalesce(p.last, '?'); end;
create function nicknames(p people, prefix text default 'x') returns setof text stable begin atomic select prefix || n || p.first from generate_series(3, 1, -1) n; end;
create function best_friend(p people) returns people stable begin atomic select q from people q where q.id = p.id + 1; end;
create function shout(k keyless) returns text immutable begin atomic select upper(k.a); end;
create function older_than(years integer, named text default null, "upTo" integer default 100) returns setof people stable
  begin atomic select * from people p where p.born < date '2026-01-01' - years * 365 and (named is null or p.first = named) and p.id <= "upTo" order by p.id desc; end;
create function count_people() returns bigint stable begin atomic select count(*) from people; end;
create function defaults_only(a integer default 1, b text default 'b') returns text immutable begin atomic select a::text || coalesce(b, '-'); end;
create function home(street text) returns addr immutable begin atomic select row(street, 5)::addr; end;
create function no_home() returns addr immutable begin atomic select null::addr; end;
create function homes() returns setof addr immutable begin atomic values ('a', 1.0), ('b', null::numeric); end;
create function split(t text, out head text, out "odd Name" interval, out n bigint) immutable begin atomic select left(t, 1), interval '1 day', 12; end;
create function spans() returns table (x integer, y int4range) immutable begin atomic values (1, int4range(1, 2)), (2, null); end;
create function add_person(first text, last text) returns people language sql as 'insert into people (first, last) values (first, last) returning *';
create function move_home(a addr, many addr[]) returns text volatile begin atomic select (a).street || array_length(many, 1) || coalesce((many[2])."No"::text, 'n'); end;
create function total(variadic xs integer[]) returns integer immutable begin atomic select sum(x)::integer from unnest(xs) x; end;
create function touch() returns void language sql as 'update people set last = last';
create function bad_rows() returns setof people stable begin atomic select null::integer, 'no', null::text, null::date union all select * from people where id = 1; end;
create function dup(a integer) returns integer immutable begin atomic select a; end;
create function dup(a text) returns text immutable begin atomic select a; end;
create function anything(x anyelement) returns anyelement immutable language sql as 'select x';
create function on_change() returns trigger language plpgsql as 'begin return new; end';
create function amb(a integer) returns integer immutable begin atomic select 1; end;
create function amb(a integer, b integer default 2) returns integer immutable begin atomic select b; end;
create procedure run_it(a integer) language sql as 'select 1';
create aggregate summed(integer) (sfunc = int4pl, stype = integer);
create function loose() returns setof record language sql as 'select 1';
`;
const taken = ['full_name', 'nicknames', 'best_friend', 'older_than', 'count_people', 'defaults_only', 'home', 'no_home', 'homes', 'split', 'spans', 'add_person', 'move_home', 'total', 'touch', 'bad_rows'];

describe('functions', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec: `functions: [${taken.join(', ')}, "dup(int)", { name: dup, signature: "dup(a text)", field: Query.dupText }]` });
    await world.sql(`insert into people (first, last, born) values ('Ann', 'Lee', '1990-01-01'), ('Bob', null, '2000-01-01'), ('Cid', null, null)`);
  });
  afterAll(() => all.stop());
  const value = async (name: string, args: object = {}): Promise<unknown> => (await world.run(name, { args: { ...args } })).rows.map((row) => row['value']);

  it('stand where volatility and the first argument put them', () => {
    expect(world.diagnostics).toEqual([]);
    expect(world.fields.map(({ parent, field, operation }) => `${operation} ${parent}.${field}`)).toEqual([
      'read Person.fullName', 'read Person.nicknames', 'read Person.bestFriend', 'read Query.olderThan', 'read Query.countPeople', 'read Query.defaultsOnly', 'read Query.home',
      'read Query.noHome', 'read Query.homes', 'read Query.split', 'read Query.spans', 'write Mutation.addPerson', 'write Mutation.moveHome', 'read Query.total',
      'write Mutation.touch', 'read Query.badRows', 'read Query.dup', 'read Query.dupText',
    ]);
  });

  it('return values, composites and nothing', async () => {
    expect(await value('Query.countPeople')).toEqual([3]);
    expect(world.field('Query.countPeople').result).toMatchObject({ kind: 'value', value: { scalar: 'Float' } });
    expect(await value('Query.home', { street: 'Main' })).toEqual(['{"No": 5, "street": "Main"}']);
    expect(await value('Query.noHome')).toEqual([]);
    expect(await value('Query.homes')).toEqual(['{"No": 1.0, "street": "a"}', '{"No": null, "street": "b"}']);
    expect(await value('Mutation.touch')).toEqual([true]);
    expect(await value('Query.total', { xs: [1, 2, 3] })).toEqual([6]);
    expect(await value('Query.dup', { a: 4 })).toEqual([4]);
    expect(await value('Query.dupText', { a: 'x' })).toEqual(['x']);
  });

  it('return rows of tables, and never one that is not a row', async () => {
    expect((await world.run('Query.badRows')).rows).toMatchObject([{ id: 1, first: 'Ann' }]);
    expect(world.field('Query.badRows').result.kind).toBe('relation');
    expect((await world.run('Mutation.addPerson', { args: { first: 'Dee', last: 'X' } })).rows).toMatchObject([{ first: 'Dee' }]);
    const older = async (args: object): Promise<unknown> => (await world.run('Query.olderThan', { args: { ...args } })).rows.map(({ first }) => first);
    expect(await older({ years: 20 })).toEqual(['Bob', 'Ann']);
    expect(await older({ years: 20, limit: 1 })).toEqual(['Bob']);
    expect(await older({ years: 20, named: 'Ann' })).toEqual(['Ann']);
    expect(await older({ years: 20, upTo: 1 })).toEqual(['Ann']);
    expect(await older({ years: 20, named: null, upTo: 2 })).toEqual(['Bob', 'Ann']);
  });

  it('return OUT columns under legal names', async () => {
    expect((await world.run('Query.split', { args: { t: 'xyz' } })).rows).toEqual([{ head: 'x', 'odd Name': '1 day', n: 12 }]);
    expect(world.field('Query.split').statement?.columns.map(({ name }) => name)).toEqual(['head', 'oddName', 'n']);
    expect(world.field('Query.split').result).toEqual({ kind: 'own', name: 'SplitResult' });
    expect((await world.run('Query.spans')).rows).toEqual([{ x: 1, y: '[1,2)' }, { x: 2, y: null }]);
  });

  it('leave arguments with defaults to the server', async () => {
    expect(await value('Query.defaultsOnly')).toEqual(['1b']);
    expect(await value('Query.defaultsOnly', { b: 'c' })).toEqual(['1c']);
    expect(await value('Query.defaultsOnly', { a: 2, b: null })).toEqual(['2-']);
  });

  it('take composites and arrays of them', async () => {
    expect(await value('Mutation.moveHome', { a: { street: 'S', no: '1' }, many: [{ street: 'a' }, { no: '7.50' }] })).toEqual(['S27.50']);
  });

  it('are fields of a type, once for a whole batch', async () => {
    const parents = [{ id: 2 }, { id: 1 }, { id: 2 }, { id: 9 }];
    const rows = async (name: string, args: object = {}): Promise<unknown> => (await world.run(name, { parents, args: { ...args } })).rows.map((row) => [row['~parent'], row['value'] ?? row['first']]);
    expect(await rows('Person.fullName')).toEqual([[1, 'Bob ?'], [2, 'Ann Lee'], [3, 'Bob ?']]);
    expect(await rows('Person.nicknames', { limit: 2 })).toEqual([[1, 'x3Bob'], [1, 'x2Bob'], [2, 'x3Ann'], [2, 'x2Ann'], [3, 'x3Bob'], [3, 'x2Bob']]);
    expect(await rows('Person.nicknames', { prefix: '-', limit: 1 })).toEqual([[1, '-3Bob'], [2, '-3Ann'], [3, '-3Bob']]);
    expect(await rows('Person.bestFriend')).toEqual([[1, 'Cid'], [2, 'Bob'], [3, 'Cid']]);
    expect(world.field('Person.fullName').statement?.batch).toEqual({ keys: ['id'] });
  });

  it('that cannot be fields are left out with a code', () => {
    expect(world.names.leftOut.map(({ object, code }) => [object, code])).toEqual([
      ['function amb(a integer)', 'PGC309'], ['function anything(x anyelement)', 'PGC315'], ['function loose()', 'PGC315'], ['function on_change()', 'PGC314'], ['function run_it(IN a integer)', 'PGC319'], ['function summed(integer)', 'PGC318'],
    ]);
  });

  it('are refused where the spec asks for what cannot be', async () => {
    const other = await all.open({ sql, spec: 'functions: [dup, "dup(uuid)", fullname, touchy, on_change, shout, { name: touch, field: Query.touch }, { name: home, field: Person.home }, { name: count_people, field: Query.a }, { name: total, field: Query.a }, "amb(int)", "amb(int, int)"]' });
    expect(other.diagnostics.map(({ code, message, hint }) => `${code} ${message} | ${hint ?? ''}`)).toEqual([
      'PGC289 functions: dup has 2 overloads | write one of: dup(a integer); dup(a text)',
      'PGC289 functions: dup has no overload dup(uuid) | its signatures are: dup(a integer); dup(a text)',
      'PGC288 functions: there is no function fullname | did you mean full_name?',
      'PGC288 functions: there is no function touchy | did you mean touch?',
      'PGC290 functions: on_change() cannot be a field: triggers call it, not clients | leave it out, or write a resolver with SQL of its own',
      'PGC290 functions: shout(k keyless) cannot be a field: keyless has no key to find the row by | name its key columns: `tables: { keyless: { key: [...] } }`',
      'PGC290 functions: touch() cannot be Query.touch: it is VOLATILE, so it may write | make it a field of Mutation, or declare it STABLE',
      'PGC290 functions: home(street text) cannot be Person.home: its first argument is no row of type Person | make it Query.home',
      'PGC290 functions: amb(a integer) cannot be a field: PostgreSQL cannot tell its call from amb(a integer, b integer) | leave it out, or write a resolver with SQL of its own',
      'PGC291 two functions would be Query.a | give one of them another place: `field: Query.a2`',
    ]);
    expect(other.field('Query.amb').statement).toMatchObject({ parameters: [{ name: 'a', part: null, nullable: false }, { name: 'b', part: null, nullable: false }] });
    expect((await other.run('Query.amb', { args: { a: 1, b: 5 } })).rows).toEqual([{ value: 5 }]);
  });
});
