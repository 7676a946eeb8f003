import type { DescribeSecretRequest, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretShelf } from './secret-shelf.js';
import type { Secret } from './types.js';

/** DescribeSecret: never the value; of a secret scheduled for deletion too. @throws SecretsRefusal */
export function describeSecret(shelf: SecretShelf, request: DescribeSecretRequest): DescribeSecretResponse {
  const secret = shelf.get(request.SecretId);
  const stages = stagesOf(secret);
  return { ...describe(secret), ...(secret.versions.length > 0 && { VersionIdsToStages: stages }) };
}

/** Members that DescribeSecret and ListSecrets share; AWS leaves out what is not set. */
export function describe(secret: Secret): DescribeSecretResponse {
  const { description, kmsKeyId, accessed, deletion, tags, rotation } = secret;
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(description !== null && { Description: description }),
    ...(kmsKeyId !== null && { KmsKeyId: kmsKeyId }),
    ...(rotation !== null && { RotationEnabled: true, RotationLambdaARN: rotation }),
    CreatedDate: new Date(secret.created),
    LastChangedDate: new Date(secret.changed),
    ...(accessed !== null && { LastAccessedDate: new Date(accessed) }),
    ...(deletion !== null && { DeletedDate: new Date(deletion) }),
    ...(tags !== null && { Tags: tags.map((tag) => ({ ...tag })) }),
  };
}

/** Versions without a label are deprecated and not shown. */
export function stagesOf(secret: Secret): Record<string, string[]> {
  return Object.fromEntries(secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]));
}
