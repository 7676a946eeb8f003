import { DatabaseFailure } from '../../src/runtime/index.js';
import type { Transport } from '../../src/runtime/index.js';

/** Transactions as the runtime knows them. */
export interface WatchedTransport extends Transport {
  /** Begun, and neither committed nor asked to be rolled back. */
  readonly open: ReadonlySet<string>;
  /** Begins that failed so that one may be open of which nobody has the id. */
  unknownBegins(): number;
  failedRollbacks(): number;
}

/** A transport that keeps account of what is begun and ended through it. */
export function watchTransactions(transport: Transport): WatchedTransport {
  const open = new Set<string>();
  let [unknown, failed] = [0, 0];
  return {
    open,
    unknownBegins: () => unknown,
    failedRollbacks: () => failed,
    execute: (request) => transport.execute(request),
    async begin(secret, deadline) {
      try {
        const id = await transport.begin(secret, deadline);
        open.add(id);
        return id;
      } catch (failure) {
        if (failure instanceof DatabaseFailure && ['unknown', 'timeout'].includes(failure.kind)) unknown++;
        throw failure;
      }
    },
    async commit(secret, id, deadline) {
      await transport.commit(secret, id, deadline);
      open.delete(id);
    },
    async rollback(secret, id) {
      open.delete(id);
      await transport.rollback(secret, id).catch((failure: unknown) => {
        failed++;
        throw failure;
      });
    },
  };
}
