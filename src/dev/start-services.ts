import { randomBytes } from 'node:crypto';
import { readLogin } from '../environment/read-login.js';
import type { Login, Secrets } from '../environment/types.js';
import { startCognito } from '../local/cognito/start-cognito.js';
import type { RunningCognito } from '../local/cognito/types.js';
import { startDataApi } from '../local/data-api/start-data-api.js';
import { startLambda } from '../local/lambda/start-lambda.js';
import type { RunningLambda } from '../local/lambda/types.js';
import { startSecretsManager } from '../local/secrets-manager/start-secrets-manager.js';
import type { SecretStore } from '../local/secrets-manager/types.js';
import type { DevDatabase } from './database/open-dev-database.js';
import { functionNames } from './functions/types.js';

/** Of no account of AWS: what local services say of themselves. */
export const home = { region: 'eu-central-1', account: '000000000000' } as const;
/** What names of secrets begin with; `pgcog` without services uses the same. */
const secretsPrefix = 'pgcog/local';
const resourceArn = `arn:aws:rds:${home.region}:${home.account}:cluster:local`;

/** AWS's services on this machine, each on a port of its own. */
export interface Services {
  readonly lambda: RunningLambda;
  readonly cognito: RunningCognito;
  readonly secretsUrl: string;
  readonly dataApiUrl: string;
  /** By which the AWS SDK, the project's functions and `pgcog` find them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Of the last two: pool and Lambda were there before. */
  close(): Promise<void>;
}

/** Secrets of a store, as commands read and make them. */
export function secretsOf(store: SecretStore): Secrets {
  return {
    createOrRead: (name: string, login: Login) => {
      const full = `${secretsPrefix}/${name}`;
      const there = store.listSecrets({ IncludePlannedDeletion: true }).SecretList?.find((one) => one.Name === full);
      if (there === undefined) {
        store.createSecret({ Name: full, SecretString: JSON.stringify(login) });
        return Promise.resolve({ login, created: true });
      }
      if (there.DeletedDate !== undefined) store.restoreSecret({ SecretId: full });
      return Promise.resolve({ login: readLogin(full, store.getSecretValue({ SecretId: full }).SecretString), created: false });
    },
    close: () => undefined,
  };
}

/** The user pool and Lambda: they need no database, and the pool's process takes longest to be there. */
export async function startPool(folder: string): Promise<Pick<Services, 'lambda' | 'cognito'>> {
  const lambda = await startLambda({ functions: {}, ...home });
  const { preSignUp, postConfirmation, preAuthentication, preTokenGeneration } = functionNames;
  try {
    const cognito = await startCognito({
      folder, lambda: lambda.url, tokenVersion: 'V2_0',
      triggers: { PreSignUp: preSignUp, PostConfirmation: postConfirmation, PreAuthentication: preAuthentication, PreTokenGeneration: preTokenGeneration },
    });
    return { lambda, cognito };
  } catch (failure) {
    await lambda.close();
    throw failure;
  }
}

/** @throws the system's error for a port */
export async function startServices({ lambda, cognito }: Pick<Services, 'lambda' | 'cognito'>, { server }: Pick<DevDatabase, 'server'>, store: SecretStore): Promise<Services> {
  const vault = await startSecretsManager({ store, invoke: (arn, event) => invoke(lambda.url, arn, event) });
  const data = await startDataApi({ host: server.host, port: server.port, defaultDatabase: server.database, secrets: store, resourceArn });
  return {
    lambda, cognito, secretsUrl: vault.url, dataApiUrl: data.url,
    variables: {
      // A session and a profile of the developer's shell are none of theirs.
      AWS_SESSION_TOKEN: '', AWS_PROFILE: '',
      AWS_REGION: home.region, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: randomBytes(24).toString('base64url'),
      AWS_ENDPOINT_URL_RDS_DATA: data.url, AWS_ENDPOINT_URL_SECRETS_MANAGER: vault.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
      CLUSTER_ARN: resourceArn, DATABASE: server.database, SECRETS_PREFIX: secretsPrefix, USER_POOL_ID: cognito.userPoolId, USER_POOL_CLIENT_ID: cognito.clientId, WORKER_FUNCTION: functionNames.members,
      PGCOG_SECRETS_PREFIX: secretsPrefix, PGCOG_WORKER_FUNCTION: functionNames.members,
    },
    close: async () => {
      await vault.close();
      await data.close();
    },
  };
}

/** What the worker's schedule does every minute: it is started, and not waited for. */
export function startWorker({ lambda }: Pick<Services, 'lambda'>): Promise<void> {
  return invoke(lambda.url, functionNames.members, {}, 'Event');
}

/** As Secrets Manager invokes a rotation's function, and waits for it. */
async function invoke(url: string, arn: string, event: object, type = 'RequestResponse'): Promise<void> {
  const name = arn.split(':').at(-1) ?? '';
  const response = await fetch(`${url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: 'POST', body: JSON.stringify(event),
    headers: { 'x-amz-invocation-type': type, authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${home.region}/lambda/aws4_request, SignedHeaders=host, Signature=local` },
  });
  if (!response.ok || response.headers.has('x-amz-function-error')) throw new Error(`the function ${name} failed: ${await response.text()}`);
}

/** Sets variables of this process, where functions run, until they are put back. */
export function setVariables(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
