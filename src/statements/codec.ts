import type { Catalog, Oid, PgType } from '../catalog/types.js';
import type { Settings } from '../config/types.js';
import type { Names } from '../names/types.js';
import { baseTypes, otherType } from './codec/base-types.js';
import { configScalar } from './codec/config-scalar.js';
import { overrideScalar } from './codec/scalar-override.js';
import { castText, typeText } from './codec/type-text.js';
import type { Codec, ValueType } from './types.js';

export { constant, identifier } from './codec/identifier.js';
export { typeText } from './codec/type-text.js';

export interface ValueContext {
  readonly catalog: Catalog;
  readonly names: Names;
  readonly settings: Settings;
}

/** `key`: of a primary, unique or foreign key; `computed`: not a column's own value; they differ for int8 alone. */
export type ValueUse = 'key' | 'computed' | 'column';

/** How values of one PostgreSQL type travel between GraphQL, the Data API and the server. */
export interface Value {
  readonly value: ValueType;
  readonly codec: Codec;
  /** `:id` to `(:id::uuid)`, parenthesised. */
  readonly parameterCast: (placeholder: string) => string;
  /** What makes of a column (`q.price`) something the Data API can return; null where it can as it is. */
  readonly resultCast: null | ((expression: string) => string);
  /** False where the API cannot have it at all; `reason` then says why. */
  readonly taken: boolean;
  readonly reason?: string;
}

/**
 * The mapping of one type, with the user's `scalars` applied where they are possible (`checkScalars` reports the others).
 * Domains map as their base but are cast to themselves. Arrays are one-dimensional lists: PostgreSQL records no
 * dimensions, and the Data API refuses others. An enum or composite without a name in `names` has no type in the API.
 *
 * @param scalar another scalar wanted for this very value (a list's elements); ignored where it is not possible
 */
export function valueOf(context: ValueContext, typeOid: Oid, typmod: number, use: ValueUse, scalar: string | null = null): Value {
  const type = context.catalog.types[typeOid];
  if (type === undefined) throw new Error(`statements: type ${typeOid} is not in the catalog`);
  const wanted = scalar ?? configScalar(context.settings.config.scalars, type);
  const cast = castText(context.catalog, type.oid);
  switch (type.kind) {
    case 'domain': return { ...valueOf(context, baseOf(type), type.typmod, use, wanted), ...domainCast(context, type, cast) };
    case 'array': return listValue(context, type, typmod, use, wanted);
    case 'composite': return recordValue(context, type);
    case 'enum': return withScalar(enumValue(context, type, cast), wanted);
    case 'pseudo': return { ...baseValue(type, cast, use), taken: false, reason: `values of type ${type.name} cannot be sent or returned` };
    default: return withScalar(baseValue(type, cast, use), wanted);
  }
}

/** `value` as another scalar; unchanged where it cannot be that one. */
function withScalar(value: Value, scalar: string | null): Value {
  const found = scalar === null ? null : overrideScalar(value.codec, scalar, isAddress(value.value));
  if (scalar === null || found === null) return value;
  const cast = found.resultCast;
  return { ...value, value: { kind: 'scalar', scalar }, codec: found.codec, resultCast: cast === null ? value.resultCast : (e) => `${e}::${cast}` };
}

/** inet and cidr travel as text, but are no strings to make an e-mail address of. */
export function isAddress(value: ValueType): boolean {
  return value.kind === 'scalar' && value.scalar === 'AWSIPAddress';
}

function baseOf(type: PgType): Oid {
  if (type.base === null) throw new Error(`statements: domain ${type.name} has no base in the catalog`);
  return type.base;
}

function simpleCast(cast: string): Value['parameterCast'] {
  return (placeholder) => `(${placeholder}::${cast})`;
}

function baseValue(type: PgType, cast: string, use: ValueUse): Value {
  const base = (type.schemaKind === 'pg_catalog' ? baseTypes[type.name] : undefined) ?? otherType;
  const int8 = base.codec.kind === 'bigint';
  const scalar = int8 && use === 'key' ? 'ID' : int8 && use === 'computed' ? 'Float' : base.scalar;
  return {
    value: { kind: 'scalar', scalar },
    codec: int8 && use === 'computed' ? { kind: 'int' } : base.codec,
    parameterCast: simpleCast(cast),
    resultCast: base.native ? null : (e) => `${e}::text`,
    taken: true,
  };
}

/** A domain over a composite or over an array of them is built from JSON; every other is cast to. */
function domainCast(context: ValueContext, type: PgType, cast: string): { readonly parameterCast?: Value['parameterCast'] } {
  const end = endOfDomains(context.catalog, type);
  if (end.kind === 'composite') return { parameterCast: recordCast(typeText(context.catalog, type.oid, -1)) };
  if (end.kind === 'array' && isRecord(context.catalog, end.element)) return {};
  return { parameterCast: simpleCast(cast) };
}

function endOfDomains(catalog: Catalog, type: PgType): PgType {
  const base = type.kind === 'domain' ? catalog.types[baseOf(type)] : undefined;
  return base === undefined ? type : endOfDomains(catalog, base);
}

function isRecord(catalog: Catalog, oid: Oid | null): boolean {
  const type = oid === null ? undefined : catalog.types[oid];
  return type !== undefined && endOfDomains(catalog, type).kind === 'composite';
}

function enumValue(context: ValueContext, type: PgType, cast: string): Value {
  const labels = Object.entries(context.names.types[type.oid]?.labels ?? {});
  if (labels.length === 0) return baseValue(type, cast, 'column');
  const mapped = Object.fromEntries(labels.filter(([label, name]) => label !== name));
  return { value: { kind: 'enum', type: type.oid }, codec: { kind: 'enum', labels: mapped }, parameterCast: simpleCast(cast), resultCast: null, taken: true };
}

function recordCast(text: string): Value['parameterCast'] {
  return (placeholder) => `jsonb_populate_record(null::${text}, (${placeholder}::jsonb))`;
}

const toJson = (expression: string): string => `to_jsonb(${expression})::text`;

function listValue(context: ValueContext, type: PgType, typmod: number, use: ValueUse, scalar: string | null): Value {
  const element = type.element === null ? undefined : context.catalog.types[type.element];
  if (element === undefined) throw new Error(`statements: array ${type.name} has no element in the catalog`);
  const inner = valueOf(context, element.oid, typmod, use, scalar);
  // PostgreSQL separates boxes by semicolons, and no other type's elements.
  if (element.schemaKind === 'pg_catalog' && element.name === 'box') return { ...inner, taken: false, reason: 'arrays of boxes cannot be sent' };
  const record = isRecord(context.catalog, element.oid);
  const codec: Codec = inner.codec.kind === 'bytea' ? { kind: 'text' } : inner.codec;
  return {
    ...inner,
    value: { kind: 'list', element: inner.value, elementNullable: true },
    codec: { kind: 'list', element: codec },
    parameterCast: record ? recordsCast(typeText(context.catalog, element.oid, -1)) : simpleCast(castText(context.catalog, type.oid)),
    resultCast: record ? toJson : arrayCast(context.catalog, element, codec),
  };
}

/** JSON keeps the order of the elements; `case` keeps null apart from the empty array, and from a record of nulls. `r` alone would be a column r of the statement's table. */
function recordsCast(text: string): Value['parameterCast'] {
  const record = `case when jsonb_typeof(r.value) <> 'null' then jsonb_populate_record(null::${text}, r.value) end`;
  return (p) => `case when (${p}::jsonb) is not null then array(select ${record} from jsonb_array_elements((${p}::jsonb)) as r) end`;
}

/** The server reports an array of a domain as that: its base's array is cast to. */
function arrayCast(catalog: Catalog, element: PgType, codec: Codec): Value['resultCast'] {
  const end = endOfDomains(catalog, element);
  const base = end.kind === 'base' && end.schemaKind === 'pg_catalog' ? baseTypes[end.name] : undefined;
  const native = base !== undefined && (codec.kind === 'int' || (base.codec.kind === codec.kind && base.nativeArray));
  if (native && end === element) return null;
  const to = native ? castText(catalog, end.oid) : codec.kind === 'float' ? 'double precision' : 'text';
  return (e) => `${e}::${to}[]`;
}

function recordValue(context: ValueContext, type: PgType): Value {
  const names = context.names.types[type.oid];
  const fields = type.attributes.flatMap(({ name: column, type: oid, typmod }) => {
    const name = names?.attributes[column];
    if (name === undefined) return [];
    const { codec, taken } = valueOf(context, oid, typmod, 'column');
    return taken ? [{ name, column, codec: inJson(codec) }] : [];
  });
  const taken = fields.length > 0;
  return {
    value: { kind: 'composite', type: type.oid },
    codec: { kind: 'record', fields },
    parameterCast: recordCast(typeText(context.catalog, type.oid, -1)),
    resultCast: toJson,
    taken,
    ...(taken ? {} : { reason: `type ${type.name} has no name or no fields in the API` }),
  };
}

/** JSON has no bytes: a bytea in it is PostgreSQL's text, `\x00ff`, in both directions. */
function inJson(codec: Codec): Codec {
  return codec.kind === 'bytea' ? { kind: 'text' } : codec;
}
