/**
 * Has the test runner call this after the last test of the file: vitest's `afterAll`, `after` of node:test. Other runners
 * are not known; nothing that was started outlives the process, whatever runs it.
 */
export async function endWithTests(close: () => Promise<void>, variables: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (variables['VITEST'] !== undefined) (await import('vitest')).afterAll(close);
  else if (variables['NODE_TEST_CONTEXT'] !== undefined) (await import('node:test')).after(close);
}
