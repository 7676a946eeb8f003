import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/types.js';
import { startAppSync } from '../../local/appsync/start-appsync.js';
import type { LambdaHandler, ResolversFile, RunningAppSync } from '../../local/appsync/types.js';
import type { RunningCognito } from '../../local/cognito/types.js';
import { createAuthenticator } from '../../local/identity/create-authenticator.js';
import type { AuthenticatorOptions } from '../../local/identity/types.js';

export interface ApiInput {
  /** Of the project, absolute: its `generated/` is served. */
  readonly root: string;
  readonly config: Pick<Config, 'auth'>;
  readonly cognito: Pick<RunningCognito, 'issuer' | 'jwksUrl' | 'clientId'>;
  /** Who may call with a signature: the data source, to publish events. Absent: nobody. */
  readonly iam?: AuthenticatorOptions['iam'];
  /** Answers by whatever functions are loaded then. */
  readonly dataSource: LambdaHandler;
  readonly console: (resolver: string, text: string) => void;
}

/**
 * The API as `generated/` has it now, on a port of its own. Everything is read before it comes back: files may change
 * then, and it stays what it is.
 *
 * @throws Error for what AppSync would refuse; the system's for a file that is not there
 */
export function openApi({ root, config, cognito, iam, dataSource, console }: ApiInput): Promise<RunningAppSync> {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const defaultAuth = config.auth[0] ?? 'cognito_user_pools';
  return startAppSync({
    schema: read('generated/schema.graphql'),
    resolvers: JSON.parse(read('generated/resolvers.json')) as ResolversFile,
    read,
    dataSources: { statements: dataSource, lambda: dataSource },
    authenticate: createAuthenticator({ defaultMode: defaultAuth, userPools: [{ issuer: cognito.issuer, jwksUrl: cognito.jwksUrl, clientId: cognito.clientId }], ...(iam !== undefined && { iam }) }),
    defaultAuth,
    log: (line) => {
      if (line.kind === 'console') console(line.resolver, line.values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
    },
  });
}
