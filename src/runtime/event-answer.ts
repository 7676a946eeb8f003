import { isDeepStrictEqual } from 'node:util';
import { runBounded } from './batch-bounded.js';
import type { Invocation } from './call.js';
import { CallError } from './errors.js';
import { readDocument } from './event.js';
import { jobsOf, nameOf, runJob, type Document, type Job } from './event-jobs.js';
import { answerFor, logRefusal } from './log.js';
import { isRaw, readRawDocument } from './raw-document.js';
import { invalidInput, refusal } from './refusals.js';
import type { Caller, Envelope } from './types.js';

/** AppSync's largest `maxBatchSize`. */
const mostCalls = 2000;

/**
 * Answers the calls of one event, each with an envelope of its own.
 *
 * @param items documents, as they came
 * @throws nothing that a call could be the cause of
 */
export async function answerEvent(invocation: Invocation, lookup: (identity: unknown) => Promise<Caller>, items: readonly unknown[]): Promise<readonly Envelope[]> {
  if (items.length > mostCalls) return refuseAll(invocation, items.length, invalidInput('The event has more calls than AppSync sends.'));
  const documents = items.map((item) => readItem(invocation, item));
  const refused = documents.filter((document) => document instanceof CallError);
  const known = documents.filter((document): document is Document => !(document instanceof CallError));
  if (refused[0] !== undefined) logRefusal(invocation, { statement: 'unknown', calls: refused.length }, refused[0]);
  // One caller's rows must not be answered to another: AppSync never mixes them.
  if (known.some(({ identity }) => !isDeepStrictEqual(identity, known[0]?.identity))) return refuseAll(invocation, items.length, refusal('not_authorized'));
  const envelopes = documents.map((document) => errorEnvelope(invocation, document instanceof CallError ? document : refusal('internal')));
  const jobs = jobsOf(invocation, documents);
  const caller = jobs.length === 0 ? null : await findCaller(invocation, lookup, known[0]?.identity);
  if (caller === null) return envelopes;
  await runBounded(jobs, async (job) => {
    const answers = await answerJob(invocation, caller, job);
    for (const [place, index] of job.indexes.entries()) envelopes[index] = answers[place] ?? errorEnvelope(invocation, refusal('internal'));
  });
  return envelopes;
}

export function errorEnvelope({ requestId }: Invocation, { code, message, field, retryable }: CallError): Envelope {
  return { error: { code, message, field, requestId, retryable } };
}

function refuseAll(invocation: Invocation, calls: number, error: CallError): readonly Envelope[] {
  logRefusal(invocation, { statement: 'unknown', calls }, error);
  return Array.from({ length: calls }, () => errorEnvelope(invocation, error));
}

function readItem(invocation: Invocation, item: unknown): Document | CallError {
  try {
    return invocation.rawDocuments && isRaw(item) ? readRawDocument(item) : readDocument(item);
  } catch (failure) {
    return answerFor(invocation, failure);
  }
}

/** Who calls, or why nobody may. */
interface Found {
  readonly caller: Caller | CallError;
  /** Milliseconds. */
  readonly credentials: number;
}

async function findCaller(invocation: Invocation, lookup: (identity: unknown) => Promise<Caller>, identity: unknown): Promise<Found> {
  const start = performance.now();
  const caller = await lookup(identity).catch((failure: unknown) => answerFor(invocation, failure));
  return { caller, credentials: performance.now() - start };
}

async function answerJob(invocation: Invocation, { caller, credentials }: Found, job: Job): Promise<readonly Envelope[]> {
  if (caller instanceof CallError) {
    logRefusal(invocation, { statement: nameOf(invocation, job), calls: job.indexes.length }, caller, credentials);
    return job.indexes.map(() => errorEnvelope(invocation, caller));
  }
  try {
    const answers = await runJob({ ...invocation, caller, tenantNamed: false, credentials }, job);
    return answers.map((data) => ({ data }));
  } catch (failure) {
    const error = answerFor(invocation, failure);
    return job.indexes.map(() => errorEnvelope(invocation, error));
  }
}
