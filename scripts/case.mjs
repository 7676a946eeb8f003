/** npm run case -- NAME: runs one folder of fixtures/ and writes its expectations anew ('*' for all). */
import { spawnSync } from 'node:child_process';

const name = process.argv[2];
if (name === undefined) {
  process.stderr.write("usage: npm run case -- NAME   (a folder of fixtures/generate, fixtures/mistakes or fixtures/settings, or '*')\n");
  process.exit(2);
}
const only = name === '*' ? [] : ['-t', name];
const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/cases.test.ts', 'test/config/bad-settings.test.ts', ...only], {
  stdio: 'inherit',
  env: { ...process.env, REWRITE_CASE: name },
});
process.exit(run.status ?? 1);
