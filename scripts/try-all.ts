/**
 * `npm run try:all`: packs the three packages, makes a project of every pair of choices (`-- all`: of every combination;
 * `-- 1,6`: of these) in an empty folder outside the repository, and runs in it all that its user and CI run. Exits with 1
 * where anything failed.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { combinations } from './try-all/combinations.js';
import { canBeOffline } from './try-all/run.js';
import { tryProject, type Step, type Workshop } from './try-all/try-project.js';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Projects that are tried at the same time. */
const together = 2;
/** Characters of what a failed command said. */
const most = 6_000;

function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'pgcog-try-'));
  // PostgreSQL does not run as root, and its user has to get there.
  chmodSync(folder, 0o755);
  const [packages, tool] = [join(folder, 'packages'), join(folder, 'tool')];
  for (const path of [packages, tool]) mkdirSync(path);
  for (const name of ['.', 'src/runtime', 'create-app']) execFileSync('npm', ['pack', '--silent', '--pack-destination', packages], { cwd: join(repository, name), stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('npm', ['install', '--prefix', tool, '--no-audit', '--no-fund', '--silent', tarball(packages, 'create-pg-cognition-app')], { cwd: tool, stdio: 'inherit' });
  return { folder, packages, create: join(tool, 'node_modules', '.bin', 'create-pg-cognition-app') };
}

function tarball(packages: string, name: string): string {
  const found = readdirSync(packages).find((file) => file.startsWith(name));
  if (found === undefined) throw new Error(`npm pack has made no ${name}`);
  return join(packages, found);
}

function say(name: string, steps: readonly Step[]): void {
  const failed = steps.find(({ ok }) => !ok);
  const times = steps.map((one) => `${one.ok ? '' : 'FAILED '}${one.name} ${one.seconds.toFixed(1)}`).join(', ');
  console.log(`${failed === undefined ? 'ok    ' : 'FAILED'}  ${name.padEnd(34)}  ${times}`);
  if (failed !== undefined) console.log(`${failed.output.trim().slice(-most)}\n`);
}

const workshop = openWorkshop();
try {
  const waiting = [...combinations(process.argv[2] ?? null).entries()];
  console.log(`${waiting.length} projects in ${workshop.folder}; ${canBeOffline ? 'offline but for npm install' : 'this machine cannot take the network away from them'}; seconds`);
  let failures = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [number, combination] = next;
      const steps = await tryProject(workshop, combination, number + 1);
      say(combination.name, steps);
      if (steps.some(({ ok }) => !ok)) failures += 1;
      else rmSync(join(workshop.folder, String(number + 1)), { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  console.log(failures === 0 ? 'all passed' : `${failures} failed`);
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(workshop.folder, { recursive: true, force: true });
}
