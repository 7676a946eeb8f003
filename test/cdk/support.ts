import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import { PgCognitionApi, type PgCognitionApiProps, PgCognitionAuth, type PgCognitionAuthProps, PgCognitionDatabase, type PgCognitionDatabaseProps, PgCognitionMigrations, type PgCognitionMigrationsProps, type DatabaseReference } from '../../src/cdk/index.js';
import { readAssembly, type Templates } from './templates.js';

export const [account, region] = ['123456789012', 'eu-central-1'];
export const shop = join(import.meta.dirname, '../../fixtures/generate/shop/expected');
const modules = join(import.meta.dirname, '../../node_modules');

/** As docs/members.md has it. */
export const dataSource = `import { createDataSource, dataApi } from 'pg-cognition-runtime';
import { invokeLater, wakeWorker } from 'pg-cognition-runtime/members';
import manifest from '../generated/statements.json' with { type: 'json' };

const whose = { transport: dataApi({ resourceArn: process.env.CLUSTER_ARN!, database: process.env.DATABASE! }), credentials: { prefix: process.env.SECRETS_PREFIX! } };
export const handler = wakeWorker(createDataSource({ manifest, ...whose }), { manifest, wake: invokeLater({ functionName: process.env.WORKER_FUNCTION! }) });
`;

/** A project with what the generator wrote, in a folder of its own; `edit` changes its files first. */
export function cdkProject(generated: string = shop, edit: (root: string) => void = () => {}): string {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-cdk-'));
  cpSync(join(generated, 'generated'), join(root, 'generated'), { recursive: true });
  cpSync(join(shop, 'lambda'), join(root, 'lambda'), { recursive: true });
  writeFileSync(join(root, 'lambda/data-source.ts'), dataSource);
  symlinkSync(modules, join(root, 'node_modules'), 'junction');
  edit(root);
  return root;
}

export const removeFolder = (root: string): void => rmSync(root, { recursive: true, force: true });

export interface StackOptions {
  readonly project: string;
  readonly database?: ((stack: Stack) => PgCognitionDatabaseProps) | PgCognitionDatabaseProps | { readonly existing: DatabaseReference };
  readonly auth?: Partial<PgCognitionAuthProps>;
  readonly api?: Partial<PgCognitionApiProps>;
  readonly migrations?: Partial<PgCognitionMigrationsProps>;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Reviewers that run while the app is synthesized. */
  readonly plugins?: (app: App) => readonly IPolicyValidationPlugin[];
}

export interface Synthesized {
  readonly app: App;
  readonly stack: Stack;
  readonly templates: Templates;
}

export const existingDatabase: DatabaseReference = {
  clusterArn: `arn:aws:rds:${region}:${account}:cluster:there`, databaseName: 'shop', ownerSecretArn: `arn:aws:secretsmanager:${region}:${account}:secret:rds!cluster-there-AbCdEf`,
};

/** The four constructs in one stack. */
export function synthesize(options: StackOptions): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'pgcog-cdk-out-'));
  try {
    return synthesizeInto(outdir, options);
  } finally {
    removeFolder(outdir);
  }
}

function synthesizeInto(outdir: string, { project, database = {}, auth, api, migrations, context, plugins }: StackOptions): Synthesized {
  const app = new App({ outdir, analyticsReporting: false, context: { ...context } });
  if (plugins !== undefined) Validations.of(app).addPlugins(...plugins(app));
  const stack = new Stack(app, 'shop', { env: { account, region } });
  const made = 'existing' in database ? PgCognitionDatabase.fromExisting(database.existing) : new PgCognitionDatabase(stack, 'Database', typeof database === 'function' ? database(stack) : database);
  const people = new PgCognitionAuth(stack, 'Auth', { project, database: made, secretsPrefix: 'shop/production', ...auth });
  new PgCognitionApi(stack, 'Api', { auth: people, authorization: ['cognito_user_pools', 'iam'], ...api });
  new PgCognitionMigrations(stack, 'Migrations', { auth: people, stack: 'shop', github: { repository: 'acme/shop', environment: 'production' }, ...migrations });
  const { directory } = app.synth();
  return { app, stack, templates: readAssembly(directory, 'shop') };
}

export const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
