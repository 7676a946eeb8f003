import type { Testing } from './create-testing.js';

/** Milliseconds: preparing, once for a state of the project, may have to wait for PostgreSQL to be made. */
const patience = 300_000;

/**
 * Has the test runner open the stage before the first test of the file, in whose time it would not fit, and end it after
 * the last one: vitest, node:test. With others it opens when somebody signs in; nothing that was started outlives the
 * process, whatever runs it.
 */
export async function hookIn({ open, close }: Pick<Testing, 'open' | 'close'>, variables: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (variables['VITEST'] !== undefined) {
    const { afterAll, beforeAll } = await import('vitest');
    beforeAll(open, patience);
    afterAll(close, patience);
  } else if (variables['NODE_TEST_CONTEXT'] !== undefined) {
    const { after, before } = await import('node:test');
    before(open, { timeout: patience });
    after(close, { timeout: patience });
  }
}
