import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests talk to a whole stack: nothing is wrong with one that takes a while on a busy machine.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
