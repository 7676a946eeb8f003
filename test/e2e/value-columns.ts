import { fc } from '../support/property.js';

/** A column of the values' table, what goes in through GraphQL, and the same as PostgreSQL's own text for it. */
export interface ValueColumn {
  readonly name: string;
  readonly type: string;
  /** A GraphQL value and what PostgreSQL would be given by hand: `select <text>::<type>`. */
  readonly values: fc.Arbitrary<{ readonly graphql: unknown; readonly text: string }>;
}

const as = <T>(arbitrary: fc.Arbitrary<T>, text: (value: T) => string = String): fc.Arbitrary<{ graphql: unknown; text: string }> =>
  arbitrary.map((graphql) => ({ graphql, text: text(graphql) }));

/** Everything that a text of PostgreSQL can hold: no NUL, no half of a surrogate pair. */
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((one) => one.replaceAll('\u0000', '')).chain((one) =>
  fc.constantFrom(one, `${one}'; drop table x; --`, `{${one},"}`, `:name {tenant} ${one}`, `\\${one}\\x41`, '😀🏳️‍🌈', '', ' ', 'NULL', 'null'));

const digits = (most: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[1-9][0-9]{0,${most - 1}}$`));
const signed = (value: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.tuple(fc.boolean(), value).map(([minus, one]) => `${minus ? '-' : ''}${one}`);
const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const numeric = fc.oneof(signed(digits(38)), fc.tuple(signed(digits(20)), fc.stringMatching(/^[0-9]{1,18}$/)).map(([a, b]) => `${a}.${b}`), fc.constantFrom('0', '0.00', '99999999999999999999999999999999999999'));

const two = (n: number): string => String(n).padStart(2, '0');
const year = fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.constantFrom(1, 1582, 1900, 1970, 2000, 9999));
const date = fc.tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })).map(([y, m, d]) => `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}`);
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }), fc.constantFrom('', '.5', '.123', '.123456'))
  .map(([h, m, s, f]) => `${two(h)}:${two(m)}:${two(s)}${f}`);
const zone = fc.constantFrom('Z', '+00:00', '+05:30', '-08:00', '+14:00');
const dateTime = fc.tuple(date.filter((one) => one > '0001-01-02' && one < '9999-12-27'), time, zone).map(([d, t, z]) => `${d}T${t}${z}`);

/** AppSync reads AWSJSON's `null` as no value at all. */
const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }).map((value) => JSON.stringify(value)).filter((one) => one !== 'null' && !one.includes('\\u0000') && !/\\ud[89a-f]/.test(one));
const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const label = fc.constantFrom('a', 'IN_USE', 'NULL');
const labels: Readonly<Record<string, string>> = { a: 'a', IN_USE: 'in use', NULL: 'null' };

/** PostgreSQL's array literal, with everything quoted. */
const arrayText = (values: readonly (string | null)[]): string =>
  `{${values.map((one) => (one === null ? 'NULL' : `"${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)).join(',')}}`;
const list = <T>(element: fc.Arbitrary<T>, toText: (value: T) => string = String): ValueColumn['values'] =>
  fc.array(fc.option(element, { nil: null }), { maxLength: 5 }).map((graphql) => ({ graphql, text: arrayText(graphql.map((one) => (one === null ? null : toText(one)))) }));

const place = fc.record({ street: fc.option(text, { nil: null }), size: fc.option(numeric, { nil: null }), open: fc.option(fc.boolean(), { nil: null }) });
const rowText = ({ street, size, open }: { street: string | null; size: string | null; open: boolean | null }): string =>
  `(${[street, size, open === null ? null : open ? 't' : 'f'].map((one) => (one === null ? '' : `"${one.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`)).join(',')})`;

export const valueColumns: readonly ValueColumn[] = [
  { name: 'a_bool', type: 'boolean', values: as(fc.boolean()) },
  { name: 'a_int2', type: 'smallint', values: as(fc.integer({ min: -32768, max: 32767 })) },
  { name: 'a_int4', type: 'integer', values: as(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })) },
  { name: 'a_int8', type: 'bigint', values: as(int8) },
  { name: 'a_float8', type: 'double precision', values: as(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one))) },
  { name: 'a_numeric', type: 'numeric', values: as(numeric) },
  { name: 'a_text', type: 'text', values: as(text) },
  { name: 'a_varchar', type: 'varchar(200)', values: as(text) },
  { name: 'a_bytea', type: 'bytea', values: base64.map((one) => ({ graphql: one.toString('base64'), text: `\\x${one.toString('hex')}` })) },
  { name: 'a_uuid', type: 'uuid', values: as(fc.uuid()) },
  { name: 'a_json', type: 'json', values: as(json) },
  { name: 'a_jsonb', type: 'jsonb', values: as(json) },
  { name: 'a_date', type: 'date', values: as(date) },
  { name: 'a_time', type: 'time', values: as(time) },
  { name: 'a_timetz', type: 'timetz', values: as(fc.tuple(time, zone).map(([t, z]) => `${t}${z}`)) },
  { name: 'a_timestamp', type: 'timestamp', values: fc.tuple(date, time).map(([d, t]) => ({ graphql: `${d}T${t}Z`, text: `${d} ${t}` })) },
  { name: 'a_timestamptz', type: 'timestamptz', values: as(dateTime) },
  { name: 'a_interval', type: 'interval', values: as(fc.constantFrom('1 day', '-00:00:01.5', '3 mons 2 days', '00:00:00')) },
  { name: 'a_inet', type: 'inet', values: as(fc.oneof(fc.ipV4(), fc.constantFrom('::1', '2001:db8::/32', '10.0.0.0/8'))) },
  { name: 'a_range', type: 'int4range', values: as(fc.constantFrom('empty', '[1,5)', '(,)', '[,7)')) },
  { name: 'a_money', type: 'money', values: as(fc.constantFrom('$1.00', '-$5,000.25')) },
  { name: 'a_point', type: 'point', values: as(fc.constantFrom('(1,2)', '(-0.5,1e+300)')) },
  { name: 'a_enum', type: 'odd', values: as(label, (one) => labels[one] ?? one) },
  { name: 'a_domain', type: 'short', values: as(text.map((one) => [...one].slice(0, 10).join(''))) },
  { name: 'a_place', type: 'place', values: as(place, rowText) },
  { name: 'l_bool', type: 'boolean[]', values: list(fc.boolean()) },
  { name: 'l_int4', type: 'integer[]', values: list(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })) },
  { name: 'l_int8', type: 'bigint[]', values: list(int8) },
  { name: 'l_float8', type: 'double precision[]', values: list(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one))) },
  { name: 'l_numeric', type: 'numeric[]', values: list(numeric) },
  { name: 'l_text', type: 'text[]', values: list(text) },
  { name: 'l_uuid', type: 'uuid[]', values: list(fc.uuid()) },
  { name: 'l_jsonb', type: 'jsonb[]', values: list(json) },
  { name: 'l_date', type: 'date[]', values: list(date) },
  { name: 'l_timestamptz', type: 'timestamptz[]', values: list(dateTime) },
  { name: 'l_enum', type: 'odd[]', values: list(label, (one) => labels[one] ?? one) },
  { name: 'l_place', type: 'place[]', values: list(place, rowText) },
];
