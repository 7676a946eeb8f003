import { App, Stack } from 'aws-cdk-lib';
import { PgCognitionApi, PgCognitionAuth, PgCognitionDatabase, PgCognitionMigrations } from 'pg-cognition/cdk';
import config from '../pgcog.config.js';

/** One stack for an environment of pgcog.config.ts: `npx cdk deploy -c env=production`. This file is yours. */
const app = new App();
const named: unknown = app.node.tryGetContext('env');
const name = typeof named === 'string' ? named : 'production';
const { account, region, stack: stackName, protect = false } = config.environments?.[name] ?? {};
if (account === undefined || region === undefined || stackName === undefined) {
  throw new Error(`environments.${name} of pgcog.config.ts needs account, region and stack`);
}

const stack = new Stack(app, stackName, { env: { account, region }, terminationProtection: protect });
/** CDK runs this where cdk.json is. */
const project = process.cwd();

// Or one that is there: PgCognitionDatabase.fromExisting({ clusterArn, ownerSecretArn, databaseName }).
const database = new PgCognitionDatabase(stack, 'Database', { postgres: config.postgres ?? 17, standby: protect });

const auth = new PgCognitionAuth(stack, 'Auth', { project, database, secretsPrefix: `${stackName}/${name}`, credentials: config.credentials ?? 'user' });
// The worker sends invitations: auth.worker.addEnvironment('SIGN_UP_URL', ...), auth.worker.addToRolePolicy(...).

new PgCognitionApi(stack, 'Api', { auth, authorization: config.auth ?? ['cognito_user_pools'], introspection: !protect });

// For CI: github: { repository: 'acme/shop', environment: name } makes a role that may run `npx pgcog migrate up --env NAME`.
new PgCognitionMigrations(stack, 'Migrations', { auth, stack: stackName });
