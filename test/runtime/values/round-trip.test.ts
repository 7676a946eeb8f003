import { fc } from '../../support/property.js';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/runtime/types.js';
import { fieldReader } from '../../../src/runtime/values/field-reader.js';
import { anyDate, anyDateTime, anyDouble, anyInt8, anyJson, anyNumeric, anyOffset, anyText, anyTime, carry, cast, openDatabase, type Journey } from './support.js';

const status: Codec = { kind: 'enum', labels: { 'in transit': 'IN_TRANSIT', 'a"b\\c': 'A_B_C' } };
const names = fc.constantFrom('paid', 'IN_TRANSIT', 'A_B_C');
const base64 = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const sentAndBack = anyDateTime.map(({ sent, back }) => [sent, back] as const);
const same = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<readonly [T, T]> => value.map((one) => [one, one] as const);

/** Casts as generated SQL has them; of a list, `lists`. */
const kinds: Readonly<Record<string, { readonly journey: Journey; readonly values: fc.Arbitrary<readonly [unknown, unknown]>; readonly list?: Journey }>> = {
  boolean: { journey: cast({ kind: 'boolean' }, 'bool'), values: same(fc.boolean()) },
  int: { journey: cast({ kind: 'int' }, 'int4'), values: same(fc.integer()) },
  'int of an int8': { journey: cast({ kind: 'int' }, 'int8'), values: same(fc.maxSafeInteger()) },
  float: { journey: cast({ kind: 'float' }, 'float8'), values: same(anyDouble) },
  bigint: { journey: cast({ kind: 'bigint' }, 'int8', 'text'), values: same(anyInt8) },
  numeric: { journey: cast({ kind: 'numeric' }, 'numeric'), values: same(anyNumeric), list: cast({ kind: 'list', element: { kind: 'numeric' } }, 'numeric[]', 'text[]') },
  text: { journey: cast({ kind: 'text' }, 'text'), values: same(anyText) },
  uuid: { journey: cast({ kind: 'uuid' }, 'uuid'), values: same(fc.uuid()) },
  bytea: { journey: cast({ kind: 'bytea' }, 'bytea'), values: same(base64), list: cast({ kind: 'list', element: { kind: 'bytea' } }, 'bytea[]', 'text[]') },
  json: { journey: cast({ kind: 'json' }, 'jsonb'), values: same(anyJson), list: cast({ kind: 'list', element: { kind: 'json' } }, 'jsonb[]', 'text[]') },
  date: { journey: cast({ kind: 'date' }, 'date'), values: same(anyDate) },
  time: { journey: cast({ kind: 'time' }, 'time'), values: same(anyTime) },
  timetz: { journey: cast({ kind: 'timetz' }, 'timetz', 'text'), values: same(fc.tuple(anyTime, anyOffset).map((both) => both.join(''))) },
  timestamp: { journey: cast({ kind: 'timestamp' }, 'timestamp'), values: sentAndBack },
  timestamptz: { journey: cast({ kind: 'timestamptz' }, 'timestamptz'), values: sentAndBack, list: cast({ kind: 'list', element: { kind: 'timestamptz' } }, 'timestamptz[]', 'text[]') },
  enum: { journey: cast(status, 'status'), values: same(names), list: cast({ kind: 'list', element: status }, 'status[]', 'text[]') },
};

const record: Codec & { kind: 'record' } = {
  kind: 'record',
  fields: Object.entries(kinds).filter(([kind]) => kind !== 'bytea').flatMap(([kind, { journey: { codec } }]) => [
    { name: `${kind} field`, column: kind, codec }, { name: `${kind} fields`, column: `${kind}s`, codec: { kind: 'list' as const, element: codec } },
  ]),
};
const columns = Object.entries(kinds).filter(([kind]) => kind !== 'bytea').map(([kind, { journey }]) => {
  const type = /::([\w]+)\)/.exec(journey.write('x'))?.[1] ?? '';
  return `"${kind}" ${type}, "${kind}s" ${type}[]`;
});
const thing: Journey = { codec: record, write: (p) => `jsonb_populate_record(null::thing, (${p}::jsonb))`, read: (e) => `to_jsonb(${e})::text` };
const things: Journey = {
  codec: { kind: 'list', element: record },
  write: (p) => `case when (${p}::jsonb) is not null then array(select r from jsonb_populate_recordset(null::thing, (${p}::jsonb)) as r) end`,
  read: (e) => `to_jsonb(${e})::text`,
};

/** Sent and expected back, of the record; null fields and null elements among them. */
const anyThing = fc.record(Object.fromEntries(Object.entries(kinds).filter(([kind]) => kind !== 'bytea').flatMap(([kind, { values }]) => [
  [`${kind} field`, fc.option(values)], [`${kind} fields`, fc.option(fc.array(fc.option(values), { maxLength: 3 }))],
])) as Record<string, fc.Arbitrary<unknown>>).map((whole) => {
  const side = (n: 0 | 1, value: unknown, list: boolean): unknown => (value === null ? null : list ? (value as unknown[]).map((one) => side(n, one, false)) : (value as unknown[])[n]);
  return ([0, 1] as const).map((n) => Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, side(n, value, key.endsWith('s'))])));
});

describe('values to PostgreSQL and back', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  let client: Client;
  beforeAll(async () => {
    database = await openDatabase(`create type status as enum ('paid', 'in transit', 'a"b\\c'); create type thing as (${columns.join(', ')})`);
    client = database.client;
  });
  afterAll(() => database?.close());

  async function check(journey: Journey, sent: unknown, back: unknown, longsAsText = false): Promise<void> {
    const [field] = await carry(client, [{ journey, value: sent }], longsAsText);
    expect(fieldReader(journey.codec)(field ?? { isNull: true })).toEqual(back);
  }

  it.each(Object.keys(kinds))('keeps %s', async (kind) => {
    const { journey, values } = kinds[kind] as (typeof kinds)[string];
    await fc.assert(fc.asyncProperty(fc.option(values), fc.boolean(), (value, longsAsText) => check(journey, value?.[0] ?? null, value?.[1] ?? null, longsAsText)), { numRuns: 150 });
  });

  it.each(Object.keys(kinds))('keeps lists of %s, nulls among them', async (kind) => {
    const { journey, values, list } = kinds[kind] as (typeof kinds)[string];
    const type = /::(\w+)\)/.exec(journey.write('x'))?.[1] ?? '';
    const text = ['bigint', 'timetz'].includes(kind) ? 'text[]' : undefined;
    const lists = list ?? cast({ kind: 'list', element: journey.codec }, `${type}[]`, text);
    await fc.assert(fc.asyncProperty(fc.array(fc.option(values), { maxLength: 5 }), (value) =>
      check(lists, value.map((one) => one?.[0] ?? null), value.map((one) => one?.[1] ?? null))), { numRuns: 100 });
  });

  it('keeps records', () => fc.assert(fc.asyncProperty(anyThing, ([sent, back]) => check(thing, sent, back)), { numRuns: 60 }));

  it('keeps lists of records, nulls among them', () => fc.assert(fc.asyncProperty(fc.array(fc.option(anyThing), { maxLength: 3 }), (list) =>
    check(things, list.map((one) => one?.[0] ?? emptyThing), list.map((one) => one?.[1] ?? emptyThing))), { numRuns: 40 }));

  it('keeps every digit', async () => {
    const { bigint, numeric } = kinds as Record<'bigint' | 'numeric', (typeof kinds)[string]>;
    for (const value of ['9223372036854775807', '-9223372036854775808', '0', '9007199254740993']) await check(bigint.journey, value, value);
    for (const value of ['12345678901234567890123456789012345678', '0.00000000000000000000000000000000000001', '1.50', '0.00']) await check(numeric.journey, value, value);
    await check(thing, { 'bigint field': '9223372036854775807', 'numeric fields': ['1.50', '12345678901234567890123456789012345678'] }, {
      ...emptyThing, 'bigint field': '9223372036854775807', 'numeric fields': ['1.50', '12345678901234567890123456789012345678'],
    });
  });
});

const emptyThing = Object.fromEntries(record.fields.map(({ name }) => [name, null]));
