import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf } from '../test/support/project.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sample = join(root, 'fixtures', 'generate', 'shop');
const folder = mkdtempSync(join(tmpdir(), 'pgcog-tarball-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packed = (cwd: string, name: string): string => {
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd, stdio: 'pipe' });
  return `./${readdirSync(folder).find((file) => file.startsWith(name) && file.endsWith('.tgz')) ?? ''}`;
};
const install = (...packages: readonly string[]): unknown => execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: folder, stdio: 'pipe' });

beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true, "type": "module" }\n');
});

it('generates the same from the packed tarball, installed without install scripts', () => {
  install(packed(root, 'pg-cognition-0'));

  const project = join(folder, 'shop');
  cpSync(sample, project, { recursive: true, filter: (path) => path !== join(sample, 'expected') });
  execFileSync(join(folder, 'node_modules', '.bin', 'pgcog-gen'), ['generate', '--cwd', project], { cwd: folder, stdio: 'pipe' });

  const written = filesOf(project);
  for (const [path, text] of filesOf(join(sample, 'expected'))) expect(written.get(path), path).toBe(text);
});

it('has what the runtime\'s README says in the runtime\'s tarball', () => {
  install(packed(join(root, 'src/runtime'), 'pg-cognition-runtime-'), 'pg@8', '@types/node@20', ...['secrets-manager', 'lambda', 'cognito-identity-provider'].map((name) => `@aws-sdk/client-${name}@3`));

  const app = join(folder, 'app');
  cpSync(join(sample, 'expected'), app, { recursive: true });
  const blocks = [...readFileSync(join(root, 'src/runtime/README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
  const block = (mark: string): string => blocks.find((code) => code.includes(mark)) ?? '';
  writeFileSync(join(app, 'lambda/index.ts'), block('// lambda/index.ts'));
  writeFileSync(join(app, 'lambda/resolvers/Mutation.cancelOrder.ts'), `import type { Resolver } from '../../generated/types.js';\n${block("Resolver<'Mutation.cancelOrder'>")}`);
  writeFileSync(join(app, 'lambda/direct.ts'), block('pg-cognition-runtime/direct'));
  writeFileSync(join(app, 'lambda/raw.ts'), "export { rawDocuments } from 'pg-cognition-runtime/raw';\n");
  writeFileSync(join(app, 'tsconfig.json'), '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": ["node"], "outDir": "out" }, "include": ["lambda"] }');
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', app], { stdio: 'pipe' });

  const load = ['index', 'direct', 'raw', 'hooks', 'members', 'rotation'].map((name) => `await import('./out/lambda/${name}.js');`).join('');
  execFileSync(process.execPath, ['--input-type=module', '-e', load], { cwd: app, stdio: 'pipe', env: { ...process.env, CLUSTER_ARN: 'arn:aws:rds:eu-central-1:123456789012:cluster:x', DB_HOST: 'localhost', DATABASE: 'shop', SECRETS_PREFIX: 'shop/test', USER_POOL_ID: 'eu-central-1_x', WORKER_FUNCTION: 'members', GRAPHQL_URL: 'https://x.appsync-api.eu-central-1.amazonaws.com/graphql' } });
});
