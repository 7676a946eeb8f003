import { isDeepStrictEqual } from 'node:util';
import { answer, findField, knownName } from './answer.js';
import { runBounded } from './run-bounded.js';
import type { Call, RawRequest } from './call.js';
import { CallError } from './errors.js';
import { readDocument, type RequestDocument } from './event.js';
import { answerFor, refuse } from './log.js';
import { invalidInput, refusal } from './refusals.js';
import type { Caller, Envelope } from './types.js';

type Document = RequestDocument | RawRequest;
type Lookup = (identity: unknown) => Promise<Caller>;

/** Calls of an event that are answered together: those of a batched field that differ in their parents alone. */
interface Job {
  readonly places: number[];
  readonly documents: (Document | CallError)[];
}

/** AppSync's largest `maxBatchSize`. */
const mostCalls = 2000;

/**
 * Answers the calls of one event, each with an envelope of its own.
 *
 * @param items documents, as they came
 * @throws nothing that a call could be the cause of
 */
export async function answerEvent(call: Call, lookup: Lookup, items: readonly unknown[]): Promise<readonly Envelope[]> {
  const tooMany = invalidInput('The event has more calls than AppSync sends.');
  if (items.length > mostCalls) return envelopes(call, items.length, () => refuse(call, 'unknown', items.length, tooMany));
  const jobs = new Map<string, Job>();
  const identities: unknown[] = [];
  for (const [place, item] of items.entries()) {
    const document = readItem(call, item);
    const key = batchKey(call, document) ?? String(place);
    const job = jobs.get(key) ?? { places: [], documents: [] };
    jobs.set(key, job);
    job.places.push(place);
    job.documents.push(document);
    if ('identity' in document) identities.push(document.identity);
  }
  const start = performance.now();
  const caller = await findCaller(call, lookup, identities);
  const identified = { ...call, ...(caller instanceof CallError ? {} : { caller }), credentials: performance.now() - start };
  const answers: Envelope[] = [];
  await runBounded([...jobs.values()], async ({ places, documents }) => {
    const found = await envelopes(call, places.length, () => answerJob(identified, documents, caller instanceof CallError ? caller : null));
    for (const [index, envelope] of found.entries()) answers[places[index] ?? -1] = envelope;
  });
  return answers;
}

function readItem(call: Call, item: unknown): Document | CallError {
  try {
    return call.raw?.(item) ?? readDocument(item);
  } catch (failure) {
    return answerFor(call, failure);
  }
}

function batchKey(call: Call, document: Document | CallError): string | null {
  if (!('statement' in document)) return null;
  const statement = findField(call, document.statement);
  if (statement === undefined || statement.batch === null || statement.page !== null) return null;
  return JSON.stringify({ ...document, identity: null, parameters: { ...document.parameters, parent: null } });
}

/** One caller's rows must not be answered to another: AppSync never mixes them. */
async function findCaller(call: Call, lookup: Lookup, [identity, ...others]: readonly unknown[]): Promise<Caller | CallError> {
  if (others.some((other) => !isDeepStrictEqual(identity, other))) return refusal('not_authorized');
  return lookup(identity).catch((failure: unknown) => answerFor(call, failure));
}

async function answerJob(call: Call, [document, ...others]: Job['documents'], refused: CallError | null): Promise<readonly unknown[]> {
  if (document === undefined || document instanceof CallError) return refuse(call, 'unknown', 1, document);
  const raw = 'run' in document;
  if (refused !== null) return refuse(call, raw ? 'query' : knownName(call, document.statement), others.length + 1, refused);
  const alone = raw ? document.run(call) : call.lambda?.(call, document);
  return alone ? [await alone] : answer(call, [document as RequestDocument, ...(others as RequestDocument[])]);
}

async function envelopes({ requestId, ...call }: Call, count: number, work: () => Promise<readonly unknown[]>): Promise<readonly Envelope[]> {
  try {
    return (await work()).map((data) => ({ data }));
  } catch (failure) {
    const { code, message, field, retryable } = answerFor({ ...call, requestId }, failure);
    return Array.from({ length: count }, () => ({ error: { code, message, field, requestId, retryable } }));
  }
}
