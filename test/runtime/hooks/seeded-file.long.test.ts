import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const modules = join(root, 'node_modules');
const compiler = join(modules, 'typescript/bin/tsc');
const settings = { CLUSTER_ARN: 'arn:aws:rds:eu-west-1:123456789012:cluster:shop', DATABASE: 'shop', SECRETS_PREFIX: 'shop/production', WORKER_FUNCTION: 'worker' };

describe('lambda/hooks.ts, as a project gets it', () => {
  let project: string;
  const tsc = (args: readonly string[], cwd: string): string => {
    try {
      return execFileSync(process.execPath, [compiler, ...args], { cwd, encoding: 'utf8' });
    } catch (failure) {
      return String((failure as { stdout?: unknown }).stdout);
    }
  };

  // The package with its types as they are built, but from the sources as they are now.
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'pgcog-hooks-'));
    const installed = join(project, 'node_modules/pg-cognition-runtime');
    mkdirSync(join(project, 'lambda'));
    mkdirSync(installed, { recursive: true });
    cpSync(join(root, 'templates/seeded/lambda/hooks.ts'), join(project, 'lambda/hooks.ts'));
    cpSync(join(root, 'src/runtime/package.json'), join(installed, 'package.json'));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    for (const peer of ['@types', '@aws-sdk']) symlinkSync(join(modules, peer), join(project, 'node_modules', peer));
    const files = ['index.ts', 'hooks.ts'].map((file) => join(root, 'src/runtime', file));
    writeFileSync(join(project, 'types.json'), JSON.stringify({ extends: join(root, 'tsconfig.runtime.json'), files, include: [], compilerOptions: { rootDir: join(root, 'src/runtime'), outDir: join(installed, 'dist/types'), typeRoots: [join(modules, '@types')] } }));
    expect(tsc(['-p', 'types.json'], project)).toBe('');
  }, 60_000);
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('compiles under the strictest of settings, to handlers with types', () => {
    writeFileSync(join(project, 'main.ts'), `
      import { preTokenGeneration } from './lambda/hooks.js';
      export const answer: Promise<{ readonly response: Readonly<Record<string, unknown>> }> = preTokenGeneration({});
      // @ts-expect-error: types are there, not any
      export const wrong: Promise<number> = preTokenGeneration({});`);
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noPropertyAccessFromIndexSignature', '--noUnusedLocals', '--noUnusedParameters', '--noImplicitReturns', '--verbatimModuleSyntax'];
    expect(tsc(['--noEmit', ...strict, '--target', 'es2022', '--types', 'node', '--module', 'nodenext', 'main.ts', 'lambda/hooks.ts'], project)).toBe('');
  }, 60_000);

  it('exports the four handlers, loads no SDK for it, and names a setting that is missing', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(project, 'lambda/hooks.ts')], bundle: true, minify: true, format: 'esm', platform: 'node', target: 'node20', external: ['@aws-sdk/*'], write: false, logLevel: 'silent',
      alias: { 'pg-cognition-runtime': join(root, 'src/runtime/index.ts'), 'pg-cognition-runtime/hooks': join(root, 'src/runtime/hooks.ts') },
    });
    const file = join(project, 'bundle.mjs');
    writeFileSync(file, outputFiles[0]?.text ?? '');
    // Beside no packages at all.
    const alone = mkdtempSync(join(tmpdir(), 'pgcog-alone-'));
    cpSync(file, join(alone, 'hooks.mjs'));
    const run = (env: NodeJS.ProcessEnv): string => execFileSync(process.execPath, ['--input-type=module', '-e', "await import('./hooks.mjs').then((module) => console.log(Object.keys(module).join()), ({ message }) => console.log(message));"], { cwd: alone, encoding: 'utf8', env });
    expect(run(settings)).toBe('postConfirmation,preAuthentication,preSignUp,preTokenGeneration\n');
    for (const name of Object.keys(settings)) expect(run({ ...settings, [name]: '' })).toBe(`the environment variable ${name} is not set\n`);
    rmSync(alone, { recursive: true });
  });

  it('is a file that a project can hold as it is: short, and without machine paths', () => {
    const text = readFileSync(join(root, 'templates/seeded/lambda/hooks.ts'), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(30);
    expect(text).not.toMatch(/\/(?:work|home|tmp)\//);
  });
});
