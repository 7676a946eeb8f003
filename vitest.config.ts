import { defineConfig } from 'vitest/config';

// What takes long by nature (processes killed one by one, rules broken one by one) is `*.long.test.ts`, for `npm run test:long`.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], exclude: ['**/*.long.test.ts'], testTimeout: 60_000, hookTimeout: 120_000, pool: 'forks', maxWorkers: 2 },
});
