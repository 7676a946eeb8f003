import type { ResolverSpec } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import type { Staged } from '../../source/types.js';

/**
 * Runs what walks a statement's tree. A text may nest deeper than our own stack goes, which is the user's to mend and
 * no failure of ours.
 */
export async function withinDepth<T>(spec: ResolverSpec, run: () => Promise<Staged<T | null>>): Promise<Staged<T | null>> {
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return { value: null, diagnostics: [error('PGC130', 'the statement nests too deep to be read', spec.span, 'put a part of it into a view or a function')] };
  }
}
