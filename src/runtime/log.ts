import type { Call, Meter } from './call.js';
import { CallError, DatabaseFailure } from './errors.js';
import { toCallError } from './failure/to-call-error.js';
import { guarded } from './guarded.js';

/**
 * Runs one statement or transaction, and writes its line; a part of a transaction has none.
 *
 * @param access only of a read a client may repeat what nobody knows the outcome of
 * @param calls that are answered by it
 * @throws CallError whatever it was that `work` threw
 */
export async function logged<T>(call: Call, statement: string, access: 'read' | 'write', work: (meter: Meter) => Promise<T>, calls = 1): Promise<T> {
  const { caller, requestId, tenantNamed } = call;
  const meter: Meter = call.meter ?? { dataApi: 0, rows: 0, bytes: 0, tenant: caller.tenant, tenantNamed };
  const start = performance.now();
  let error: CallError | null = null;
  try {
    return await work(meter);
  } catch (failure) {
    error = answerFor(call, failure, access);
    call.told.add(error);
    throw error;
  } finally {
    const { dataApi, ...counted } = meter;
    const credentials = rounded(call.credentials);
    const ms = { credentials, dataApi: rounded(dataApi), total: rounded(credentials + performance.now() - start) };
    const line = { statement, manifest: call.manifest.manifest, role: caller.role, userId: caller.userId, requestId, calls, ms, ...counted, code: error?.code ?? 'ok', sqlstate: error?.sqlstate ?? null };
    if (!call.meter) guarded(() => call.log(line));
  }
}

/** What the client is told of a failure; one that should not have been is reported. */
export function answerFor({ manifest, report, requestId }: Call, failure: unknown, access?: 'read' | 'write'): CallError {
  if (!(failure instanceof CallError) && !(failure instanceof DatabaseFailure)) guarded(() => report(failure, requestId));
  return toCallError(failure, manifest.errors, access);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
