import { checkSecretName } from './check-secret-name.js';
import type { Secret } from './types.js';

const arn = /^(arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:)(.+)$/;
const suffix = /-[A-Za-z0-9]{6}$/;

/**
 * The secret that a SecretId means: a name, a full ARN, or an ARN without its random suffix; null where there is none.
 * Like AWS it takes a partial ARN that ends in a hyphen and six characters for a full one, so that a secret whose name
 * ends so is found by its name and its full ARN only. A name with the suffix is no name.
 *
 * @throws SecretsRefusal ValidationException where it is neither a name nor an ARN
 */
export function findSecret(secrets: ReadonlyMap<string, Secret>, secretId: string): Secret | null {
  const match = arn.exec(secretId);
  if (match === null) {
    checkSecretName(secretId);
    return secrets.get(secretId) ?? null;
  }
  const [prefix = '', rest = ''] = match.slice(1);
  const full = suffix.test(rest);
  const name = full ? rest.replace(suffix, '') : rest;
  checkSecretName(name);
  const secret = secrets.get(name) ?? null;
  if (secret === null) return null;
  // Account and region are part of the ARN; another's is not ours to answer.
  return (full ? secret.arn === secretId : secret.arn.startsWith(`${prefix}${name}-`)) ? secret : null;
}
