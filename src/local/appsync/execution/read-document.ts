import { AppsyncError } from '../appsync-error.js';
import { isRecord } from '../is-record.js';

/** What a request handler asks of a data source. */
export interface SourceRequest {
  readonly operation: 'Invoke' | 'BatchInvoke';
  readonly invocationType: 'RequestResponse' | 'Event';
  readonly payload: unknown;
}

const members: ReadonlySet<string> = new Set(['version', 'operation', 'payload', 'invocationType']);

/**
 * Reads the document for a Lambda data source, of either engine; for NONE, `operation` may be missing.
 *
 * @throws AppsyncError `MappingTemplate` for another document
 */
export function readDocument(value: unknown, isNone = false): SourceRequest {
  if (!isRecord(value)) throw wrong('The request has to be a map.');
  const { version = '2018-05-29', operation = isNone ? 'Invoke' : undefined, invocationType = 'RequestResponse', payload = null } = value;
  const unknown = Object.keys(value).find((key) => !members.has(key));
  if (unknown !== undefined) throw wrong(`Unsupported element '$[${unknown}]'.`);
  if (version !== '2018-05-29') throw wrong(`The template version '${String(version)}' is not supported: use '2018-05-29'.`);
  if (operation === undefined) throw wrong("Value for field '$[operation]' not found.");
  if (operation !== 'Invoke' && operation !== 'BatchInvoke') throw wrong("Value for field '$[operation]' is not Invoke or BatchInvoke.");
  if (invocationType !== 'RequestResponse' && invocationType !== 'Event') throw wrong("Value for field '$[invocationType]' is not RequestResponse or Event.");
  return { operation, invocationType, payload };
}

const wrong = (message: string): AppsyncError => new AppsyncError(message, 'MappingTemplate');
