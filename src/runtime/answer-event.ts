import { answer } from './answer.js';
import type { Call, RequestDocument } from './call.js';
import type { CallError } from './errors.js';
import { readDocument } from './event.js';
import { refuse } from './identity/read-caller.js';
import { answerFor, logged } from './log.js';
import { addTo } from './own.js';
import { runBounded } from './run-bounded.js';
import { findField } from './statement.js';
import type { Caller, Envelope } from './types.js';

type Answered = Pick<RequestDocument, 'answer'>;

/**
 * Answers the calls of one event, each with an envelope of its own.
 *
 * @param call whose caller is not known yet
 * @param items documents, as they came
 * @throws nothing that a call could be the cause of
 */
export async function answerEvent(call: Call, lookup: (identity: unknown) => Promise<Caller>, items: readonly unknown[]): Promise<readonly Envelope[]> {
  const answered: Answered[] = items.map(() => ({}));
  const jobs = new Map<string | number, RequestDocument[]>();
  for (const [place, item] of items.entries()) {
    try {
      const document = call.raw?.(item) ?? readDocument(item);
      const key = batchKey(call, document) ?? place;
      addTo(jobs, key, document);
      answered[place] = document;
    } catch (failure) {
      await fail(call, [answered[place] as Answered], failure);
    }
  }
  const together = [...jobs.values()];
  const identified = await identify(call, lookup, together.flat());
  await runBounded(together, (documents) => answerTogether(identified, documents));
  return answered.map((one) => one.answer as Envelope);
}

/** Calls of a batched field that differ in their parents alone have one key. */
function batchKey(call: Call, document: RequestDocument): string | null {
  const field = findField(call, document.statement);
  return field?.batch && !field.page ? JSON.stringify({ ...document, identity: 0, parameters: { ...document.parameters, parent: 0 } }) : null;
}

async function identify(call: Call, lookup: (identity: unknown) => Promise<Caller>, documents: readonly RequestDocument[]): Promise<Call> {
  const start = performance.now();
  const found: { caller?: Caller; refused?: CallError } = {};
  try {
    // One caller's rows must not be answered to another: AppSync never mixes them.
    if (new Set(documents.map(({ identity }) => JSON.stringify(identity))).size > 1) refuse();
    found.caller = await lookup(documents[0]?.identity ?? null);
  } catch (failure) {
    found.refused = answerFor(call, failure);
  }
  return { ...call, ...found, credentials: performance.now() - start };
}

async function answerTogether(call: Call, documents: readonly RequestDocument[]): Promise<void> {
  const [document] = documents as [RequestDocument];
  try {
    if (call.refused) throw call.refused;
    const alone = document.run?.(call) ?? call.lambda?.(call, document);
    if (alone) document.answer = await alone;
    else await answer(call, documents);
    for (const one of documents) one.answer = { data: one.answer };
  } catch (failure) {
    const { code, field } = failure as CallError;
    // One parent's rows, or a key of it that cannot be sent, take no other's along: reading again does no harm.
    const apart = /^too_large|,parent\./.test(`${code},${field}`) && findField(call, document.statement)?.operation === 'read';
    const half = apart ? documents.length >> 1 : 0;
    if (half === 0) return fail(call, documents, failure, document.statement);
    await answerTogether(call, documents.slice(0, half));
    await answerTogether(call, documents.slice(half));
  }
}

/** Answers calls that failed; what was refused before there was a statement has its line in the log too. */
async function fail(call: Call, documents: readonly Answered[], failure: unknown, name = ''): Promise<void> {
  const { manifest, requestId } = call;
  const error = answerFor(call, failure);
  // A name that nobody gave to a field is the caller's text.
  const statement = Object.hasOwn({ ...manifest.statements, ...manifest.transactions, ...manifest.lambdas }, name) ? name : 'unknown';
  if (!call.told.has(error)) await logged(call, statement, 'read', () => Promise.reject(error), documents.length).catch(() => undefined);
  for (const one of documents) one.answer = { error: { code: error.code, message: error.message, field: error.field, requestId, retryable: error.retryable } };
}
