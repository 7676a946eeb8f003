import { prettify } from '../prettify.js';
import { withRetries } from '../retry.js';
import type { Transport } from '../types.js';
import { toParameters } from '../values/to-parameters.js';

/** Runs a statement as a service's login; rows by column label. @throws DatabaseFailure */
export type ServiceQuery = <Row extends object>(sql: string, values?: Readonly<Record<string, unknown>>) => Promise<readonly Row[]>;

/**
 * The database as one of the services. Its functions can all be run twice, so that a statement of unknown outcome is
 * repeated like a read.
 *
 * @param secret name of the secret with the service's login
 * @param deadline milliseconds since the epoch
 */
export function serviceDatabase({ transport, secret, deadline }: { readonly transport: Transport; readonly secret: string; readonly deadline: number }): ServiceQuery {
  const patient = withRetries(transport);
  return async <Row extends object>(sql: string, values: Readonly<Record<string, unknown>> = {}) => {
    const request = { secret, sql, parameters: toParameters(values), transaction: null, access: 'read', longsAsText: true, columns: true, deadline } as const;
    return prettify(await patient.execute(request)) as readonly object[] as readonly Row[];
  };
}
