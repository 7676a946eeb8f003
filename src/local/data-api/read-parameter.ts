import { own, record } from './json-object.js';
import { readHint } from './read-hint.js';
import { ServiceError } from './service-error.js';
import type { BoundValue, NamedValue } from './types.js';

const oids = { bool: 16, bytea: 17, int8: 20, text: 25, float8: 701, unknown: 0 } as const;

/** `Field`'s members. */
const members = ['isNull', 'booleanValue', 'longValue', 'doubleValue', 'stringValue', 'blobValue', 'arrayValue'] as const;

/**
 * One `SqlParameter` as the service binds it: text as `text`, whole numbers as `int8`, other numbers as `float8`; null
 * without a type, so that it fits every column; a hint decides the type of text.
 *
 * @throws ServiceError ValidationException: a name of other characters than A-Z, a-z, 0-9 and _, an array, text that does
 * not have its hint's form; SerializationException: no such value
 */
export function readParameter(raw: unknown): NamedValue {
  const parameter = record(raw, 'SqlParameter');
  const name = own(parameter, 'name') ?? '';
  if (typeof name !== 'string') throw new ServiceError('SerializationException', 'name must be a string');
  if (!/^[A-Za-z0-9_]+$/.test(name)) throw new ServiceError('ValidationException', `Named parameter syntax is invalid, input: ${name}`);
  const hint = own(parameter, 'typeHint') ?? null;
  return { name, ...readField(own(parameter, 'value'), hint, name) };
}

function readField(raw: unknown, hint: unknown, name: string): BoundValue {
  if (raw === undefined || raw === null) throw new ServiceError('ValidationException', `Value is missing for parameter: ${name}`);
  const field = record(raw, 'Field');
  const given = members.filter((member) => own(field, member) !== undefined && own(field, member) !== null);
  const [member, ...more] = given;
  if (member === undefined || more.length > 0) throw new ServiceError('SerializationException', 'a Field has exactly one member');
  const value = own(field, member);
  if (member === 'isNull' && value === true) return { oid: oids.unknown, value: null };
  if (member === 'stringValue' && typeof value === 'string') return hint === null ? { oid: oids.text, value: whole(value) } : readHint(hint, whole(value), name);
  if (hint !== null) throw new ServiceError('ValidationException', `typeHint is for stringValue only, parameter: ${name}`);
  return readOther(member, value);
}

function readOther(member: (typeof members)[number], value: unknown): BoundValue {
  if (member === 'arrayValue') throw new ServiceError('ValidationException', 'Array parameters are not supported.');
  if (member === 'booleanValue' && typeof value === 'boolean') return { oid: oids.bool, value: String(value) };
  // As text, the number may be too large for int8: PostgreSQL says so.
  if (member === 'longValue' && Number.isInteger(value)) return { oid: oids.int8, value: String(BigInt(value as number)) };
  if (member === 'doubleValue' && isDouble(value)) return { oid: oids.float8, value: String(value) };
  if (member === 'blobValue' && typeof value === 'string' && isBase64(value)) return { oid: oids.bytea, value: Buffer.from(value, 'base64') };
  throw new ServiceError('SerializationException', `${member} has a value of another type`);
}

/** JSON has no sign for these three: they travel as strings. */
function isDouble(value: unknown): boolean {
  return typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Half a surrogate pair is no text in UTF-8. */
function whole(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new ServiceError('SerializationException', 'stringValue is no Unicode text');
  return text;
}
