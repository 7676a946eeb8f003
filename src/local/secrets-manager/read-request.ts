import type { Member, Members } from './members.js';
import { SecretsRefusal } from './secrets-refusal.js';

/**
 * A request's JSON as the store takes it: base64 decoded, null members left out, unknown ones too.
 *
 * @throws SecretsRefusal SerializationException for JSON of the wrong type, ValidationException for a value outside its limits
 */
export function readRequest(body: string, members: Members): Record<string, unknown> {
  return readMembers(parse(body), members, '');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw unreadable();
  }
}

function readMembers(json: unknown, members: Members, path: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw unreadable();
  const request: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const value: unknown = Object.hasOwn(json, name) ? Reflect.get(json, name) : null;
    const place = `${path}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    if (value !== null) request[name] = readMember(value, member, place);
    else if ('required' in member) throw invalid('null', place, 'Member must not be null');
  }
  return request;
}

function readMember(value: unknown, member: Member, place: string): unknown {
  if (member.kind === 'structure') return readMembers(value, member.members, `${place}.`);
  if (member.kind === 'boolean' && typeof value === 'boolean') return value;
  if (member.kind === 'blob' && typeof value === 'string') return readBlob(value);
  if (member.kind === 'integer' && Number.isInteger(value)) return readInteger(Number(value), member, place);
  if (member.kind === 'string' && typeof value === 'string') return readString(value, member, place);
  if (member.kind === 'list' && Array.isArray(value)) {
    checkLength(value.length, member, place, JSON.stringify(value));
    return value.map((element, index) => readMember(element, member.element, `${place}.${index + 1}.member`));
  }
  throw unreadable();
}

function readString(value: string, member: Member & { kind: 'string' }, place: string): string {
  checkLength(value.length, member, place, member.sensitive === true ? null : `'${value}'`);
  if (member.values !== undefined && !member.values.includes(value)) throw invalid(`'${value}'`, place, `Member must satisfy enum value set: [${member.values.join(', ')}]`);
  return value;
}

function readInteger(value: number, { min = -Infinity, max = Infinity }: Member & { kind: 'integer' }, place: string): number {
  if (value > max) throw invalid(`'${value}'`, place, `Member must have value less than or equal to ${max}`);
  if (value < min) throw invalid(`'${value}'`, place, `Member must have value greater than or equal to ${min}`);
  return value;
}

function readBlob(value: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw unreadable();
  return Buffer.from(value, 'base64');
}

function checkLength(length: number, { min, max }: { min: number; max: number }, place: string, shown: string | null): void {
  if (length > max) throw invalid(shown, place, `Member must have length less than or equal to ${max}`);
  if (length < min) throw invalid(shown, place, `Member must have length greater than or equal to ${min}`);
}

const unreadable = (): SecretsRefusal => new SecretsRefusal('SerializationException', 'The request body is not of the form that the operation takes.');

/** @param shown null where the value is sensitive */
function invalid(shown: string | null, place: string, rule: string): SecretsRefusal {
  return new SecretsRefusal('ValidationException', `1 validation error detected: Value ${shown === null ? '' : `${shown} `}at '${place}' failed to satisfy constraint: ${rule}`);
}
