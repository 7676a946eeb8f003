import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyHeader, type BackendProcess } from './start-backend.js';
import { writeFile } from './write-file.js';

const fileIn = (folder: string): string => join(folder, '.cognito', 'running.json');

/** Milliseconds that the process of a parent that was killed may take to end. */
const patience = 2000;

/**
 * Two processes on one folder would write over each other's users. Whoever runs is asked by its key: a process id may have
 * become somebody else's.
 *
 * @throws Error where another process has this folder
 */
export async function checkUnused(folder: string): Promise<void> {
  const file = fileIn(folder);
  if (!existsSync(file)) return;
  const until = Date.now() + patience;
  while (await answers(JSON.parse(readFileSync(file, 'utf8')) as BackendProcess)) {
    if (Date.now() > until) throw new Error(`the user pool in ${folder} is in use by another process; end that one, or use another folder`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Notes who has the folder now. */
export function claimFolder(folder: string, { url, key }: Pick<BackendProcess, 'url' | 'key'>): void {
  writeFile(fileIn(folder), { url, key });
}

async function answers({ url, key }: Pick<BackendProcess, 'url' | 'key'>): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { headers: { [keyHeader]: key } })).ok;
  } catch {
    return false;
  }
}
