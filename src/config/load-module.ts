import { join } from 'node:path';
import { loadedInTime } from '../source/loaded-in-time.js';

/** What a module of the user's exports as default, TypeScript or JavaScript, read anew at every call. Loads jiti. Throws what it throws. */
export async function loadModule(root: string, path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return loadedInTime(createJiti(join(root, 'package.json'), { fsCache: false, moduleCache: false }).import(join(root, path), { default: true }));
}
