import { isRecord, own } from './own.js';
import { invalidInput } from './refusals.js';

/** What a generated resolver asks for, checked for its form alone. */
export interface RequestDocument {
  readonly statement: string;
  readonly parts: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly orderBy: string | null;
  readonly limit: number | null;
  readonly nextToken: string | null;
  readonly identity: unknown;
}

/**
 * One document of a Lambda event.
 *
 * @throws CallError invalid_input for anything else
 */
export function readDocument(event: unknown): RequestDocument {
  if (!isRecord(event) || own(event, 'v') !== 1) throw invalidInput('This is no request of version 1.');
  const statement = own(event, 'statement');
  if (typeof statement !== 'string') throw invalidInput('The request names no statement.');
  const parameters = own(event, 'parameters') ?? {};
  if (!isRecord(parameters)) throw invalidInput('The parameters of the request are no object.');
  return {
    statement, parameters,
    parts: readParts(own(event, 'parts') ?? []),
    orderBy: ofType(event, 'orderBy', 'string'),
    limit: ofType(event, 'limit', 'number'),
    nextToken: ofType(event, 'nextToken', 'string'),
    identity: own(event, 'identity') ?? null,
  };
}

function readParts(parts: unknown): readonly string[] {
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw invalidInput('The parts of the request are no list of names.');
  return [...new Set(parts)].sort();
}

function ofType<Type extends 'string' | 'number'>(event: Readonly<Record<string, unknown>>, key: string, type: Type): (Type extends 'string' ? string : number) | null;
function ofType(event: Readonly<Record<string, unknown>>, key: string, type: 'string' | 'number'): unknown {
  const value = own(event, key) ?? null;
  if (value !== null && typeof value !== type) throw invalidInput(`${key} is no ${type}.`, key);
  return value;
}
