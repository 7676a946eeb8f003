import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { keyHeader, startBackend } from '../../../src/local/cognito/start-backend.js';

const folder = mkdtempSync(join(tmpdir(), 'pgcog-cognito-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

function place(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** Waits until nobody listens there any more. */
async function gone(url: string): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answers = await fetch(url).then(() => true, () => false);
    if (!answers) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

describe('the process behind the pool', () => {
  it('answers nobody without its key, and stops', async () => {
    const backend = await startBackend(place('key'), null);
    expect((await fetch(`${backend.url}/health`)).status).toBe(403);
    expect((await fetch(`${backend.url}/health`, { headers: { [keyHeader]: 'other' } })).status).toBe(403);
    expect((await fetch(`${backend.url}/health`, { headers: { [keyHeader]: backend.key } })).status).toBe(200);
    await backend.stop();
    expect(await gone(backend.url)).toBe(true);
    await backend.stop();
  });

  it('says why it does not start', async () => {
    await expect(startBackend(join(folder, 'nowhere'), null)).rejects.toThrow(/ENOENT/);
  });

  it.each(['SIGKILL', 'exit'] as const)('ends with its parent (%s)', async (way) => {
    const parent = spawn(process.execPath, [join(root, 'scripts/ts.mjs'), join(root, 'test/local/cognito/keep-backend.ts'), place(way), way], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((resolve) => parent.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim())));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const ended = new Promise((resolve) => parent.once('exit', resolve));
    if (way !== 'exit') {
      expect((await fetch(url)).status).toBe(403);
      parent.kill(way);
    }
    await ended;
    expect(await gone(url)).toBe(true);
  });
});
