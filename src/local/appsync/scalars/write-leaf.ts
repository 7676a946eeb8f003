import { isEnumType, type GraphQLEnumType, type GraphQLScalarType } from 'graphql';
import { isRecord } from '../is-record.js';
import { textScalars } from './check-text.js';

/** What the messages of the service call them. */
const words: Readonly<Record<string, string>> = { AWSDateTime: 'DateTime Object', AWSDate: 'Date Object', AWSTime: 'Time Object', AWSTimestamp: 'timestamp' };

/**
 * A scalar or enum as the client gets it; not null.
 *
 * @throws Error with the reason that AppSync puts after `Can't serialize value (/path) : `
 */
export function writeLeaf(type: GraphQLScalarType | GraphQLEnumType, value: unknown): unknown {
  if (isEnumType(type)) return enumValue(type, value);
  switch (type.name) {
    case 'Int': return whole(value, 'Int', -(2 ** 31), 2 ** 31 - 1);
    case 'Float': return float(value);
    case 'Boolean': return boolean(value);
    case 'ID':
    case 'String': return textOf(value);
    case 'AWSJSON': return JSON.stringify(value);
    case 'AWSTimestamp': return whole(value, 'AWSTimestamp', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    default: return checked(type.name, value);
  }
}

function checked(name: string, value: unknown): string {
  if (typeof value === 'string' && textScalars[name]?.(value) === true) return value;
  throw new Error(`Unable to serialize \`${textOf(value)}\` as a valid ${words[name] ?? name.slice(3)}.`);
}

function enumValue(type: GraphQLEnumType, value: unknown): string {
  if (typeof value === 'string' && type.getValue(value) !== undefined) return value;
  throw new Error(`Invalid input for Enum '${type.name}'. No value found for name '${textOf(value)}'`);
}

/** Numbers in texts are taken too. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : null;
}

function whole(value: unknown, type: string, from: number, to: number): number {
  const number = numberOf(value);
  if (number !== null && Number.isInteger(number) && number >= from && number <= to) return number;
  throw new Error(`Expected type '${type}' but was '${number !== null && Number.isInteger(number) ? 'Long' : kindOf(value)}'.`);
}

function float(value: unknown): number {
  const number = numberOf(value);
  if (number !== null && Number.isFinite(number)) return number;
  throw new Error(`Expected type 'Float' but was '${kindOf(value)}'.`);
}

function boolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw new Error(`Expected type 'Boolean' but was '${kindOf(value)}'.`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'List';
  if (isRecord(value)) return 'Map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Long' : 'Double';
  return typeof value === 'string' ? 'String' : 'Boolean';
}

/** As Java prints it: `{a=1}` where a map was given for a text. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (isRecord(value)) return `{${Object.entries(value).map(([key, one]) => `${key}=${textOf(one)}`).join(', ')}}`;
  return String(value);
}
