import { randomUUID } from 'node:crypto';
import type { Invocation, Source } from './call.js';
import { answerEvent, errorEnvelope } from './event-answer.js';
import { createCredentialLookup } from './identity/create-credential-lookup.js';
import type { DataSourceOptions, LambdaContext } from './lambda-types.js';
import { answerFor, writeLine } from './log.js';
import { withRetries } from './retry.js';
import { createStatementBook } from './statement-book.js';
import { readManifest } from './statement-manifest.js';
import type { Envelope } from './types.js';

/** Milliseconds between the database's last chance and the end of the function. */
const margin = 500;
/** Milliseconds, where nobody says how long the function may take: AppSync waits for 30 seconds. */
const usualTime = 25_000;

/**
 * The handler of a Lambda data source: AppSync's events, single or batched, answered by PostgreSQL as the caller.
 *
 * It never throws: each call is answered with an envelope, `{ data }` or `{ error }`.
 *
 * @throws TypeError at once for options that cannot be meant
 */
export function createDataSource(options: DataSourceOptions): (event: unknown, context?: LambdaContext) => Promise<Envelope | readonly Envelope[]> {
  const lookup = createCredentialLookup(options.credentials);
  const source: Source = {
    book: createStatementBook(readManifest(options.manifest)),
    transport: withRetries(options.transport),
    resolvers: options.resolvers ?? {},
    rawDocuments: options.rawDocuments === true,
    log: options.log ?? writeLine,
    report: options.report ?? ((fault) => console.error(fault)),
  };
  return async (event, context) => {
    const items: readonly unknown[] = Array.isArray(event) ? event : [event];
    const envelopes = await answer({ ...source, requestId: context?.awsRequestId ?? randomUUID(), deadline: deadlineOf(context) }, lookup, items);
    return Array.isArray(event) ? envelopes : (envelopes[0] ?? []);
  };
}

async function answer(invocation: Invocation, lookup: ReturnType<typeof createCredentialLookup>, items: readonly unknown[]): Promise<readonly Envelope[]> {
  try {
    return await answerEvent(invocation, lookup, items);
  } catch (fault) {
    const error = answerFor(invocation, fault);
    return items.map(() => errorEnvelope(invocation, error));
  }
}

function deadlineOf(context: LambdaContext | undefined): number {
  const left = context?.getRemainingTimeInMillis?.();
  return Date.now() + (left === undefined ? usualTime : Math.max(0, left - margin));
}
