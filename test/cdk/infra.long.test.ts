import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdkProject, dataSource, removeFolder, shop, synthesize } from './support.js';
import { readAssembly, resourcesOf } from './templates.js';

const repository = join(import.meta.dirname, '../..');
const seeded = join(repository, 'templates/app/cdk');
const config = `import { defineConfig } from 'pg-cognition';

export default defineConfig({
  roles: { users: {}, admins: { inherits: ['users'] }, billing: {} },
  auth: ['cognito_user_pools', 'iam'],
  environments: {
    production: { account: '123456789012', region: 'eu-central-1', stack: 'shop', protect: true },
    staging: { account: '123456789012', region: 'eu-central-1', stack: 'shop-staging' },
  },
});
`;
const tsconfig = { compilerOptions: { target: 'ES2023', module: 'NodeNext', moduleResolution: 'NodeNext', lib: ['ES2023'], types: ['node'], strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true }, include: ['infra', 'pgcog.config.ts'] };
const folders: string[] = [];

/** A project as it is seeded, with the package as it is built. */
function seededProject(): string {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-infra-'));
  folders.push(root);
  cpSync(shop, root, { recursive: true });
  cpSync(seeded, root, { recursive: true });
  for (const [path, text] of Object.entries({ 'lambda/data-source.ts': dataSource, 'pgcog.config.ts': config, 'package.json': '{"type":"module"}', 'tsconfig.json': JSON.stringify(tsconfig) })) writeFileSync(join(root, path), text);
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs', 'esbuild', '@esbuild', 'pg-cognition-runtime', '@types', '@aws-sdk', '.bin/esbuild']) symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name));
  symlinkSync(repository, join(root, 'node_modules/pg-cognition'), 'junction');
  return root;
}

/** What the CDK command does: runs the app of cdk.json where that is, with its context. */
function synth(root: string, more: Readonly<Record<string, string>> = {}): { readonly status: number | null; readonly stderr: string } {
  const { app, context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { readonly app: string; readonly context: object };
  const env = { ...process.env, CDK_OUTDIR: join(root, 'cdk.out'), CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...more }) };
  const { status, stderr } = spawnSync(app, { cwd: root, shell: true, encoding: 'utf8', env });
  return { status, stderr };
}

/** Hashes of all that CDK wrote, by path. */
const outputs = (root: string): Readonly<Record<string, string>> => Object.fromEntries(readdirSync(join(root, 'cdk.out'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name)).sort().map((path) => [path.slice(root.length), createHash('sha256').update(readFileSync(path)).digest('hex')]));

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('the seeded infra', () => {
  let root: string;

  beforeAll(() => {
    root = seededProject();
    expect(synth(root)).toMatchObject({ status: 0 });
  });

  it('only composes: it is short, and the type checker has nothing to say', () => {
    expect(readFileSync(join(seeded, 'infra/app.ts'), 'utf8').split('\n').length).toBeLessThan(80);
    const checked = spawnSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', root], { encoding: 'utf8' });
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });

  it('gives the same bytes again, and in another folder', () => {
    const first = outputs(root);
    expect(Object.keys(first).length).toBeGreaterThan(15);
    rmSync(join(root, 'cdk.out'), { recursive: true });
    expect(synth(root)).toMatchObject({ status: 0 });
    expect(outputs(root)).toEqual(first);
    const other = seededProject();
    expect(synth(other)).toMatchObject({ status: 0 });
    // Where constructs were made, for messages of the command: not deployed.
    const deployed = (all: Readonly<Record<string, string>>): object => Object.fromEntries(Object.entries(all).filter(([path]) => !path.endsWith('.metadata.json')));
    expect(deployed(outputs(other))).toEqual(deployed(first));
  });

  it("has nothing of the user's machine in what is deployed", () => {
    for (const path of Object.keys(outputs(root)).filter((one) => /\.(mjs|template\.json)$/.test(one))) {
      const text = readFileSync(join(root, path), 'utf8');
      for (const local of [root, repository, tmpdir()]) expect(text.includes(`${local}/`), `${path} ${local}`).toBe(false);
    }
  });

  it('makes the stack of the environment that is named, and says what is missing of one that is not there', () => {
    expect(synth(root, { env: 'staging' })).toMatchObject({ status: 0 });
    const { main } = readAssembly(join(root, 'cdk.out'), 'shop-staging');
    expect(JSON.stringify(main)).toContain('secret:shop-staging/staging/users/*');
    const failed = synth(root, { env: 'nowhere' });
    expect(failed.status).not.toBe(0);
    expect(failed.stderr).toContain('environments.nowhere of pgcog.config.ts needs account, region and stack');
  });
});

describe('an API', () => {
  it('leaves out the resolvers that it is told to', () => {
    const project = cdkProject();
    folders.push(project);
    const names = (without: readonly string[]): readonly string[] => resourcesOf(synthesize({ project, api: { without } }).templates, 'AWS::AppSync::Resolver').map(([, { Properties }]) => `${String(Properties['TypeName'])}.${String(Properties['FieldName'])}`);
    const less = names(['Query.dashboard']);
    expect(names([]).filter((name) => !less.includes(name))).toEqual(['Query.dashboard']);
  });

  it('of 2,000 resolvers stays within 500 resources and a megabyte in each template, and leaves its schema to a file', () => {
    const project = cdkProject(shop, (root) => {
      const path = join(root, 'generated/resolvers.json');
      const file = JSON.parse(readFileSync(path, 'utf8')) as { readonly resolvers: readonly { readonly type: string; readonly field: string }[] };
      const [one] = file.resolvers;
      const resolvers = Array.from({ length: 2000 }, (_, i) => ({ ...one, type: 'Query', field: `field${i}` }));
      writeFileSync(path, JSON.stringify({ ...file, resolvers }));
      writeFileSync(join(root, 'generated/schema.graphql'), `type Query {\n${resolvers.map(({ field }) => `  # ${'x'.repeat(100)}\n  ${field}: Int\n`).join('')}}\n`);
    });
    folders.push(project);
    const { templates } = synthesize({ project });
    expect(resourcesOf(templates, 'AWS::AppSync::Resolver')).toHaveLength(2000);
    for (const { Resources } of [templates.main, ...templates.nested.values()]) expect(Object.keys(Resources).length).toBeLessThan(500);
    for (const bytes of templates.bytes) expect(bytes).toBeLessThan(1_000_000);
    const [[, schema] = [null, null]] = resourcesOf(templates, 'AWS::AppSync::GraphQLSchema');
    expect(JSON.stringify(schema?.Properties['DefinitionS3Location'])).toMatch(/s3:\/\//);
    expect(schema?.Properties['Definition']).toBeUndefined();
    expect(() => synthesize({ project, api: { resolverStacks: 2 } })).toThrow(/nested stack \d of 2/);
    removeFolder(project);
  });
});
