import { sqlFailure } from '../postgres/failure.js';
import { error } from '../source/diagnostic.js';
import type { Staged } from '../source/types.js';

/** query_canceled: nothing but the session's statement_timeout cancels us. */
const canceled = '57014';

/**
 * An error instead of a crash where the server took too long over statements that are planned and never run: then a
 * function that the planner calls, because the template says that it is IMMUTABLE or STABLE, is slow or does not end.
 */
export async function withinTime<T>(work: () => Promise<Staged<T>>, instead: T): Promise<Staged<T>> {
  try {
    return await work();
  } catch (thrown) {
    if (sqlFailure(thrown)?.sqlState !== canceled) throw thrown;
    const { where } = thrown as { readonly where?: unknown };
    const name = typeof where === 'string' ? (/function ([^\s(]+)\(/.exec(where)?.[1] ?? null) : null;
    const message = `planning took longer than a minute${name === null ? '' : `, in function ${name}`}`;
    return { value: instead, diagnostics: [error('PGC264', message, null, 'a function that is not VOLATILE is called by the planner, as in a view: make it quick, or VOLATILE')] };
  }
}
