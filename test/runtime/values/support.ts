import pg from 'pg';
import type { Client } from 'pg';
import { fc } from '../../support/property.js';
import { startServer } from '../../../src/postgres/start-server.js';
import { openScratch } from '../../../src/postgres/scratch.js';
import type { Codec, Field } from '../../../src/runtime/types.js';
import { encodeValue } from '../../../src/runtime/values/encode-value.js';

/** A value on its way through PostgreSQL: `write` casts the parameter to its type, `read` makes it something the Data API returns. */
export interface Journey {
  readonly codec: Codec;
  readonly write: (placeholder: string) => string;
  readonly read?: (expression: string) => string;
}

/** A codec whose parameter is cast to a type, and whose result is perhaps cast to another. */
export function cast(codec: Codec, type: string, result?: string): Journey {
  return { codec, write: (p) => `(${p}::${type})`, ...(result === undefined ? {} : { read: (e: string) => `${e}::${result}` }) };
}

/** One server and database for a test file. */
export async function openDatabase(setup = ''): Promise<{ readonly client: Client; close(): Promise<void> }> {
  const server = await startServer({ version: 17 });
  const database = await openScratch(server);
  const { admin: client } = database;
  await client.query(`create schema seen; set search_path = seen; set timezone = 'UTC'; ${setup}`);
  return {
    client,
    async close() {
      await database.drop();
      await server.stop();
    },
  };
}

/** The type that the Data API gives a parameter, by its member. */
function bound(field: Field): readonly [value: unknown, type: string] {
  if ('isNull' in field) return [null, 'text'];
  if ('booleanValue' in field) return [field.booleanValue, 'bool'];
  if ('longValue' in field) return [String(field.longValue), 'int8'];
  if ('doubleValue' in field) return [String(field.doubleValue), 'float8'];
  if ('stringValue' in field) return [field.stringValue, 'text'];
  if ('blobValue' in field) return [Buffer.from(field.blobValue), 'bytea'];
  throw new Error('the Data API takes no arrays');
}

const { builtins } = pg.types;
const listOf = (text: string): (string | null)[] => (pg.types.getTypeParser(1009 as typeof builtins.TEXT, 'text') as (text: string) => (string | null)[])(text);

/** A value of the answer as the Data API has it: timestamps in UTC without an offset, arrays by their elements' type. */
export function fieldOf(text: string | null, type: number, longsAsText = false): Field {
  if (text === null) return { isNull: true };
  switch (type) {
    case builtins.BOOL: return { booleanValue: text === 't' };
    case builtins.INT2: case builtins.INT4: case builtins.INT8: return longsAsText ? { stringValue: text } : { longValue: Number(text) };
    case builtins.FLOAT4: case builtins.FLOAT8: return { doubleValue: Number(text) };
    case builtins.BYTEA: return { blobValue: new Uint8Array(Buffer.from(text.slice(2), 'hex')) };
    case builtins.TIMESTAMPTZ: return { stringValue: text.replace(/\+00( BC)?$/, '$1') };
    case 1000: return { arrayValue: { booleanValues: listOf(text).map((one) => (one === null ? null : one === 't')) } };
    case 1007: case 1016: return { arrayValue: { longValues: listOf(text).map((one) => (one === null ? null : Number(one))) } };
    case 1022: return { arrayValue: { doubleValues: listOf(text).map((one) => (one === null ? null : Number(one))) } };
    case 1009: case 1182: case 1183: case 1115: case 2951: return { arrayValue: { stringValues: listOf(text) } };
    default: return { stringValue: text };
  }
}

/** Sends values through the server in one statement, bound as the Data API binds them. */
export async function carry(client: Client, journeys: readonly { readonly journey: Journey; readonly value: unknown }[], longsAsText = false): Promise<Field[]> {
  const parameters = journeys.map(({ journey, value }) => bound(encodeValue(journey.codec, value)));
  const items = journeys.map(({ journey }, n) => {
    const written = journey.write(`($${n + 1}::${parameters[n]?.[1]})`);
    return `${journey.read?.(`v${n}`) ?? `v${n}`} from (select ${written} as v${n}) as t${n}`;
  });
  const text = `select ${items.map((item) => `(select ${item})`).join(', ')}`;
  const found = await client.query<(string | null)[]>({
    text, values: parameters.map(([value]) => value), rowMode: 'array', types: { getTypeParser: () => (raw: string) => raw } as unknown as pg.CustomTypesConfig,
  });
  return found.fields.map((field, n) => fieldOf(found.rows[0]?.[n] ?? null, field.dataTypeID, longsAsText));
}

/** Text that PostgreSQL holds: any character but NUL, and no half pairs. */
export const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ',', ' ', 'NULL', "'", '\n', '𝄞', 'a', ''), maxLength: 12 })).filter((text) => !text.includes('\0'));

/** Digits as PostgreSQL prints them, up to 38 of them. */
export const anyNumeric = fc.tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 10n ** 38n - 1n }), fc.integer({ min: 0, max: 37 })).map(([negative, digits, scale]) => {
  const padded = String(digits).padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${padded.slice(0, padded.length - scale)}${scale === 0 ? '' : `.${padded.slice(padded.length - scale)}`}`;
});

export const anyInt8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
export const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

/** As jsonb keeps it: no NUL, no -0. */
export const anyJson = fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '0')) as unknown).filter((value) => value !== null);

const two = (n: number): string => String(n).padStart(2, '0');
const fraction = fc.integer({ min: 0, max: 999_999 }).map((micros) => (micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`));
export const anyTime = fc.tuple(fc.integer({ min: 0, max: 86_399 }), fraction).map(([s, f]) => `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}${f}`);
export const anyOffset = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 14 }), fc.constantFrom(0, 15, 30, 45)).map(([sign, h, m]) => `${h + m === 0 ? '+' : sign}${two(h)}:${two(m)}`);
export const anyDate = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));

/** What a client sends, and what it gets back: the same instant in UTC. */
export const anyDateTime = fc.tuple(fc.date({ min: new Date('0001-01-03T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true }), fraction, fc.option(anyOffset)).map(([date, f, offset]) => {
  const whole = new Date(Math.floor(date.getTime() / 1000) * 1000);
  const [hours = 0, minutes = 0] = (offset ?? '+00:00').slice(1).split(':').map(Number);
  const local = new Date(whole.getTime() + (offset?.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000);
  return {
    sent: `${local.toISOString().slice(0, 19)}${f}${offset ?? 'Z'}`,
    back: `${whole.toISOString().slice(0, 19)}${(f === '' ? '.' : f).padEnd(4, '0')}Z`,
  };
});
