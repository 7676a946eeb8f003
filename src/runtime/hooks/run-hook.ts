import { DatabaseFailure, reasonOf } from '../errors.js';
import { guarded } from '../guarded.js';
import { HookRefusal } from './hook-refusal.js';
import { labelsOf, readEvent, type Subject } from './read-event.js';
import type { Hook, HookLine, HookName, HookOptions, LambdaContext, RefusalCode } from './types.js';
import { within } from '../within.js';

/** A call of one hook, while it runs. */
export interface HookCall extends Subject {
  readonly requestId: string;
  /** Milliseconds since the epoch when it is answered in any case. */
  readonly end: number;
  /** As in the log's line. */
  handedOver: boolean | null;
}

/** The event's `response`. @throws HookRefusal, or what asking the database threw */
export type Decide = (call: HookCall) => Promise<Readonly<Record<string, unknown>>>;

/** Milliseconds that a Lambda function keeps to answer with. */
const margin = 150;

/**
 * A hook around its decision: reads the event, answers in time whatever happens, writes the line of the log. Whatever is
 * thrown is a HookRefusal.
 *
 * @param refused with this an event is refused that is none of this hook's
 */
export function runHook(options: Required<Pick<HookOptions, 'deadline' | 'log' | 'report'>>, hook: HookName, refused: RefusalCode, decide: Decide): Hook {
  return async (event, context = {}) => {
    const start = performance.now();
    const requestId = context.awsRequestId ?? '';
    const line = { hook, ...labelsOf(hook, event), requestId };
    const subject = readEvent(hook, event);
    const time = timeFor(options.deadline, context);
    const call: HookCall | null = subject && { ...subject, requestId, end: Date.now() + time, handedOver: null };
    let refusal: HookRefusal | null = null;
    try {
      if (call === null) throw new HookRefusal(refused, 'event');
      const response = await within(time, decide(call), tooLate);
      return Object.assign(call.event, { response });
    } catch (failure) {
      refusal = refusalOf(failure, (fault) => guarded(() => options.report(fault, requestId)));
      throw refusal;
    } finally {
      const told: HookLine = { ...line, outcome: refusal?.code ?? 'ok', reason: refusal?.reason ?? null, handedOver: call?.handedOver ?? null, ms: Math.round(performance.now() - start) };
      guarded(() => options.log(told));
    }
  };
}

/** Milliseconds for a call: no more than the function itself has left. */
function timeFor(deadline: number, context: LambdaContext): number {
  return Math.min(deadline, (context.getRemainingTimeInMillis?.() ?? Infinity) - margin);
}

function tooLate(): never {
  throw new HookRefusal('unavailable', 'timeout');
}

/** What fails is worth another try: nobody has been refused for what they are. Of the server's text nothing is kept. */
function refusalOf(failure: unknown, report: (fault: unknown) => void): HookRefusal {
  if (failure instanceof HookRefusal) return failure;
  if (!(failure instanceof DatabaseFailure)) report(failure);
  return new HookRefusal('unavailable', reasonOf(failure) || 'fault');
}
