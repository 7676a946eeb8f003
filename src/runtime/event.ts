import type { RequestDocument } from './call.js';
import { isRecord } from './own.js';
import { invalidInput } from './refusals.js';

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
