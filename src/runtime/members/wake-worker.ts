import { isRecord, own } from '../own.js';
import type { Manifest } from '../types.js';
import { within } from '../within.js';

export interface WakeOptions {
  /** statements.json, as imported. */
  readonly manifest: unknown;
  /** Starts the worker: `invokeLater({ functionName })`. */
  readonly wake: () => Promise<void>;
  /** What `wake` failed with; `console.error` unless set. */
  readonly report?: (fault: unknown) => void;
}

/** Milliseconds that a caller waits for the worker to be woken, at most. */
const patience = 1_000;

/**
 * A data source that wakes the worker behind members when a call has written to the control schema, so that an
 * invitation is sent, and a token revoked, now and not with the next run of the schedule. The answer is the data
 * source's own, whatever becomes of the waking: what waits is in the database.
 *
 * @throws TypeError at once for what is no statements.json
 */
export function wakeWorker<Event, Context, Answer>(handler: (event: Event, context?: Context) => Promise<Answer>, { manifest, wake, report = console.error }: WakeOptions): typeof handler {
  const writes = membersWrites(manifest);
  return async (event, context) => {
    const answer = await handler(event, context);
    const [documents, answers] = [listOf(event), listOf(answer)];
    const wrote = documents.some((one, at) => isRecord(one) && writes.has(own(one, 'statement')) && isDone(answers[at]));
    if (wrote) await within(patience, Promise.resolve().then(wake), late).catch(report);
    return answer;
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What was refused has written nothing. */
const isDone = (answer: unknown): boolean => isRecord(answer) && Object.hasOwn(answer, 'data');

/** Names of fields whose statement, or one of whose steps, writes by what schema `cognition` has. */
function membersWrites(manifest: unknown): ReadonlySet<unknown> {
  const { statements, transactions } = Object(manifest) as Partial<Manifest>;
  if (!isRecord(statements) || !isRecord(transactions)) throw new TypeError('no statements.json');
  const writing = Object.entries(statements).filter(([, { operation, uses }]) => operation === 'write' && uses.some((used) => used.startsWith('cognition.')));
  const names = new Set(writing.map(([name]) => name));
  const whole = Object.entries(transactions).filter(([, { steps }]) => steps.some(({ statement }) => names.has(statement)));
  return new Set([...names, ...whole.map(([name]) => name)]);
}

function late(): never {
  throw new Error('the worker was not woken in time');
}
