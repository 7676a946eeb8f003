import { isRecord } from './own.js';
import { invalidInput } from './refusals.js';

/** What a generated resolver asks for, checked for its form alone. */
export interface RequestDocument {
  readonly statement: string;
  /** Sorted. */
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
  const { v, statement, parts, parameters, orderBy, limit, nextToken, identity }: Readonly<Record<string, unknown>> = isRecord(event) ? event : {};
  const document = { statement, parts: parts ?? [], parameters: parameters ?? {}, orderBy: orderBy ?? null, limit: limit ?? null, nextToken: nextToken ?? null, identity };
  if (v !== 1 || !isDocument(document)) throw invalidInput('This is no request of version 1.');
  return { ...document, parts: [...new Set(document.parts)].sort() };
}

function isDocument(document: Readonly<Record<keyof RequestDocument, unknown>>): document is RequestDocument {
  const { statement, parts, parameters, orderBy, limit, nextToken } = document;
  const optional = ([value, type]: readonly [unknown, string]): boolean => value === null || typeof value === type;
  return typeof statement === 'string' && isRecord(parameters) && Array.isArray(parts) && parts.every((part) => typeof part === 'string')
    && optional([orderBy, 'string']) && optional([limit, 'number']) && optional([nextToken, 'string']);
}
