import type { RawExtension } from './call.js';
import { logged } from './log.js';
import { isRecord, own } from './own.js';
import { prettify } from './prettify.js';
import { invalidInput } from './refusals.js';
import { fillText } from './sql/fill-text.js';
import { send } from './statement-send.js';
import type { Field, SqlParameter } from './types.js';

export type { RawExtension } from './call.js';

const hints = ['DATE', 'DECIMAL', 'JSON', 'TIME', 'TIMESTAMP', 'UUID'] as const;

/**
 * Lets `createDataSource` accept SQL written by a resolver, `{ query, parameters, identity }` with the Data API's own
 * parameters, run as the caller; answers are rows by column label. Whoever may invoke the function then writes the SQL.
 */
export function rawDocuments(): RawExtension {
  return (event) => {
    if (!isRecord(event) || own(event, 'v') !== undefined || own(event, 'query') === undefined) return null;
    const [query, given] = [own(event, 'query'), own(event, 'parameters') ?? []];
    if (typeof query !== 'string' || !Array.isArray(given)) throw invalidInput('This is no query with parameters.');
    const parameters = given.map(readParameter);
    return {
      statement: 'query', parts: [], parameters: {}, identity: own(event, 'identity'),
      run: (call) => logged(call, 'query', 'write', async (meter) => {
        const { sql } = fillText(`/* query ${call.manifest.manifest} */ ${query}`, call.caller.tenant);
        return prettify(await send(call, meter, { sql, parameters, access: 'write', longsAsText: false, columns: true }));
      }),
    };
  };
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
