/** Bundles the bins and the package's entry into dist/, and writes the entry's types. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });

/** Hash over everything that a run's result depends on. */
function sources() {
  const hash = createHash('sha256');
  for (const folder of ['generators', 'src', 'templates']) {
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort()) hash.update(`${path}\0${readFileSync(path, 'utf8')}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
await build({
  entryPoints: { 'pgcog-gen': 'generators/pgcog-gen.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  define: { __PG_COGNITION_VERSION__: JSON.stringify(version), __PG_COGNITION_BUILD__: JSON.stringify(sources()) },
  logLevel: 'warning',
});

const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
process.exit(types.status ?? 1);
