import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readViews, type ViewDefinitions } from '../../../src/statements/analyse.js';
import { openScratch } from '../../../src/postgres/scratch.js';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../../src/postgres/types.js';
import { AGGREGATES_OF_ROWS, AGGREGATES_OF_VALUES, COUNTING, NEVER_NULL_FUNCTIONS, ROW_SOURCES, TOTAL_FUNCTIONS } from '../../../src/statements/analyse/total-functions.js';

/** Values to call functions with, odd ones first; keyed by type as format_type prints it. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  smallint: ['0', '-1', '2'], integer: ['0', '-1', '3'], bigint: ['0', '-5', '7'], oid: ['0', '1259'],
  numeric: ['NaN', 'Infinity', '0', '-2.5', '3'], real: ['NaN', '-Infinity', '0', '0.5'], 'double precision': ['NaN', 'Infinity', '0', '-1', '0.5'], money: ['0', '-3'],
  boolean: ['t', 'f'], text: ['', 'a', 'Ab 1', 'x%', '%', 'UTF8', 'simple', 'day', 'hex', '2024-01-01', '{}', 'NFC'], 'character varying': ['', 'aB'], character: ['', 'a'],
  name: ['', 'UTF8'], bytea: ['', '\\x00ff'], bit: ['1', '0'], 'bit varying': ['', '101'], '"char"': ['', 'a'], uuid: ['00000000-0000-0000-0000-000000000000'],
  date: ['infinity', '-infinity', '2024-02-29', '4714-11-24 BC'], 'time without time zone': ['00:00', '24:00'], 'time with time zone': ['00:00+00', '24:00-12'],
  'timestamp without time zone': ['infinity', '-infinity', '2024-02-29 12:00'], 'timestamp with time zone': ['infinity', '-infinity', '2024-02-29 12:00Z'],
  interval: ['0', '-1 month', 'infinity', '25 hours'], json: ['null', '{}', '{"a":null}', '[]', '[null]', '1'], jsonb: ['null', '{}', '{"a":null}', '[]', '[null]', '1'],
  inet: ['0.0.0.0/0', '::1', '10.0.0.1/8'], cidr: ['10.0.0.0/8', '::/0'], macaddr: ['00:00:00:00:00:00'], macaddr8: ['08:00:2b:ff:fe:03:04:05'], tsvector: ['', 'a:1A b'], tsquery: ['', 'a & b'],
  regconfig: ['simple'], regdictionary: ['simple'], regclass: ['public.some_sequence'], xid8: ['3'], xid: ['3'], cid: ['1'], tid: ['(0,1)'], pg_lsn: ['0/0'],
  anyarray: ['{}', '{NULL}', '{1,2}', '{{1},{2}}'], anycompatiblearray: ['{}', '{NULL}', '{1,2}'], 'integer[]': ['{}', '{NULL}', '{1}'], 'bigint[]': ['{}', '{1}'], 'text[]': ['{}', '{a,NULL}', '{a,b}', '{{a,b}}'],
  '"char"[]': ['{}', '{a,b}'], 'real[]': ['{0.1,0.2,0.3,1}'], 'numeric[]': ['{}'], anyelement: ['1', '0'], anycompatible: ['1'], anynonarray: ['1'], anycompatiblenonarray: ['1'],
  anyrange: ['empty', '(,)', '[1,5)', '[3,)'], anycompatiblerange: ['empty', '(,)', '[1,5)'], anymultirange: ['{}', '{(,)}', '{[1,3),[5,9)}'], anycompatiblemultirange: ['{}'], anyenum: ['calm'],
  int4range: ['empty', '(,)', '[1,5)'], int8range: ['empty'], numrange: ['empty'], daterange: ['empty'], tsrange: ['empty'], tstzrange: ['empty'],
  record: ['(1,)'], oidvector: ['', '1 2'], int2vector: ['1'], 'pg_snapshot': ['1:1:'], 'txid_snapshot': ['1:1:'], any: ['1', ''],
};
/** What polymorphic arguments are called with. */
const CONCRETE: Readonly<Record<string, string>> = {
  anyarray: 'integer[]', anycompatiblearray: 'integer[]', anyelement: 'integer', anycompatible: 'integer', anynonarray: 'integer', anycompatiblenonarray: 'integer', anyrange: 'int4range',
  anycompatiblerange: 'int4range', anymultirange: 'int4multirange', anycompatiblemultirange: 'int4multirange', anyenum: 'public.mood', any: 'text', record: 'public.pair',
};
const MOST_CALLS = 150;
/** Calls that the samples do not hit upon. */
const BY_HAND: Readonly<Record<string, string>> = {
  'regclass(text)': `regclass('pg_class'::text)`,
  'make_timestamp(integer, integer, integer, integer, integer, double precision)': 'make_timestamp(2024, 1, 31, 0, 0, 60)',
  'make_timestamptz(integer, integer, integer, integer, integer, double precision)': 'make_timestamptz(2024, 1, 31, 0, 0, 60)',
  'make_timestamptz(integer, integer, integer, integer, integer, double precision, text)': `make_timestamptz(-1, 1, 31, 0, 0, 60, 'UTC')`,
  'extract(text, time without time zone)': `extract(epoch from time '24:00')`,
  'extract(text, time with time zone)': `extract(timezone from timetz '24:00-12')`,
  'date_trunc(text, timestamp with time zone, text)': `date_trunc('year', timestamptz '-infinity', 'UTC')`,
  'regexp_replace(text, text, text, integer, integer, text)': `regexp_replace('aa', '(b)?a', 'x', 1, 2, 'g')`,
  'regexp_instr(text, text, integer, integer, integer, text)': `regexp_instr('', 'z', 1, 1, 0, 'i')`,
  'regexp_instr(text, text, integer, integer, integer, text, integer)': `regexp_instr('b', '(a)?b', 1, 1, 0, 'i', 1)`,
};

describe.each([17, 18] as const)('PostgreSQL %i', (version) => {
  let server: PostgresServer;
  let database: ScratchDatabase;
  let views: ViewDefinitions;
  beforeAll(async () => {
    server = await startServer({ version });
    database = await openScratch(server);
    await database.admin.query(PREPARE);
    views = await readViews(database.admin);
  });
  afterAll(async () => {
    await database.drop();
    await server.stop();
  });

  test('functions said to be total give no null for arguments that are not null', async () => {
    const signatures = await signaturesOf(database.admin, views, 'total');
    expect(signatures.length).toBeGreaterThan(900);
    const unsampled = new Set(signatures.flatMap(({ types }) => types.filter((type) => SAMPLES[type] === undefined)));
    expect([...unsampled]).toEqual([]);
    expect(await nullAnswers(database.admin, signatures.flatMap((signature) => calls(signature, false)))).toEqual([]);
    const untried: string[] = [];
    for (const signature of signatures) {
      const tried = calls(signature, false);
      if ((await failures(database.admin, tried)).length === tried.length) untried.push(`${signature.name}(${signature.types.join(', ')})`);
    }
    expect(untried.filter((name) => BY_HAND[name] === undefined)).toEqual([]);
    expect(await failures(database.admin, Object.values(BY_HAND))).toEqual([]);
    expect(await nullAnswers(database.admin, Object.values(BY_HAND))).toEqual([]);
  });

  test('functions said never to be null give none for null either', async () => {
    const signatures = await signaturesOf(database.admin, views, 'never');
    expect(signatures.length).toBeGreaterThan(NEVER_NULL_FUNCTIONS.length - 3);
    expect(await nullAnswers(database.admin, signatures.flatMap((signature) => calls(signature, true)))).toEqual([]);
  });

  test('functions that are not on the lists for a reason do give null', async () => {
    const reasons = [
      `to_char('infinity'::timestamp, 'YYYY')`, `extract(day from 'infinity'::date)`, `substring('a' from 'z')`, `array_length('{}'::int[], 1)`, `lower('(,)'::int4range)`,
      `('infinity'::timestamp)::time`, `jsonb '{}' -> 'a'`, `array_position(array[1], 2)`, `scale('NaN'::numeric)`, `jsonb '1' @@ '$.a'`,
    ];
    const answers = await nullAnswers(database.admin, reasons);
    expect(answers).toEqual(reasons);
  });

  test('every name on the lists is a function of this or the other version', async () => {
    const { rows } = await database.admin.query<{ signature: string }>(
      `select proname || '(' || oidvectortypes(proargtypes) || ')' as signature from pg_proc where pronamespace = 'pg_catalog'::regnamespace union select proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace`);
    const known = new Set(rows.map(({ signature }) => signature));
    const missing = [...TOTAL_FUNCTIONS, ...NEVER_NULL_FUNCTIONS, ...AGGREGATES_OF_ROWS, ...AGGREGATES_OF_VALUES, ...COUNTING, ...Object.keys(ROW_SOURCES)].filter((name) => !known.has(name));
    expect(missing).toEqual(version === 18 ? [] : ['casefold', 'array_sort', 'array_reverse', 'uuidv4', 'uuidv7']);
  });

  test('aggregates give no null for a row of values', async () => {
    const plain = [...AGGREGATES_OF_VALUES].filter((name) => !['mode', 'percentile_cont', 'percentile_disc', 'string_agg', 'range_agg', 'range_intersect_agg'].includes(name));
    const values: (readonly string[])[] = [];
    for (const name of plain) values.push(await aggregateCalls(database.admin, name));
    const others = [
      `mode() within group (order by 1)`, `percentile_cont(0.5) within group (order by 1)`, `percentile_disc(0.5) within group (order by 'a'::text)`, `string_agg('', null)`, `string_agg(''::bytea, null)`,
      `range_agg('empty'::int4range)`, `range_intersect_agg('empty'::int4range)`, ...[...AGGREGATES_OF_ROWS].map((name) => `${name}(${name.includes('object') ? `'k', ` : ''}null::int)`),
    ];
    expect(values.flat().length).toBeGreaterThan(60);
    expect(await nullAnswers(database.admin, [...values.flat(), ...others])).toEqual([]);
    expect(await failures(database.admin, [...values.flat(), ...others])).toEqual([]);
  });

  test('set-returning functions give no null in the columns said to have none', async () => {
    const sources = [
      `generate_series(1, 3)`, `generate_series(1, null::int)`, `generate_series('2024-01-01'::timestamptz, '2024-01-03', '1 day')`, `generate_subscripts('{1,2}'::int[], 1)`, `regexp_split_to_table('a,b,', ',')`,
      `regexp_matches('ab', '(x)?b')`, `jsonb_array_elements('[null, 1]')`, `json_array_elements('[null, 1]')`, `jsonb_object_keys('{"": null}')`, `json_object_keys('{"": null}')`,
      `jsonb_each('{"a": null}')`, `json_each('{"a": null}')`, `jsonb_each_text('{"a": null}')`, `json_each_text('{"a": null}')`,
    ];
    for (const source of sources) {
      const { rows } = await database.admin.query<unknown[]>({ text: `select * from ${source}`, rowMode: 'array', types: { getTypeParser: () => (text: string) => text } });
      const claims = ROW_SOURCES[source.slice(0, source.indexOf('('))] ?? [];
      for (const row of rows) expect(row.map((cell, index) => cell === null && claims[index] === true), source).not.toContain(true);
    }
    expect(new Set(sources.map((source) => source.slice(0, source.indexOf('('))))).toEqual(new Set(Object.keys(ROW_SOURCES)));
  });
});

const PREPARE = `
  set search_path = public; create type mood as enum ('calm', 'wild'); create type pair as (a int, b text); create sequence some_sequence;
  create function is_null(expression text) returns boolean language plpgsql as $$
  declare answer boolean; begin execute 'select (' || expression || ')::text is null' into answer; return answer; exception when others then return false; end $$;
  create function failure(expression text) returns text language plpgsql as $$
  begin execute 'select ' || expression; return null; exception when others then return expression || ': ' || sqlerrm; end $$`;

interface Signature {
  readonly name: string;
  readonly types: readonly string[];
  readonly variadic: boolean;
}

async function signaturesOf(client: Client, views: ViewDefinitions, result: string): Promise<readonly Signature[]> {
  const wanted = Object.entries(views.routines).filter(([, routine]) => routine.result === result).map(([oid]) => oid);
  const { rows } = await client.query<Signature>(
    `select p.proname as name, array(select format_type(t.type, null) from unnest(p.proargtypes) with ordinality as t(type, n) order by n) as types, p.provariadic <> 0 as variadic
     from pg_proc p where p.oid = any ($1::oid[]) order by p.oid`, [wanted]);
  return rows.map((row) => ({ ...row, types: row.types.map((type) => type.replace(/^"any"$/, 'any')) }));
}

/** Calls with all combinations of samples, up to a limit; in steps that are no multiple of any number of samples. */
function calls({ name, types, variadic }: Signature, nulls: boolean): readonly string[] {
  const choices = types.map((type) => [...(SAMPLES[type] ?? []).map((value) => `'${value}'::${CONCRETE[type] ?? type}`), ...(nulls ? [`null::${CONCRETE[type] ?? type}`] : [])]);
  const total = choices.reduce((product, values) => product * values.length, 1);
  const step = total <= MOST_CALLS ? 1 : Math.floor(total / MOST_CALLS) + 1;
  const picks = Array.from({ length: Math.min(total, MOST_CALLS) }, (_unused, index) => index * step % total);
  return picks.map((pick) => {
    let rest = pick;
    const args = choices.map((values) => {
      const value = values[rest % values.length] ?? '';
      rest = Math.floor(rest / values.length);
      return value;
    });
    const last = args.length - 1;
    const given = variadic && types[last]?.endsWith(']') === true ? args.map((value, index) => (index === last ? `variadic ${value}` : value)) : args;
    return `pg_catalog."${name}"(${given.join(', ')})`;
  });
}

async function aggregateCalls(client: Client, name: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ type: string }>(
    `select format_type(p.proargtypes[0], null) as type from pg_proc p where p.proname = $1 and p.prokind = 'a' and p.pronargs = 1 and p.pronamespace = 'pg_catalog'::regnamespace`, [name]);
  return rows.flatMap(({ type }) => {
    // Minus infinity and infinity cannot be added; one value at a time can.
    const values = SAMPLES[type] ?? [];
    expect(values.length, `${name}(${type})`).toBeGreaterThan(0);
    return values.map((value) => `${name}('${value}'::${CONCRETE[type] ?? type})`);
  });
}

async function nullAnswers(client: Client, expressions: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ expression: string }>('select expression from unnest($1::text[]) with ordinality as t(expression, n) where public.is_null(expression) order by n', [expressions]);
  return rows.map(({ expression }) => expression);
}

async function failures(client: Client, expressions: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ failure: string }>('select public.failure(expression) as failure from unnest($1::text[]) as t(expression) where public.failure(expression) is not null', [expressions]);
  return rows.map(({ failure }) => failure);
}
