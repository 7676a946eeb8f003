import type { Call, Meter } from './call.js';
import type { StatementRequest, StatementResult } from './types.js';

/** Adds the time that the database took to the meter, also where it refuses. */
export async function timed<T>(meter: Meter, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    meter.dataApi += performance.now() - start;
  }
}

/** Sends a statement as the caller, in the call's transaction where there is one. @throws DatabaseFailure */
export async function send(call: Call, meter: Meter, request: Pick<StatementRequest, 'sql' | 'parameters' | 'access' | 'longsAsText' | 'columns'>): Promise<StatementResult> {
  const sent = { ...request, secret: call.caller.secret, transaction: call.transaction ?? null, deadline: call.deadline };
  const result = await timed(meter, () => call.transport.execute(sent));
  meter.bytes += result.bytes;
  meter.rows += result.records.length || result.updated;
  return result;
}
