import { answerEvent } from './answer-event.js';
import type { LambdaExtension, RawExtension, Source } from './call.js';
import { createCredentialLookup } from './identity/create-credential-lookup.js';
import type { CredentialOptions } from './identity/types.js';
import { invocationOf, type LambdaContext } from './invocation.js';
import { isRecord } from './own.js';
import { withRetries } from './retry.js';
import type { Envelope, LogLine, Manifest, Transport } from './types.js';
import { writeLine } from './write-line.js';

export interface DataSourceOptions {
  /** statements.json, as imported. */
  readonly manifest: unknown;
  readonly transport: Transport;
  readonly credentials: CredentialOptions;
  /** Fields that the user's own code answers: `lambdaResolvers({ ... })`. */
  readonly lambda?: LambdaExtension;
  /** `rawDocuments()`: accepts `{ query, parameters, identity }` too; whoever may invoke the function then writes the SQL. */
  readonly raw?: RawExtension;
  /** One line of JSON on standard output unless set. */
  readonly log?: (line: LogLine) => void;
  /** Exceptions of the user's resolvers, and faults of this package; `console.error` unless set. Never a server's text. */
  readonly report?: (fault: unknown, requestId: string) => void;
}

/**
 * The handler of a Lambda data source: AppSync's events, single or batched, answered by PostgreSQL as the caller.
 *
 * It never throws: each call is answered with an envelope, `{ data }` or `{ error }`.
 *
 * @throws TypeError at once for options that cannot be meant
 */
export function createDataSource(options: DataSourceOptions): (event: unknown, context?: LambdaContext) => Promise<Envelope | readonly Envelope[]> {
  const lookup = createCredentialLookup(options.credentials);
  const manifest = Object(options.manifest) as Manifest;
  // An older one, which would leave checks out, or another file.
  if (manifest.v !== 1 || !isRecord(manifest.lambdas)) throw new TypeError('no statements.json');
  const source: Source = {
    log: writeLine, report: console.error, ...options, manifest, transport: withRetries(options.transport),
  };
  return async (event, context) => {
    const answers = await answerEvent({
      ...source, ...invocationOf(context),
      caller: { secret: '', userId: null, tenant: null, role: null }, tenantNamed: false, credentials: 0, told: new WeakSet(),
    }, lookup, Array.isArray(event) ? event : [event]);
    return Array.isArray(event) ? answers : (answers[0] ?? answers);
  };
}
