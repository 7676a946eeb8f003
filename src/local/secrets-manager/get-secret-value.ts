import type { GetSecretValueRequest, GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretShelf } from './secret-shelf.js';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret, SecretValue, SecretVersion } from './types.js';

/** GetSecretValue: by version, by label, or by both, which must agree; AWSCURRENT unless told. @throws SecretsRefusal */
export function getSecretValue(shelf: SecretShelf, request: GetSecretValueRequest): GetSecretValueResponse {
  const secret = shelf.live(request.SecretId);
  const version = versionOf(secret, request);
  shelf.accessed(secret);
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, ...valueOf(version, request), VersionStages: [...version.stages], CreatedDate: new Date(version.created) };
}

/** A version that a rotation has not filled yet is answered as one that is not there. */
function valueOf({ value }: SecretVersion, { VersionId: id, VersionStage: stage }: GetSecretValueRequest): SecretValue {
  if (value === null) throw new SecretsRefusal('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${id === undefined ? '' : `VersionId: ${id}`}${id !== undefined && stage !== undefined ? ' and ' : ''}${stage === undefined ? '' : `staging label: ${stage}`}`);
  return value;
}

function versionOf(secret: Secret, { VersionId: id, VersionStage: stage }: GetSecretValueRequest): SecretVersion {
  const wanted = id === undefined ? `staging label: ${stage ?? 'AWSCURRENT'}` : `VersionId: ${id}`;
  const version = secret.versions.find((one) => (id === undefined ? one.stages.includes(stage ?? 'AWSCURRENT') : one.id === id));
  if (version === undefined) throw new SecretsRefusal('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${wanted}`);
  if (stage !== undefined && !version.stages.includes(stage)) throw new SecretsRefusal('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.');
  return version;
}
