import { builtinModules } from 'node:module';
import { build } from 'esbuild';

/** Packages that a bundled module loads when it runs, sorted. */
export async function packagesOf(code: string): Promise<readonly string[]> {
  const { metafile } = await build({ stdin: { contents: code }, bundle: true, write: false, metafile: true, platform: 'node', format: 'esm', external: ['*'], logLevel: 'silent' });
  const paths = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return [...new Set(paths.filter((path) => !builtinModules.includes(path.replace(/^node:/u, ''))))].sort();
}
