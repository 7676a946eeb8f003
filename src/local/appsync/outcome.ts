import { AppsyncError } from './appsync-error.js';
import type { Outcome } from './handler.js';

/** AppSync's limit for an evaluated request or response, in bytes. */
const evaluatedLimit = 5 * 1024 * 1024;

/** A handler that ended with an error. */
export function failed(error: AppsyncError, rest: Partial<Outcome> = {}): Outcome {
  return { stash: {}, appended: [], extensions: [], ...rest, kind: 'error', value: null, error };
}

/** The same, or an error where the value is larger than AppSync evaluates. */
export function withinSize(outcome: Outcome): Outcome {
  const bytes = Buffer.byteLength(JSON.stringify(outcome.value ?? null));
  return bytes <= evaluatedLimit ? outcome : failed(new AppsyncError('Transformation too large.', 'MappingTemplate'), { appended: outcome.appended });
}

/** The value, of a handler that has to have one. @throws AppsyncError with which it ended */
export function valueOf({ error, value }: Outcome): unknown {
  if (error !== null) throw error;
  return value;
}
