import { randomUUID } from 'node:crypto';
import type { RotateSecretRequest, RotateSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretShelf } from './secret-shelf.js';
import { addVersion } from './secret-versions.js';
import { SecretsRefusal } from './secrets-refusal.js';

const refused = (message: string): SecretsRefusal => new SecretsRefusal('InvalidRequestException', message);

/**
 * RotateSecret: names the function, and unless `RotateImmediately` is false begins a rotation: a version without a value
 * that is AWSPENDING. The same token again begins it again, or finds it finished; another
 * one has to wait.
 *
 * @throws SecretsRefusal
 */
export function rotateSecret(shelf: SecretShelf, request: RotateSecretRequest): RotateSecretResponse {
  const { ClientRequestToken: token = randomUUID(), RotationLambdaARN: given, RotateImmediately: immediately = true } = request;
  const before = shelf.live(request.SecretId);
  const rotation = given ?? before.rotation;
  if (rotation === null || rotation === '') throw refused('No Lambda rotation function ARN is associated with this secret.');
  const secret = { ...before, rotation };
  const pending = secret.versions.find(({ stages }) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
  if (!immediately) shelf.keep(secret);
  if (!immediately) return { ARN: secret.arn, Name: secret.name };
  if (secret.versions.length === 0) throw refused("You can't rotate a secret that has no value.");
  if (pending !== undefined && pending.id !== token) throw refused("A previous rotation isn't complete. That rotation will be reattempted.");
  const used = secret.versions.some(({ id }) => id === token);
  shelf.keep(!used ? addVersion(secret, { id: token, value: null, stages: ['AWSPENDING'] }, shelf.now()) : secret);
  return { ARN: secret.arn, Name: secret.name, VersionId: token };
}
