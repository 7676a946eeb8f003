import { isDeepStrictEqual } from 'node:util';
import { answer, findField } from './answer.js';
import type { Call, RawRequest } from './call.js';
import { CallError } from './errors.js';
import { readDocument, type RequestDocument } from './event.js';
import { answerFor, logged } from './log.js';
import { invalidInput } from './refusals.js';
import { runBounded } from './run-bounded.js';
import type { Caller, Envelope } from './types.js';

type Document = RequestDocument | RawRequest;

/** Calls of an event that are answered together, and their places in it. */
interface Job {
  readonly places: number[];
  readonly documents: Document[];
}

/** AppSync's largest `maxBatchSize`. */
const mostCalls = 2000;

/**
 * Answers the calls of one event, each with an envelope of its own.
 *
 * @param items documents, as they came
 * @throws nothing that a call could be the cause of
 */
export async function answerEvent(event: Call, lookup: (identity: unknown) => Promise<Caller>, items: readonly unknown[]): Promise<readonly Envelope[]> {
  const answers: Envelope[] = [];
  const put = (places: readonly number[], envelopes: readonly Envelope[]): void => places.forEach((place, index) => void (answers[place] = envelopes[index] as Envelope));
  if (items.length > mostCalls) return failed(event, 'unknown', items.length, invalidInput('The event has more calls than AppSync sends.'));
  const jobs = new Map<string, Job>();
  for (const [place, item] of items.entries()) {
    try {
      const document = event.raw?.(item) ?? readDocument(item);
      const key = batchKey(event, document) ?? String(place);
      const job = jobs.get(key) ?? { places: [], documents: [] };
      jobs.set(key, job);
      job.places.push(place);
      job.documents.push(document);
    } catch (failure) {
      put([place], await failed(event, 'unknown', 1, failure));
    }
  }
  const start = performance.now();
  const [caller, refused] = await findCaller(event, lookup, [...jobs.values()].flatMap(({ documents }) => documents.map(({ identity }) => identity)));
  const call = { ...event, caller, credentials: performance.now() - start };
  await runBounded([...jobs.values()], async ({ places, documents }) => put(places, await answerJob(call, documents, refused)));
  return answers;
}

/** Calls of a batched field that differ in their parents alone have one key. */
function batchKey(call: Call, document: Document): string | null {
  const statement = 'run' in document ? undefined : findField(call, document.statement);
  return statement?.batch && !statement.page ? JSON.stringify({ ...document, identity: 0, parameters: { ...document.parameters, parent: 0 } }) : null;
}
