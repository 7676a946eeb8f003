import type { Call } from './call.js';
import { CallError, DatabaseFailure } from './errors.js';
import type { Meter } from './log.js';
import { rerunSerialization } from './retry.js';
import { metered, timed, type Send } from './statement-run.js';
import { createTransactionQueue } from './transaction-queue.js';

/**
 * Runs `work` in a transaction: all of it or nothing. After a serialization failure or a deadlock the whole runs again,
 * three times at most.
 *
 * @param work sends through what it is given; statements run one at a time, in the order of their sending
 * @throws what `work` throws, or the failure of a statement of which `work` made nothing
 */
export function runTransaction<T>(call: Call, meter: Meter, work: (send: Send) => Promise<T>): Promise<T> {
  return rerunSerialization(() => runOnce(call, meter, work), 3, { deadline: call.deadline });
}

async function runOnce<T>({ transport, caller: { secret }, deadline }: Call, meter: Meter, work: (send: Send) => Promise<T>): Promise<T> {
  const transaction = await timed(meter, () => transport.begin(secret, deadline));
  const queue = createTransactionQueue();
  const send: Send = (request, into) => queue.add(() => metered(into, () => transport.execute({ ...request, secret, transaction, deadline })));
  try {
    const result = await work(send);
    const broken = await queue.close();
    // PostgreSQL answers COMMIT of a transaction that failed with a rollback, and calls it a success.
    if (broken !== null) throw broken;
    await timed(meter, () => transport.commit(secret, transaction, deadline));
    return result;
  } catch (failure) {
    const broken = await queue.close();
    await timed(meter, () => transport.rollback(secret, transaction)).catch(() => undefined);
    throw isSerialization(broken) ? broken : failure;
  }
}

/** Counts before whatever `work` made of it: the next attempt may not meet it. */
function isSerialization(failure: unknown): boolean {
  return (failure instanceof DatabaseFailure || failure instanceof CallError) && ['40001', '40P01'].includes(failure.sqlstate ?? '');
}
