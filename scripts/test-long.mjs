/** npm run test:long: every test of `npm test`, then those that take their time. */
import { spawnSync } from 'node:child_process';
import { ensureChromium } from './chromium.mjs';

// Everything else is tested all the same; the test that needs it fails.
const missing = ensureChromium();
if (missing !== null) console.error(missing);
const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.long.config.ts', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(run.status ?? 1);
