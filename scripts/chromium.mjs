/** The browser of test-long/story.test.ts: Debian's Chromium, installed where it is missing and we may. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const browser = '/usr/bin/chromium';
const commands = [['apt-get', 'update', '-q'], ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium']];

/** @returns {string | null} why it is not there, and how to get it; null: it is there */
export function ensureChromium() {
  if (existsSync(browser)) return null;
  const byHand = `${browser} is not there, which test-long/story.test.ts runs: as root, ${commands.map((words) => words.filter((word) => !word.startsWith('-q')).join(' ')).join(' && ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return byHand;
  for (const [command, ...args] of commands) {
    const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    if (status !== 0) return `${command} ${args.join(' ')} failed. ${byHand}`;
  }
  return existsSync(browser) ? null : byHand;
}
