import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteLiteral } from '../../../src/postgres/quote.js';
import { typeText, valueOf, type Value } from '../../../src/statements/codec.js';
import { constant, identifier } from '../../../src/statements/codec/identifier.js';
import { valueOfColumn } from '../../../src/statements/codec/value-of-column.js';
import { worlds, type World } from '../support/world.js';

const setup = `
create extension citext; create extension hstore; create extension ltree;
create type mood as enum ('ok', 'so so', 'true');
create type "we:ird" as enum ('a', 'B');
create type part as (label text, size numeric(4,1), raw bytea, m mood);
create type whole as (parts part[], main part);
create domain positive as integer check (value > 0);
create domain small as positive;
create domain short as varchar(3);
create domain moods as mood[];
create domain big_part as part check ((value).size > 1);
`;

/** Column type, what the client sends, and what the Data API then gives back. */
const trips: readonly (readonly [type: string, scalar: string, sent: unknown, back: unknown])[] = [
  ['boolean', 'Boolean', true, true], ['smallint', 'Int', -5, -5], ['integer', 'Int', 7, 7], ['bigint', 'String', '9007199254740993', '9007199254740993'],
  ['real', 'Float', 1.5, 1.5], ['double precision', 'Float', 0.1, 0.1], ['numeric', 'String', '12345678901234567890.120', '12345678901234567890.120'], ['numeric(6,2)', 'String', '1.005', '1.01'],
  ['uuid', 'ID', '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a'], ['text', 'String', 'é\'"\\:x {tenant}', 'é\'"\\:x {tenant}'],
  ['varchar(5)', 'String', 'abcde', 'abcde'], ['char(3)', 'String', 'ab', 'ab '], ['name', 'String', 'n', 'n'], ['bytea', 'String', 'AP8=', '\\x00ff'],
  ['date', 'AWSDate', '2026-02-03', '2026-02-03'], ['time', 'AWSTime', '01:02:03.5', '01:02:03.5'], ['timetz', 'AWSTime', '01:02:03+02:00', '01:02:03+02'],
  ['timestamp', 'AWSDateTime', '2026-01-02T03:04:05.678', '2026-01-02 03:04:05.678'], ['timestamptz', 'AWSDateTime', '2026-01-02T03:04:05+02:00', '2026-01-02 01:04:05+00'],
  ['json', 'AWSJSON', ['a'], '["a"]'], ['jsonb', 'AWSJSON', [1, { b: null }], '[1, {"b": null}]'], ['inet', 'AWSIPAddress', '10.0.0.1/8', '10.0.0.1/8'], ['cidr', 'AWSIPAddress', '10.0.0.0/8', '10.0.0.0/8'],
  ['interval', 'String', '1 day 2 hours', '1 day 02:00:00'], ['money', 'String', '12.50', '$12.50'], ['bit(3)', 'String', '101', '101'], ['bit varying', 'String', '1', '1'], ['"char"', 'String', 'c', 'c'],
  ['macaddr', 'String', '08:00:2b:01:02:03', '08:00:2b:01:02:03'], ['point', 'String', '(1,2)', '(1,2)'], ['box', 'String', '(2,2),(1,1)', '(2,2),(1,1)'], ['tsvector', 'String', "'a':1", "'a':1"],
  ['int4range', 'String', '[1,5)', '[1,5)'], ['tstzmultirange', 'String', '{}', '{}'], ['regclass', 'String', 'pg_class', 'pg_class'], ['oid', 'String', '26', '26'], ['pg_lsn', 'String', '0/16', '0/16'],
  ['xml', 'String', '<a>1</a>', '<a>1</a>'], ['citext', 'String', 'MiXed', 'MiXed'], ['hstore', 'String', '"a"=>"1"', '"a"=>"1"'], ['ltree', 'String', 'Top.A', 'Top.A'],
  ['mood', 'mood', 'SO_SO', 'so so'], ['mood', 'mood', 'TRUE', 'true'], ['"we:ird"', 'we:ird', 'B', 'B'], ['positive', 'Int', 3, 3], ['small', 'Int', 3, 3], ['short', 'String', 'abc', 'abc'],
  ['integer[]', '[Int]', [1, null, 3], '{1,NULL,3}'], ['bigint[]', '[String]', ['9007199254740993'], '{9007199254740993}'], ['text[]', '[String]', ['a,b', '"', '\\', null, '', 'NULL'], '{"a,b","\\"","\\\\",NULL,"","NULL"}'],
  ['uuid[]', '[ID]', ['00000000-0000-4000-8000-00000000000a'], '{00000000-0000-4000-8000-00000000000a}'], ['numeric[]', '[String]', ['1.10'], '{1.10}'], ['timestamptz[]', '[AWSDateTime]', ['2026-01-01T00:00:00Z'], '{"2026-01-01 00:00:00+00"}'],
  ['jsonb[]', '[AWSJSON]', [{ a: 'x"y' }, null], '{"{\\"a\\": \\"x\\\\\\"y\\"}",NULL}'], ['mood[]', '[mood]', ['SO_SO', 'ok'], '{"so so",ok}'], ['moods', '[mood]', ['ok'], '{ok}'], ['small[]', '[Int]', [1, 2], '{1,2}'],
  ['bytea[]', '[String]', ['\\x00ff'], '{"\\\\x00ff"}'], ['varchar(3)[]', '[String]', ['abc'], '{abc}'], ['citext[]', '[String]', ['A'], '{A}'], ['int4range[]', '[String]', ['[1,3)'], '{"[1,3)"}'], ['interval[]', '[String]', ['1 day'], '{"1 day"}'], ['boolean[]', '[Boolean]', [true], '{t}'],
  ['part', 'part', { label: 'a"b', size: '1.5', raw: '\\x00', m: 'SO_SO' }, '{"m": "so so", "raw": "\\\\x00", "size": 1.5, "label": "a\\"b"}'],
  ['big_part', 'part', { size: '2' }, '{"m": null, "raw": null, "size": 2.0, "label": null}'],
  ['part[]', '[part]', [{ label: 'x' }, { label: 'y', m: 'ok' }], '[{"m": null, "raw": null, "size": null, "label": "x"}, {"m": "ok", "raw": null, "size": null, "label": "y"}]'],
  ['whole', 'whole', { parts: [{ size: '3.0' }], main: { label: 'm' } }, '{"main": {"m": null, "raw": null, "size": null, "label": "m"}, "parts": [{"m": null, "raw": null, "size": 3.0, "label": null}]}'],
];
const sql = `${setup}\n${trips.map(([type], index) => `create table trip_${index} (id serial primary key, v ${type});`).join('\n')}`;

describe('values', () => {
  const all = worlds();
  let world: World;
  beforeAll(async () => {
    world = await all.open({ sql, spec: "crud: '*'" });
  });
  afterAll(() => all.stop());

  const described = ({ value }: Value): string => {
    if (value.kind === 'list') return `[${described({ value: value.element } as Value)}]`;
    if (value.kind === 'scalar') return value.scalar;
    return value.kind === 'named' ? value.name : (world.catalog.types[value.type]?.name ?? '?');
  };

  it.each(trips.map((trip, index) => [index, ...trip] as const))('%i: %s is %s there and back', async (index, _type, scalar, sent, back) => {
    const relation = world.catalog.relations.find(({ name }) => name === `trip_${index}`);
    const column = relation?.columns[1];
    if (relation === undefined || column === undefined) throw new Error('no table');
    expect(described(valueOfColumn(world, relation, column))).toBe(scalar);
    const create = async (v: unknown): Promise<unknown> => (await world.run(`Mutation.createTrip${index}`, { args: { input: { v } } })).rows[0]?.['v'];
    expect(String(await create(sent))).toBe(String(back));
    expect(await create(null)).toBeNull();
    const many = await world.run(`Mutation.createTrips${index}`, { args: { input: [{ v: sent }] } });
    expect(String(many.rows[0]?.['v'])).toBe(String(back));
  });

  it('refuse what a column or domain would refuse, instead of cutting or rounding it away', async () => {
    const create = (type: string, v: unknown): Promise<unknown> => world.run(`Mutation.createTrip${trips.findIndex(([one]) => one === type)}`, { args: { input: { v } } });
    await expect(create('short', 'abcd')).rejects.toThrow('too long');
    await expect(create('varchar(5)', 'abcdef')).rejects.toThrow('too long');
    await expect(create('varchar(3)[]', ['abcd'])).rejects.toThrow('too long');
    await expect(create('bit(3)', '1')).rejects.toThrow('bit string length');
    await expect(create('small', 0)).rejects.toThrow('check constraint');
    await expect(create('integer', 3_000_000_000)).rejects.toThrow('out of range');
  });

  it('of bigint depend on their use', () => {
    const int8 = Object.values(world.catalog.types).find(({ name }) => name === 'int8')?.oid ?? 0;
    const uses = (['key', 'computed', 'column'] as const).map((use) => valueOf(world, int8, -1, use));
    expect(uses.map(({ value, codec }) => [described({ value } as Value), codec.kind])).toEqual([['ID', 'bigint'], ['Float', 'int'], ['String', 'bigint']]);
  });

  it('are not taken of pseudo-types', () => {
    const oid = Object.values(world.catalog.types).find(({ name }) => name === 'anyelement')?.oid ?? 0;
    expect(valueOf(world, oid, -1, 'column')).toMatchObject({ taken: false, reason: 'values of type anyelement cannot be sent or returned' });
  });

  it('have types written with their schema', () => {
    const text = (name: string, typmod = -1): string => typeText(world.catalog, Object.values(world.catalog.types).find((type) => type.name === name)?.oid ?? 0, typmod);
    expect([text('mood'), text('_mood'), text('citext'), text('int8'), text('char'), text('numeric', 393222), text('varchar', 9), text('we:ird')]).toEqual([
      '{tenant}.mood', '{tenant}.mood[]', 'extensions.citext', 'bigint', '"char"', 'numeric(6, 2)', 'varchar(5)', '{tenant}.U&"we\\003aird"',
    ]);
  });

  it('can be given other scalars, where the type can be them', async () => {
    const other = await all.open({
      sql: `create type mood as enum ('so so'); create domain mail as text; create table t (id serial primary key, a bigint, b numeric, c mood, d mail, e bigint[], f boolean, g date, h jsonb, i integer)`,
      config: `export default { defaultGrants: true, scalars: { int8: 'Float', numeric: 'Float', mood: 'String', mail: 'AWSEmail', date: 'AWSURL' } }`,
      spec: `crud: '*'\ntables: { t: { columns: { f: { scalar: String }, h: { scalar: String }, i: { scalar: ID }, g: { scalar: Int } } } }`,
    });
    expect(other.diagnostics.map(({ code, message, hint }) => `${code} ${message}: ${hint ?? ''}`)).toEqual([
      'PGC308 scalars of the settings: a value of type date cannot be AWSURL: it can be AWSDate, String', 'PGC308 a value of type date cannot be Int: it can be AWSDate, String',
    ]);
    const columns = other.field('Query.getT').statement?.columns.map(({ label, value, codec }) => [label, described({ value } as Value), codec.kind]);
    expect(columns).toEqual([
      ['id', 'Int', 'int'], ['a', 'Float', 'int'], ['b', 'Float', 'float'], ['c', 'String', 'text'], ['d', 'AWSEmail', 'text'], ['e', '[Float]', 'list'], ['f', 'String', 'text'], ['g', 'AWSDate', 'date'], ['h', 'String', 'text'], ['i', 'ID', 'bigint'],
    ]);
    const { rows } = await other.run('Mutation.createT', { args: { input: { a: 5, b: 1.5, c: 'so so', d: 'a@b.c', e: [1], f: 'true', h: '{"x":1}', i: '4' } } });
    expect(rows).toMatchObject([{ a: 5, b: 1.5, c: 'so so', d: 'a@b.c', f: 'true', h: '{"x": 1}', i: 4 }]);
  });
});

describe('names and constants in SQL text', () => {
  const all = worlds();
  afterAll(() => all.stop());

  it('mean what they say, and hold nothing that reads as a placeholder', async () => {
    const world = await all.open({ sql: 'create table t (id integer primary key)', spec: 'crud: []' });
    const names = ['a', 'A b', '"; drop table t; --', "it's", ':a', 'a:1', '{tenant}.x', 'back\\slash:x', 'é:é', 'U&"x:y"', "'; select 1 :x"];
    for (const name of names) {
      const text = `select 1 as ${identifier(name)}, ${constant(name)} as value`;
      expect(text).not.toMatch(/(?<!:):[A-Za-z0-9_]|\{tenant\}/);
      const { fields, rows } = await world.database.admin.query<{ value: string }>(text);
      expect([fields[0]?.name, rows[0]?.value]).toEqual([name, name]);
    }
    expect([identifier('plain'), constant('plain')]).toEqual(['plain', quoteLiteral('plain')]);
  });
});
