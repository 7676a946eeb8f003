import type { Codec } from '../types.js';

/** A codec for the wished scalar, and the cast of the result that it needs (null: none beyond the usual). */
export interface Override {
  readonly codec: Codec;
  readonly resultCast: 'text' | 'double precision' | null;
}

const same = (codec: Codec): Override => ({ codec, resultCast: null });
const asText: Override = { codec: { kind: 'text' }, resultCast: 'text' };
const texts = ['String', 'ID', 'AWSEmail', 'AWSURL', 'AWSPhone'];

/** Scalars that a value can be, by its codec; the first is what it is without an override. */
const possible: Readonly<Record<Codec['kind'], readonly string[]>> = {
  boolean: ['Boolean', 'String'],
  int: ['Int', 'Float', 'ID', 'String', 'AWSTimestamp'],
  bigint: ['String', 'ID', 'Float', 'Int', 'AWSTimestamp'],
  float: ['Float', 'String'],
  numeric: ['String', 'Float', 'ID'],
  text: texts,
  uuid: ['ID', 'String'],
  bytea: ['String'],
  json: ['AWSJSON', 'String'],
  date: ['AWSDate', 'String'],
  time: ['AWSTime', 'String'],
  timetz: ['AWSTime', 'String'],
  timestamp: ['AWSDateTime', 'String'],
  timestamptz: ['AWSDateTime', 'String'],
  enum: ['String', 'ID'],
  list: [],
  record: [],
};

/** Every scalar that a value of this codec can be given as, for hints. */
export function possibleScalars(codec: Codec, address = false): readonly string[] {
  return address ? ['AWSIPAddress', 'String', 'ID'] : possible[codec.kind];
}

/**
 * How a value travels when the user wants another scalar for it; null where it cannot be that scalar.
 * `address`: inet and cidr, whose codec is text. An int8 as Float, Int or AWSTimestamp is read with a range check.
 */
export function overrideScalar(codec: Codec, scalar: string, address = false): Override | null {
  if (!possibleScalars(codec, address).includes(scalar)) return null;
  const text = scalar === 'String' || scalar === 'ID';
  if (codec.kind === 'int') return same(text ? { kind: 'bigint' } : codec);
  if (codec.kind === 'bigint') return same(text ? codec : { kind: 'int' });
  if (codec.kind === 'numeric' && scalar === 'Float') return { codec: { kind: 'float' }, resultCast: 'double precision' };
  if (text && ['boolean', 'float', 'json', 'enum'].includes(codec.kind)) return asText;
  return same(codec);
}
