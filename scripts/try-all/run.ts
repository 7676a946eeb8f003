import { spawn, spawnSync } from 'node:child_process';

/** How a command ended. */
export interface Ended {
  readonly ok: boolean;
  /** What it said, streams together. */
  readonly output: string;
  readonly seconds: number;
}

/** Minutes that a command may take. */
const patience = 15;

/** Nothing of this machine's AWS, and of the run that has started us: the projects are nobody's yet. */
function environment(cache: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|VITEST|NODE_ENV$|npm_(?!config_)|PGCOG_)/u.test(name));
  return { ...Object.fromEntries(kept), PGCOG_CACHE_DIR: cache, AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1', CI: 'true' };
}

/** Whether commands can be run without any network but this machine's own; root may do so on Linux. */
export const canBeOffline = process.platform === 'linux' && spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0;

/** Runs a command to its end; `offline` where that is possible. */
export function run(cwd: string, cache: string, command: readonly string[], offline: boolean): Promise<Ended> {
  const began = performance.now();
  const words = offline && canBeOffline ? ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...command] : command;
  const [program = '', ...args] = words;
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env: environment(cache), stdio: ['ignore', 'pipe', 'pipe'], timeout: patience * 60_000, shell: process.platform === 'win32' });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const end = (ok: boolean): void => done({ ok, output: said.join(''), seconds: (performance.now() - began) / 1000 });
    child.once('error', (failure) => {
      said.push(failure.message);
      end(false);
    });
    child.once('close', (status) => end(status === 0));
  });
}
