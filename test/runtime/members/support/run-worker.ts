import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { prefix, resourceArn, type MemberWorld } from './member-world.js';
import { region } from './user-pool.js';

/** What a worker's process is to do. */
export interface WorkerOrder {
  readonly event: unknown;
  /** From 1; a number that is never reached: it runs to its end. */
  readonly killAt: number;
  readonly region: string;
  readonly prefix: string;
  readonly resourceArn: string;
  readonly database: string;
  readonly dataApi: string;
  readonly secrets: string;
  readonly pool: string;
  readonly userPoolId: string;
}

export interface WorkerProcess {
  /** Whether it was killed before it was done. */
  run(world: MemberWorld, event: unknown, killAt: number): Promise<boolean>;
  remove(): void;
}

/** The worker bundled as for Lambda, its clients with it. */
export async function bundleWorker(): Promise<WorkerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'pgcog-worker-'));
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'killed-worker.ts')], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', mainFields: ['module', 'main'], minify: true,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return {
    run: (world, event, killAt) => {
      const order: WorkerOrder = {
        event, killAt, region, prefix, resourceArn, database: world.control.database, dataApi: world.data.url, secrets: world.secretsUrl,
        pool: world.pool.url, userPoolId: world.pool.userPoolId,
      };
      return ended(outfile, order);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ended(file: string, order: WorkerOrder): Promise<boolean> {
  const child = spawn(process.execPath, ['--no-warnings', file], { env: { ORDER: JSON.stringify(order) }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => (signal === 'SIGKILL' ? resolve(true) : code === 0 ? resolve(false) : reject(new Error(said))));
  });
}
