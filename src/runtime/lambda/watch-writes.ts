import { DatabaseFailure } from '../errors.js';
import type { Transport } from '../types.js';

/** The transport, and whether something may have been written by it: what was rolled back, or never ran, was not. */
export function watchWrites(transport: Transport): { readonly transport: Transport; any(): boolean } {
  let written = false;
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      written = true;
      return result;
    } catch (failure) {
      written ||= !(failure instanceof DatabaseFailure) || failure.kind === 'unknown' || failure.kind === 'timeout';
      throw failure;
    }
  };
  return {
    any: () => written,
    transport: {
      ...transport,
      execute: (request) => (request.access === 'write' && request.transaction === null ? watched(transport.execute(request)) : transport.execute(request)),
      commit: (secret, transaction, deadline) => watched(transport.commit(secret, transaction, deadline)),
    },
  };
}
