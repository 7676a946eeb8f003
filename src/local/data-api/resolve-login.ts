import { own } from './json-object.js';
import type { Login } from './open-connection.js';
import { ServiceError } from './service-error.js';
import type { SecretSource, SecretText } from './types.js';

/** The login that a secret holds, and the secret's ARN. */
export interface ResolvedSecret {
  readonly arn: string;
  readonly login: Omit<Login, 'database'>;
}

/**
 * Reads a secret by name, ARN or ARN without its last characters.
 *
 * @throws ServiceError SecretsErrorException: it cannot be read; InvalidSecretException: no username and password in it
 */
export async function resolveLogin(secrets: SecretSource, secretId: string): Promise<ResolvedSecret> {
  const { ARN, SecretString } = await read(secrets, secretId);
  const value = parse(SecretString);
  const [user, password] = [own(value, 'username'), own(value, 'password')];
  if (!isText(user) || !isText(password)) throw new ServiceError('InvalidSecretException', 'The secret has no username and password');
  return { arn: ARN ?? secretId, login: { user, password } };
}

async function read(secrets: SecretSource, secretId: string): Promise<SecretText> {
  try {
    return await secrets.getSecretValue({ SecretId: secretId });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    throw new ServiceError('SecretsErrorException', `${error.message} (Service: AWSSecretsManager; Status Code: 400; Error Code: ${code})`);
  }
}

function parse(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** NUL would end the name in the login message, and what follows would be settings of the session. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}
