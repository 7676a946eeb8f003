import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const source = (file: string): string => join(root, 'src/runtime', file);
const seeded = (name: string): string => join(root, 'templates/seeded/lambda', `${name}.ts`);
const settings = { CLUSTER_ARN: 'arn:aws:rds:eu-west-1:123456789012:cluster:shop', DATABASE: 'shop', SECRETS_PREFIX: 'shop/production' };

describe.each([['members', { ...settings, USER_POOL_ID: 'eu-west-1_pool', GRAPHQL_URL: 'https://a.test/graphql' }], ['rotation', settings]])('lambda/%s.ts, as a project gets it', (name, environment) => {
  it('compiles under the strictest of settings', () => {
    const program = ts.createProgram([seeded(name)], {
      strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true, noUnusedLocals: true, noUnusedParameters: true, verbatimModuleSyntax: true,
      noEmit: true, skipLibCheck: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')], target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, resolveJsonModule: true,
      paths: { 'pg-cognition-runtime': [source('index.ts')], ...Object.fromEntries([name, 'subscriptions'].map((entry) => [`pg-cognition-runtime/${entry}`, [source(`${entry}.ts`)]])) },
    });
    expect(program.getSemanticDiagnostics(program.getSourceFile(seeded(name))).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 60_000);

  it('exports its handler, loads no SDK for it, and names a setting that is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pgcog-seeded-'));
    const { outputFiles } = await build({
      entryPoints: [seeded(name)], bundle: true, minify: true, format: 'esm', platform: 'node', target: 'node20', external: ['@aws-sdk/*', '@smithy/*', '@aws-crypto/*'], write: false, logLevel: 'silent',
      alias: { 'pg-cognition-runtime': source('index.ts'), ...Object.fromEntries([name, 'subscriptions'].map((entry) => [`pg-cognition-runtime/${entry}`, source(`${entry}.ts`)])) },
    });
    writeFileSync(join(folder, 'handler.mjs'), outputFiles[0]?.text ?? '');
    const run = (env: NodeJS.ProcessEnv): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', "await import('./handler.mjs').then((module) => console.log(Object.keys(module).join()), ({ message }) => console.log(message));"], { cwd: folder, encoding: 'utf8', env });
    expect(run(environment)).toBe('handler\n');
    for (const missing of Object.keys(environment)) expect(run({ ...environment, [missing]: '' })).toBe(`the environment variable ${missing} is not set\n`);
    rmSync(folder, { recursive: true });
  });

  it('is short, and logs no address', () => {
    const text = readFileSync(seeded(name), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(35);
    expect(text.replaceAll(/\/\*\*[^]*?\*\//g, '')).not.toContain('email');
  });
});
