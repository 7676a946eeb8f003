import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/types.js';
import type { LambdaHandler as DataSource } from '../../local/appsync/types.js';
import type { LogLine } from '../../runtime/types.js';
import { functionNames } from './types.js';
import type { Code } from './open-code.js';

export interface OwnDataSourceInput {
  readonly root: string;
  readonly code: Code;
  readonly credentials: Config['credentials'];
  /** By coordinates. */
  readonly resolvers: Readonly<Record<string, unknown>>;
  readonly log: (line: LogLine) => void;
}

type Runtime = typeof import('../../runtime/index.js') & typeof import('../../runtime/lambda.js') & typeof import('../../runtime/role.js') & typeof import('../../runtime/members.js') & typeof import('../../runtime/subscriptions.js');

/**
 * The data source of a project that has written none: the Lambda package's own, by the settings, for the statements that
 * were generated last. Like a project's, it finds its services by the environment's variables.
 */
export async function ownDataSource({ root, code, credentials, resolvers, log }: OwnDataSourceInput): Promise<DataSource> {
  const entries = await Promise.all(['', '/lambda', '/role', '/members', '/subscriptions'].map((entry) => code.loadPackage(`pg-cognition-runtime${entry}`)));
  const { createDataSource, dataApi, invokeLater, lambdaResolvers, publishEvents, roleLogins, wakeWorker } = Object.assign({}, ...entries) as Runtime;
  const manifest = JSON.parse(readFileSync(join(root, 'generated', 'statements.json'), 'utf8')) as unknown;
  const [resourceArn, database, prefix] = ['CLUSTER_ARN', 'DATABASE', 'SECRETS_PREFIX'].map((name) => process.env[name] ?? '');
  const whose = { transport: dataApi({ resourceArn: resourceArn ?? '', database: database ?? '' }), credentials: { prefix: prefix ?? '' } };
  const handler = createDataSource({
    manifest, log,
    ...(credentials === 'role' ? roleLogins(whose) : whose),
    lambda: lambdaResolvers(resolvers as Parameters<typeof lambdaResolvers>[0]),
  });
  const waking = wakeWorker(handler, { manifest, wake: invokeLater({ functionName: functionNames.members }) });
  const url = process.env['GRAPHQL_URL'];
  return (url === undefined ? waking : publishEvents(waking, { manifest, url })) as DataSource;
}
