import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Combination } from './combinations.js';
import { run, type Ended } from './run.js';

export interface Workshop {
  /** Absolute, outside the repository. */
  readonly folder: string;
  /** Tarballs. */
  readonly packages: string;
  /** `create-pg-cognition-app`, as npm has installed it. */
  readonly create: string;
}

export type Step = { readonly name: string } & Ended;

/** Everything that a newcomer and CI run, in their order; ends at the first that fails. Offline but for what installs. */
export async function tryProject({ folder, packages, create }: Workshop, { flags, hasCdk }: Combination, number: number): Promise<readonly Step[]> {
  const place = join(folder, String(number));
  const root = join(place, 'app');
  mkdirSync(place, { recursive: true });
  const cache = join(folder, 'cache');
  const steps: Step[] = [];
  const step = async (name: string, work: () => Promise<Ended>): Promise<void> => {
    if (steps.every(({ ok }) => ok)) steps.push({ name, ...(await work()) });
  };
  const command = (...words: readonly string[]) => (): Promise<Ended> => run(root, cache, words, true);
  await step('create', () => run(place, cache, [create, 'app', ...flags, '--yes', '--no-install', '--no-git', '--packages', packages], true));
  await step('install', () => install(root, folder, cache));
  await step('generate', command('npm', 'run', 'generate'));
  await step('init', command('npx', 'pgcog-gen', 'migration', 'init'));
  await step('test', command('npm', 'test'));
  await step('tsc', command('npm', 'run', 'types'));
  await step('eslint', command('npm', 'run', 'lint'));
  await step('generate --check', command('npx', 'pgcog-gen', 'generate', '--check'));
  await step('migration --check', command('npx', 'pgcog-gen', 'migration', '--check'));
  if (hasCdk) await step('cdk synth', command('npm', 'run', 'synth'));
  return steps;
}

/** By package.json: its packages. */
const installed = new Map<string, Promise<{ readonly ended: Ended; readonly store: string }>>();

/** Projects of the same package.json have the same packages: they are installed once, and linked file by file. */
async function install(root: string, folder: string, cache: string): Promise<Ended> {
  const wanted = readFileSync(join(root, 'package.json'), 'utf8');
  const store = join(folder, 'installed', String(installed.size));
  const first = installed.get(wanted) ?? fill(root, store, cache);
  installed.set(wanted, first);
  const { ended, store: there } = await first;
  if (!ended.ok) return ended;
  const linked = await run(folder, cache, process.platform === 'linux' ? ['cp', '-al', join(there, 'node_modules'), root] : ['cp', '-R', join(there, 'node_modules'), root], true);
  cpSync(join(there, 'package-lock.json'), join(root, 'package-lock.json'));
  return linked.ok ? { ...linked, seconds: linked.seconds + ended.seconds } : linked;
}

async function fill(root: string, store: string, cache: string): Promise<{ readonly ended: Ended; readonly store: string }> {
  const ended = await run(root, cache, ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'], false);
  mkdirSync(store, { recursive: true });
  for (const name of ['node_modules', 'package-lock.json']) if (existsSync(join(root, name))) renameSync(join(root, name), join(store, name));
  return { ended, store };
}
