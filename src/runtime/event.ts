import type { Call } from './call.js';
import { isRecord } from './own.js';
import { invalidInput } from './refusals.js';

/** What a generated resolver asks for, checked for its form alone. */
export interface RequestDocument {
  readonly statement: string;
  readonly parts: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null or undefined where nothing is asked for, as in the next two. */
  readonly orderBy?: unknown;
  readonly limit?: unknown;
  readonly nextToken?: unknown;
  readonly identity: unknown;
  /** Answers a document of another form. */
  readonly run?: (call: Call) => Promise<unknown>;
  /** Data, and at last the envelope. */
  answer?: unknown;
}

/**
 * One document of a Lambda event.
 *
 * @throws CallError invalid_input for anything else
 */
export function readDocument(event: unknown): RequestDocument {
  const { v, statement, orderBy, limit, nextToken, identity, ...given } = Object(event) as Readonly<Record<string, unknown>>;
  const [parts, parameters] = [given['parts'] ?? [], given['parameters'] ?? {}];
  if (v === 1 && typeof statement === 'string' && Array.isArray(parts) && isRecord(parameters)) return { statement, parts, parameters, orderBy, limit, nextToken, identity };
  throw invalidInput('This is no request of version 1.');
}
