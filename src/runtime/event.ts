import { isRecord } from './own.js';
import { invalidInput } from './refusals.js';

/** What a generated resolver asks for, checked for its form alone. */
export interface RequestDocument {
  readonly statement: string;
  readonly parts: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null where nothing is asked for, as in the next two. */
  readonly orderBy: unknown;
  readonly limit: unknown;
  readonly nextToken: unknown;
  readonly identity: unknown;
}

/**
 * One document of a Lambda event.
 *
 * @throws CallError invalid_input for anything else
 */
export function readDocument(event: unknown): RequestDocument {
  const document: Readonly<Record<string, unknown>> = isRecord(event) ? event : {};
  const { v, statement, orderBy = null, limit = null, nextToken = null, identity } = document;
  const [parts, parameters] = [document['parts'] ?? [], document['parameters'] ?? {}];
  if (v !== 1 || typeof statement !== 'string' || !Array.isArray(parts) || !isRecord(parameters)) throw invalidInput('This is no request of version 1.');
  return { statement, parts, parameters, orderBy, limit, nextToken, identity };
}
