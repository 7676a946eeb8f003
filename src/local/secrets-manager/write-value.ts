import { randomUUID } from 'node:crypto';
import type {
  CreateSecretRequest, CreateSecretResponse, PutSecretValueRequest, PutSecretValueResponse, UpdateSecretRequest, UpdateSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkSecretName } from './check-secret-name.js';
import type { SecretShelf } from './secret-shelf.js';
import { addTags } from './add-tags.js';
import { addVersion, fillVersion, sameValue, valueOf } from './secret-versions.js';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret, SecretValue } from './types.js';

/** CreateSecret. @throws SecretsRefusal */
export function createSecret(shelf: SecretShelf, request: CreateSecretRequest): CreateSecretResponse {
  const { Name: name = '' } = request;
  checkSecretName(name);
  const token = tokenOf(request);
  const value = valueOf(request);
  const existing = shelf.find(name);
  if (existing !== null) return sameAgain(existing, token, value);
  const now = shelf.now();
  const empty: Secret = {
    arn: shelf.newArn(name), name, description: request.Description ?? null, kmsKeyId: request.KmsKeyId ?? null, tags: null,
    created: now, changed: now, accessed: null, deletion: null, rotation: null, versions: [],
  };
  const tagged = request.Tags === undefined ? empty : addTags(empty, request.Tags);
  const secret = value === null ? tagged : addVersion(tagged, { id: token, value, stages: ['AWSCURRENT'] }, now);
  shelf.keep(secret);
  return { ARN: secret.arn, Name: name, ...(value !== null && { VersionId: token }) };
}

/** A request sent twice is answered twice; another one for the same name is refused. */
function sameAgain(existing: Secret, token: string, value: SecretValue | null): CreateSecretResponse {
  if (existing.deletion !== null) throw new SecretsRefusal('InvalidRequestException', "You can't create this secret because a secret with this name is already scheduled for deletion.");
  const version = existing.versions.find(({ id }) => id === token);
  if (version === undefined || value === null || version.value === null || !sameValue(version.value, value)) throw new SecretsRefusal('ResourceExistsException', `The operation failed because the secret ${existing.name} already exists.`);
  return { ARN: existing.arn, Name: existing.name, VersionId: token };
}

/** PutSecretValue. @throws SecretsRefusal */
export function putSecretValue(shelf: SecretShelf, request: PutSecretValueRequest): PutSecretValueResponse {
  const token = tokenOf(request);
  const secret = shelf.live(request.SecretId);
  const value = valueOf(request);
  if (value === null) throw new SecretsRefusal('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const next = withVersion(secret, { id: token, value, stages: request.VersionStages ?? ['AWSCURRENT'] }, shelf.now());
  if (next !== secret) shelf.keep(next);
  return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: [...(next.versions.find(({ id }) => id === token)?.stages ?? [])] };
}

/** A version that is there with this value is left as it is; one that a rotation has begun gets it. */
function withVersion(secret: Secret, version: { id: string; value: SecretValue; stages: readonly string[] }, now: number): Secret {
  const used = secret.versions.find(({ id }) => id === version.id);
  if (used === undefined) return addVersion(secret, version, now);
  if (used.value === null) return fillVersion(secret, version, now);
  if (!sameValue(used.value, version.value)) throw tokenInUse(version.id, secret);
  return secret;
}

/** UpdateSecret: unlike PutSecretValue it never takes a token twice. @throws SecretsRefusal */
export function updateSecret(shelf: SecretShelf, request: UpdateSecretRequest): UpdateSecretResponse {
  const token = tokenOf(request);
  const secret = shelf.live(request.SecretId);
  const value = valueOf(request);
  if (value !== null && secret.versions.some(({ id }) => id === token)) throw tokenInUse(token, secret);
  const changed = shelf.now();
  const next = { ...secret, changed, description: request.Description ?? secret.description, kmsKeyId: request.KmsKeyId ?? secret.kmsKeyId };
  shelf.keep(value === null ? next : addVersion(next, { id: token, value, stages: ['AWSCURRENT'] }, changed));
  return { ARN: secret.arn, Name: secret.name, ...(value !== null && { VersionId: token }) };
}

/** Becomes the version's id. */
function tokenOf(request: { ClientRequestToken?: string | undefined }): string {
  const { ClientRequestToken: token = randomUUID() } = request;
  if (token.length < 32 || token.length > 64) throw new SecretsRefusal('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.');
  return token;
}

const tokenInUse = (token: string, secret: Secret): SecretsRefusal =>
  new SecretsRefusal('ResourceExistsException', `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`);
