import type { Call } from './call.js';
import { isRecord, own } from './own.js';
import { prettify } from './prettify.js';
import { invalidInput } from './refusals.js';
import type { Runner } from './statement-run.js';
import { cutSql, fillTenant, heading } from './statement-text.js';
import type { Field, SqlParameter } from './types.js';

/** SQL written by a resolver, with the Data API's own parameters. */
export interface RawDocument {
  readonly query: string;
  readonly parameters: readonly SqlParameter[];
  readonly identity: unknown;
}

const hints = ['DATE', 'DECIMAL', 'JSON', 'TIME', 'TIMESTAMP', 'UUID'] as const;

/** Whether a document carries SQL rather than a statement's name. */
export function isRaw(event: unknown): boolean {
  return isRecord(event) && own(event, 'v') === undefined && own(event, 'query') !== undefined;
}

/**
 * `{ query, parameters, identity }`.
 *
 * @throws CallError invalid_input
 */
export function readRawDocument(event: unknown): RawDocument {
  const [query, parameters] = isRecord(event) ? [own(event, 'query'), own(event, 'parameters') ?? []] : [];
  if (!isRecord(event) || typeof query !== 'string' || !Array.isArray(parameters)) throw invalidInput('This is no query with parameters.');
  return { query, parameters: parameters.map(readParameter), identity: own(event, 'identity') ?? null };
}

/**
 * Runs it as the caller.
 *
 * @returns rows by column label
 * @throws CallError
 */
export function runRawDocument(call: Call, { query, parameters }: RawDocument, { send, measure }: Runner): Promise<unknown> {
  return measure({ statement: 'query', calls: 1 }, async (meter) => {
    const sql = fillTenant(cutSql(heading('query', call.book.manifest.manifest) + query), call.caller.tenant);
    return prettify(await send({ sql, parameters, access: 'write', longsAsText: false, columns: true }, meter));
  });
}

function readParameter(parameter: unknown): SqlParameter {
  const [name, value, hint] = isRecord(parameter) ? [own(parameter, 'name'), own(parameter, 'value'), own(parameter, 'typeHint')] : [];
  const typeHint = hints.find((one) => one === hint);
  if (typeof name !== 'string' || !/^\w+$/.test(name) || (hint != null && typeHint === undefined)) throw invalidInput('A parameter has no name, or an unknown hint.');
  return { name, value: readField(value, name), ...(typeHint === undefined ? {} : { typeHint }) };
}

function readField(value: unknown, name: string): Field {
  const [entry, ...others] = isRecord(value) ? Object.entries(value) : [];
  const field = entry === undefined || others.length > 0 ? null : fieldOf(entry[0], entry[1]);
  if (field === null) throw invalidInput(`The parameter ${name} has no value that the Data API knows.`, name);
  return field;
}

function fieldOf(member: string, value: unknown): Field | null {
  if (member === 'isNull' && value === true) return { isNull: true };
  if (member === 'booleanValue' && typeof value === 'boolean') return { booleanValue: value };
  if (member === 'longValue' && Number.isSafeInteger(value)) return { longValue: Number(value) };
  if (member === 'doubleValue' && typeof value === 'number' && Number.isFinite(value)) return { doubleValue: value };
  if (member === 'stringValue' && typeof value === 'string') return { stringValue: value };
  // JSON has no bytes: base64.
  if (member === 'blobValue' && typeof value === 'string') return { blobValue: Buffer.from(value, 'base64') };
  return null;
}
