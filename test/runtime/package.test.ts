import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const runtime = join(root, 'src/runtime');
const { exports: entries } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')) as { exports: Record<string, { types: string; default: string }> };
/** What each entry may import from elsewhere. */
const peers: Readonly<Record<string, readonly string[]>> = {
  index: ['@aws-sdk/client-rds-data'], lambda: [], raw: [], direct: ['@aws-sdk/client-secrets-manager', 'pg'], role: [], hooks: ['@aws-sdk/client-lambda'],
  members: ['@aws-sdk/client-cognito-identity-provider', '@aws-sdk/client-lambda', '@aws-sdk/client-secrets-manager'], subscriptions: ['@smithy/signature-v4', '@aws-crypto/sha256-js'], rotation: ['@aws-sdk/client-secrets-manager'],
};

async function bundle(name: string): Promise<{ readonly bytes: number; readonly inputs: readonly string[]; readonly imports: readonly string[] }> {
  const { metafile } = await build({
    entryPoints: [join(runtime, `${name}.ts`)], bundle: true, minify: true, format: 'esm', platform: 'node', target: 'node20', external: ['@aws-sdk/*', '@aws-crypto/*', '@smithy/*', 'pg'],
    outdir: join(tmpdir(), 'nowhere'), write: false, metafile: true, logLevel: 'silent', absWorkingDir: root,
  });
  const [output] = Object.values(metafile.outputs);
  return { bytes: output?.bytes ?? Infinity, inputs: Object.keys(metafile.inputs), imports: output?.imports.map(({ path }) => path) ?? [] };
}

describe('what is bundled', () => {
  it('is at most 24 KB for the entry that every function has', async () => {
    expect((await bundle('index')).bytes).toBeLessThanOrEqual(24_576);
  });

  it.each(Object.keys(peers))('is of src/runtime alone in %s, which imports nothing but its own peers', async (name) => {
    const { inputs, imports } = await bundle(name);
    expect(inputs.filter((path) => !path.startsWith('src/runtime/'))).toEqual([]);
    expect(imports.filter((path) => !path.startsWith('node:'))).toEqual(imports.filter((path) => peers[name]?.includes(path)));
    expect(imports.filter((path) => builtinModules.includes(path))).toEqual([]);
  });

  it('has an entry for each of them', () => {
    expect(Object.keys(entries)).toEqual(Object.keys(peers).map((name) => (name === 'index' ? '.' : `./${name}`)));
  });
});

describe('the package as it is published', () => {
  let project: string;
  const installed = (path: string): string => join(project, 'node_modules/pg-cognition-runtime', path);
  const node = (code: string): string => execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

  // A folder of somebody else's, with nothing but what is in the tarball.
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'pgcog-package-'));
    const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: runtime, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as { files: { path: string }[] }[];
    for (const { path } of packed?.files ?? []) cpSync(join(runtime, path), installed(path), { recursive: true });
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('has every file of its exports', () => {
    const files = Object.values(entries).flatMap((entry) => [entry.types, entry.default]);
    expect(files.filter((path) => !existsSync(installed(path))), 'built by npm test').toEqual([]);
    expect(existsSync(installed('types.ts'))).toBe(false);
  });

  it('is imported without the packages that it uses, and names the one that a call lacks', () => {
    const call = "{ v: 1, statement: 'Query.a', identity: { claims: { userid: 'u' } } }";
    const statement = "{ operation: 'write', parameters: [], columns: [], rows: 'many', scalar: false, page: null, orders: [], batch: null, allow: null, tenantArgument: null, uses: [], variants: [{ roles: null, sql: ['select 1'], labels: [], parts: [] }] }";
    const told = node(`
      import { createDataSource, dataApi } from 'pg-cognition-runtime';
      import { lambdaResolvers } from 'pg-cognition-runtime/lambda';
      import { rawDocuments } from 'pg-cognition-runtime/raw';
      const manifest = { v: 1, manifest: 'x', statements: { 'Query.a': ${statement} }, transactions: {}, lambdas: {}, errors: {} };
      const handler = createDataSource({
        manifest, transport: dataApi({ resourceArn: 'arn', database: 'shop' }), credentials: { prefix: 'shop' }, lambda: lambdaResolvers({}), raw: rawDocuments(),
        log() {}, report: (fault) => console.log(fault.message),
      });
      console.log((await handler(${call})).error.code);`);
    expect(told).toMatch(/^Cannot find package '@aws-sdk\/client-rds-data' [^\n]+\ninternal\n$/);
  });

  it.each([['NodeNext', 'NodeNext'], ['ESNext', 'Bundler']])('has types for all of its entries, for module %s with resolution %s', (module, resolution) => {
    writeFileSync(join(project, 'main.ts'), `
      import { CallError, createDataSource, dataApi, type LambdaCall } from 'pg-cognition-runtime';
      import { lambdaResolvers, prettify, type LambdaResolver } from 'pg-cognition-runtime/lambda';
      import { rawDocuments } from 'pg-cognition-runtime/raw';
      import { direct } from 'pg-cognition-runtime/direct';
      import { roleLogins } from 'pg-cognition-runtime/role';
      const stub: LambdaResolver = ({ database, fail }: LambdaCall) => database.query('select 1').catch(() => fail('NO', 'no'));
      const transport = process.argv.length > 2 ? dataApi({ resourceArn: 'arn', database: 'shop' }) : direct({ host: 'db', database: 'shop' });
      export const handler = createDataSource({ manifest: {}, transport, credentials: { prefix: 'shop' }, lambda: lambdaResolvers({ 'Mutation.a': stub }), raw: rawDocuments() });
      export const byRoles = createDataSource({ manifest: {}, ...roleLogins({ transport, credentials: { prefix: 'shop' } }) });
      export const code: string = new CallError('conflict').code;
      export const rows: Record<string, unknown>[] = prettify({ records: [] });
      // @ts-expect-error: types are there, not any
      export const wrong: number = new CallError('conflict').code;`);
    mkdirSync(join(project, 'node_modules/@aws-sdk'), { recursive: true });
    for (const peer of ['@types', '@aws-sdk/client-rds-data', '@aws-sdk/client-secrets-manager']) {
      if (!existsSync(join(project, 'node_modules', peer))) symlinkSync(join(root, 'node_modules', peer), join(project, 'node_modules', peer));
    }
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--types', 'node', '--module', module, '--moduleResolution', resolution];
    expect(execFileSync(process.execPath, [compiler, ...options, 'main.ts'], { cwd: project, encoding: 'utf8' })).toBe('');
  });
});
