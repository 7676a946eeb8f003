import type { Codec } from '../types.js';

type SimpleKind = Exclude<Codec['kind'], 'enum' | 'list' | 'record'>;

/** How a base type of pg_catalog travels. */
export interface BaseType {
  readonly scalar: string;
  readonly codec: { readonly kind: SimpleKind };
  /** The Data API returns it as it is (its documented list); otherwise it is cast to text. */
  readonly native: boolean;
  /** Its one-dimensional arrays too. */
  readonly nativeArray: boolean;
}

function base(scalar: string, kind: SimpleKind, native = true, nativeArray = native): BaseType {
  return { scalar, codec: { kind }, native, nativeArray };
}

/**
 * Types with a mapping of their own, by pg_type.typname; every other base type travels as text.
 * Native or not: "Supported data types" of the Data API's page; arrays where only tests of others vouch are cast.
 */
export const baseTypes: Readonly<Record<string, BaseType>> = {
  bool: base('Boolean', 'boolean'),
  int2: base('Int', 'int'),
  int4: base('Int', 'int'),
  int8: base('String', 'bigint', true, false),
  float4: base('Float', 'float'),
  float8: base('Float', 'float'),
  numeric: base('String', 'numeric', true, false),
  uuid: base('ID', 'uuid'),
  text: base('String', 'text'),
  varchar: base('String', 'text'),
  bpchar: base('String', 'text'),
  name: base('String', 'text'),
  bytea: base('String', 'bytea', true, false),
  date: base('AWSDate', 'date'),
  time: base('AWSTime', 'time'),
  timetz: base('AWSTime', 'timetz', false),
  timestamp: base('AWSDateTime', 'timestamp'),
  timestamptz: base('AWSDateTime', 'timestamptz', true, false),
  json: base('AWSJSON', 'json'),
  jsonb: base('AWSJSON', 'json', true, false),
  inet: base('AWSIPAddress', 'text', true, false),
  cidr: base('AWSIPAddress', 'text', true, false),
};

/** Intervals, money, geometry, bit strings, types of extensions: PostgreSQL's own text, both ways. */
export const otherType: BaseType = base('String', 'text', false);
