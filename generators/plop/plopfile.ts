import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NodePlopAPI } from 'node-plop';
import { loadModule } from '../../src/config/load-module.js';
import { error } from '../../src/source/diagnostic.js';
import { Refused } from './refused.js';

const names = ['ts', 'mts', 'js', 'mjs', 'cjs'].map((extension) => `plopfile.${extension}`);

/** The project's own plopfile; null where there is none. */
export function plopfileIn(root: string): string | null {
  return names.find((name) => existsSync(join(root, name))) ?? null;
}

/**
 * Plop with the generators of a plopfile. It is loaded here and not by plop, which knows no TypeScript.
 *
 * @throws Refused PGC767
 */
export async function openPlopfile(root: string, file: string): Promise<NodePlopAPI> {
  const { default: nodePlop } = await import('node-plop');
  const plop = await nodePlop('', { destBasePath: root, force: false });
  plop.setPlopfilePath(join(root, file));
  try {
    const register = await loadModule(root, file);
    if (typeof register !== 'function') throw new Error('it exports no function as default');
    await (register as (api: NodePlopAPI) => unknown)(plop);
    return plop;
  } catch (failure) {
    const said = (failure instanceof Error ? failure.message : String(failure)).split('\n')[0] ?? '';
    throw new Refused([error('PGC767', `${file} cannot be loaded: ${said.replaceAll(`${root}/`, '')}`, { file, start: 0, end: 0 }, 'it must run on its own: export default function (plop) { plop.setGenerator(...) }')]);
  }
}
