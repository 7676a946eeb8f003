import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Milliseconds after which a build that was never finished is rubbish: none takes more than seconds. */
const abandoned = 60 * 60 * 1000;

/**
 * Makes sure that `target`, a directory, is there complete: `build` fills a directory beside it, which is then renamed.
 * Safe when several processes do it at once (the first to rename wins, the others drop theirs) and when one is killed.
 * Throws what `build` throws.
 *
 * @returns whether it had to be built
 */
export async function buildOnce(target: string, build: (directory: string) => Promise<void>): Promise<boolean> {
  if (await exists(target)) return false;
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const beside = join(parent, `.build-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(beside);
    await build(beside);
    await rename(beside, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return true;
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('.build-')) continue;
    const path = join(parent, name);
    const changed = await stat(path).then((found) => found.mtimeMs, () => Infinity);
    if (Date.now() - changed > abandoned) await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
