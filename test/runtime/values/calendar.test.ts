import { fc } from '../../support/property.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../../src/runtime/types.js';
import { fieldReader } from '../../../src/runtime/values/field-reader.js';
import { encodeValue } from '../../../src/runtime/values/encode-value.js';
import { anyDateTime, carry, cast, fieldOf, openDatabase, type Journey } from './support.js';

const date = cast({ kind: 'date' }, 'date');
const timestamp = cast({ kind: 'timestamp' }, 'timestamp');
const timestamptz = cast({ kind: 'timestamptz' }, 'timestamptz');

describe('the calendar', () => {
  let database: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database?.close());

  async function back(journey: Journey, value: unknown): Promise<unknown> {
    const [field] = await carry(database.client, [{ journey, value }]);
    return fieldReader(journey.codec)(field ?? { isNull: true });
  }

  it.each(['0001-01-01', '9999-12-31', '2024-02-29'])('keeps the day %s', async (day) => {
    expect(await back(date, day)).toBe(day);
  });

  it.each(['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999999Z', '2024-02-29T00:00:00.120Z', '2024-02-29T00:00:00.1234Z'])('keeps the time %s, with a zone and without', async (time) => {
    expect(await back(timestamptz, time)).toBe(time);
    expect(await back(timestamp, time)).toBe(time);
  });

  it.each([
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00.000Z'], ['1900-02-28T23:00:00-01:00', '1900-03-01T00:00:00.000Z'], ['2023-12-31T23:59:59.999999-14:30', '2024-01-01T14:29:59.999999Z'],
    ['2024-01-01T12:00+02:00', '2024-01-01T10:00:00.000Z'], ['2024-01-01T12:00+02', '2024-01-01T10:00:00.000Z'], ['2024-01-01 12:00:00', '2024-01-01T12:00:00.000Z'],
  ])('moves %s to UTC', async (sent, expected) => {
    expect(await back(timestamptz, sent)).toBe(expected);
    expect(await back(timestamp, sent)).toBe(expected);
  });

  it('leaves offsets of seconds to PostgreSQL', async () => {
    expect(await back(timestamptz, '2023-12-31T23:59:59.999999-14:30:15')).toBe('2024-01-01T14:30:14.999999Z');
  });

  it.each([
    ["'infinity'", 'infinity'], ["'-infinity'", '-infinity'], ["'10000-01-01'", '10000-01-01 00:00:00'], ["'294276-12-31 23:59:59.999999'", '294276-12-31 23:59:59.999999'],
    ["'0044-03-15 12:00 BC'", '0044-03-15 12:00:00 BC'], ["'4714-11-24 BC'", '4714-11-24 00:00:00 BC'],
  ])('reads %s as PostgreSQL writes it', async (sql, expected) => {
    for (const [type, oid] of [['timestamp', 1114], ['timestamptz', 1184]] as const) {
      const { rows } = await database.client.query<{ value: string }>(`select ${sql}::${type}::text as value`);
      expect(fieldReader({ kind: type })(fieldOf(rows[0]?.value ?? null, oid))).toBe(expected);
    }
  });

  it('agrees with PostgreSQL on every offset', () => fc.assert(fc.asyncProperty(anyDateTime, async ({ sent }) => {
    const found = await database.client.query<{ equal: boolean }>('select ($1::text)::timestamptz = ($2::text)::timestamptz and ($1::text)::timestamptz at time zone \'UTC\' = ($3::text)::timestamp as equal', [
      sent, textOf(timestamptz.codec, sent), textOf(timestamp.codec, sent),
    ]);
    expect(found.rows[0]?.equal).toBe(true);
  })));

  it('takes no zone for UTC, whatever the session thinks', async () => {
    await database.client.query("set timezone = 'Asia/Tokyo'");
    const list = cast({ kind: 'list', element: { kind: 'timestamptz' } }, 'timestamptz[]', 'text[]');
    expect(await back(list, ['2024-01-01T00:00:00', '2024-06-01T00:00:00.5Z', '1900-01-02T00:00:00Z'])).toEqual(['2024-01-01T00:00:00.000Z', '2024-06-01T00:00:00.500Z', '1900-01-02T00:00:00.000Z']);
    expect(await back(cast({ kind: 'timetz' }, 'timetz', 'text'), '12:00:00')).toBe('12:00:00+00:00');
    await database.client.query("set timezone = 'UTC'");
  });

  it.each([['1970-01-01Z', '1970-01-01'], ['1970-01-01-07:00', '1970-01-01'], ['1970-01-01+05:30:15', '1970-01-01']])('takes %s as the day that is written', async (sent, expected) => {
    expect(await back(date, sent)).toBe(expected);
  });

  it.each<[Codec['kind'], unknown]>([
    ['date', 'today'], ['date', '01/02/2023'], ['date', '2023-01-01T00:00:00Z'], ['date', '2023-1-1'], ['date', 20230101], ['date', '10000-01-01'], ['date', '0044-03-15 BC'], ['date', 'infinity'], ['date', ''],
    ['timestamp', '2023-02-29T00:00:00+01:00'], ['timestamp', '2023-01-01T12:60:00+01:00'], ['timestamp', '2023-01-01T00:00:00+25:00'], ['timestamp', 'now'], ['timestamp', '0001-01-01T00:00:00+01:00'],
    ['timestamp', '9999-12-31T23:00:00-02:00'], ['timestamp', '2024-01-01T00:00:00+01:00:15'], ['timestamp', '2023-01-01'], ['timestamp', '12:00'],
    ['timestamptz', '2023-01-01'], ['timestamptz', '2023-01-01T00:00:00 America/New_York'], ['timestamptz', 'epoch'], ['timestamptz', '-infinity'], ['timestamptz', '2023-01-01T00:00:00Z\n'], ['timestamptz', '10000-01-01T00:00:00Z'],
    ['timestamptz', '2023-01-01T00:00:00Z BC'], ['timestamptz', '12:00:00Z'], ['time', '12:00:00+02:00'], ['time', 'allballs'], ['time', '1:00'], ['time', ''], ['time', '2023-01-01T12:00:00'], ['timetz', '12:00:00 PST'], ['timetz', 12],
  ])('refuses the %s %s', (kind, value) => {
    expect(() => encodeValue({ kind } as Codec, value)).toThrow(expect.objectContaining({ message: 'must be a date or time of ISO 8601, in years 0001 to 9999' }));
  });

  it.each([
    ['date', '2023-02-29'], ['date', '0000-01-01'], ['date', '2023-13-01'], ['timestamp', '2023-02-29T00:00:00Z'], ['timestamp', '2023-01-01T12:60:00Z'], ['timestamptz', '0000-01-01T00:00:00Z'],
    ['timestamptz', '2023-02-30T00:00:00+01:00'], ['timestamptz', '2023-01-01T00:00:00+99:00'], ['time', '24:00:01'], ['time', '12:60'], ['timetz', '25:00:00Z'],
  ] as const)('has PostgreSQL refuse the %s %s, as input that is not valid', async (kind, value) => {
    await expect(back(cast({ kind }, kind), value)).rejects.toMatchObject({ code: expect.stringMatching(/^22/) as string });
  });

  it.each([['12:00:00Z', '12:00:00'], ['24:00:00', '24:00:00'], ['00:00', '00:00:00'], ['23:59:59.999999', '23:59:59.999999']])('keeps the time of day %s', async (sent, expected) => {
    expect(await back(cast({ kind: 'time' }, 'time'), sent)).toBe(expected);
  });
});

function textOf(codec: Codec, value: unknown): string {
  const field = encodeValue(codec, value);
  return 'stringValue' in field ? field.stringValue : '';
}
