import type {
  CreateSecretRequest, CreateSecretResponse, DeleteSecretRequest, DeleteSecretResponse, DescribeSecretRequest, DescribeSecretResponse, GetRandomPasswordRequest,
  GetRandomPasswordResponse, GetSecretValueRequest, GetSecretValueResponse, ListSecretsRequest, ListSecretsResponse, PutSecretValueRequest, PutSecretValueResponse,
  RestoreSecretRequest, RestoreSecretResponse, RotateSecretRequest, RotateSecretResponse, TagResourceRequest, UpdateSecretRequest, UpdateSecretResponse, UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';

/** Exactly one member. */
export type SecretValue = { readonly SecretString: string } | { readonly SecretBinary: Uint8Array };

export interface SecretVersion {
  readonly id: string;
  /** Null: a rotation has begun and not put one yet. */
  readonly value: SecretValue | null;
  /** Sorted. */
  readonly stages: readonly string[];
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | null;
  readonly kmsKeyId: string | null;
  /** Null until it was tagged for the first time. */
  readonly tags: readonly { readonly Key: string; readonly Value: string }[] | null;
  /** This and the next three: milliseconds since the epoch. */
  readonly created: number;
  readonly changed: number;
  readonly accessed: number | null;
  /** When it will be gone; null where it is not scheduled for deletion. */
  readonly deletion: number | null;
  /** ARN of the function that rotates it; null where it is not rotated. */
  readonly rotation: string | null;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
}

/**
 * What Secrets Manager keeps for one account in one region. Requests and answers are AWS's own; every method throws
 * `SecretsRefusal` with AWS's error name and message, and changes nothing then.
 */
export interface SecretStore {
  createSecret(request: CreateSecretRequest): CreateSecretResponse;
  getSecretValue(request: GetSecretValueRequest): GetSecretValueResponse;
  putSecretValue(request: PutSecretValueRequest): PutSecretValueResponse;
  updateSecret(request: UpdateSecretRequest): UpdateSecretResponse;
  describeSecret(request: DescribeSecretRequest): DescribeSecretResponse;
  deleteSecret(request: DeleteSecretRequest): DeleteSecretResponse;
  restoreSecret(request: RestoreSecretRequest): RestoreSecretResponse;
  rotateSecret(request: RotateSecretRequest): RotateSecretResponse;
  updateSecretVersionStage(request: UpdateSecretVersionStageRequest): UpdateSecretVersionStageResponse;
  getRandomPassword(request: GetRandomPasswordRequest): GetRandomPasswordResponse;
  listSecrets(request: ListSecretsRequest): ListSecretsResponse;
  tagResource(request: TagResourceRequest): void;
}

export interface SecretStoreOptions {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** Milliseconds since the epoch; the machine's clock by default. */
  readonly clock?: () => number;
  /** Where secrets are kept between runs, readable by its owner only; nowhere by default. One store at a time may use it. */
  readonly file?: string;
}
