import { DatabaseFailure } from '../errors.js';
import type { ArrayValue, Field } from '../types.js';
import type { ColumnType } from './direct-types.js';

type Read<T> = (text: string) => T;

const isNull: Field = { isNull: true };

/**
 * Turns PostgreSQL's texts into fields as the Data API has them: numerics and everything without a member of its own as
 * stringValue, `timestamptz` in UTC without an offset, arrays of one dimension. Sessions print for it: TimeZone UTC,
 * DateStyle ISO, bytea_output hex.
 *
 * @param longsAsText integers outside arrays come as stringValue
 * @throws DatabaseFailure internal for an array of more dimensions, which the Data API does not answer with either
 */
export function readRecords(rows: readonly (readonly (string | null)[])[], types: readonly ColumnType[], longsAsText: boolean): readonly (readonly Field[])[] {
  const readers = types.map((type) => (type.element === null ? scalarReader(type.name, longsAsText) : arrayReader(type.element)));
  return rows.map((row) => row.map((text, at) => (text === null ? isNull : (readers[at]?.(text) ?? isNull))));
}

function scalarReader(type: string, longsAsText: boolean): Read<Field> {
  switch (type) {
    case 'int2': case 'int4': case 'int8': return longsAsText ? (stringValue) => ({ stringValue }) : (text) => ({ longValue: Number(text) });
    case 'float4': case 'float8': return (text) => ({ doubleValue: Number(text) });
    case 'bool': return (text) => ({ booleanValue: text === 't' });
    case 'bytea': return (text) => ({ blobValue: new Uint8Array(Buffer.from(text.slice(2), 'hex')) });
    case 'timestamptz': return (text) => ({ stringValue: withoutOffset(text) });
    default: return (stringValue) => ({ stringValue });
  }
}

function arrayReader(element: string): Read<Field> {
  switch (element) {
    case 'int2': case 'int4': case 'int8': return listReader((longValues) => ({ longValues }), Number);
    case 'float4': case 'float8': return listReader((doubleValues) => ({ doubleValues }), Number);
    case 'bool': return listReader<boolean>((booleanValues) => ({ booleanValues }), (text) => text === 't');
    case 'timestamptz': return listReader((stringValues) => ({ stringValues }), withoutOffset);
    default: return listReader<string>((stringValues) => ({ stringValues }), (text) => text);
  }
}

function listReader<T>(wrap: (values: readonly (T | null)[]) => ArrayValue, read: Read<T>): Read<Field> {
  return (text) => ({ arrayValue: wrap(elementsOf(text).map((element) => (element === null ? null : read(element)))) });
}

function withoutOffset(text: string): string {
  return text.replace(/\+00(?= BC$|$)/, '');
}

/** Elements of an array as PostgreSQL writes it: `{a,"b \"c\"",NULL}`, with its bounds before it where they are unusual. */
function elementsOf(text: string): readonly (string | null)[] {
  const open = text.indexOf('{');
  if (text[open + 1] === '{') throw new DatabaseFailure('internal', 'an array of more than one dimension');
  const elements: (string | null)[] = [];
  const next = /"([^"\\]*(?:\\[^][^"\\]*)*)"|[^,"{}]+/g;
  next.lastIndex = open + 1;
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const [plain, quoted] = match;
    elements.push(quoted !== undefined ? quoted.replace(/\\([^])/g, '$1') : plain === 'NULL' ? null : plain);
  }
  return elements;
}
