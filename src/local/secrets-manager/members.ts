/** What a member of a request may be. Lengths are of strings in characters, of lists in elements. */
export type Member =
  | { readonly kind: 'string'; readonly min: number; readonly max: number; readonly required?: true; readonly sensitive?: true; readonly values?: readonly string[] }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  /** Base64 on the wire. */
  | { readonly kind: 'blob' }
  | { readonly kind: 'list'; readonly min: number; readonly max: number; readonly required?: true; readonly element: Member }
  | { readonly kind: 'structure'; readonly members: Members };
export type Members = Readonly<Record<string, Member>>;

const secretId: Member = { kind: 'string', min: 1, max: 2048, required: true };
const version: Member = { kind: 'string', min: 32, max: 64 };
const stage: Member = { kind: 'string', min: 1, max: 256 };
const token: Member = { kind: 'string', min: 0, max: 4096 };
const description: Member = { kind: 'string', min: 0, max: 2048 };
const value: Members = {
  // Its length counts in bytes; the store looks at it.
  SecretString: { kind: 'string', min: 0, max: Infinity, sensitive: true },
  SecretBinary: { kind: 'blob' },
  ClientRequestToken: token,
};
const tag: Member = { kind: 'structure', members: { Key: { kind: 'string', min: 1, max: 128, required: true }, Value: { kind: 'string', min: 0, max: 256 } } };
const filterKeys = ['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all'];
const filter: Member = {
  kind: 'structure',
  members: {
    Key: { kind: 'string', min: 1, max: 256, required: true, values: filterKeys },
    Values: { kind: 'list', min: 1, max: 10, required: true, element: { kind: 'string', min: 0, max: 512 } },
  },
};

/** Members of every request that is understood, as the service's API model has them; others are ignored, as AWS does. */
export const requestMembers: Readonly<Record<string, Members>> = {
  CreateSecret: { Name: { kind: 'string', min: 1, max: 512, required: true }, ...value, Description: description, KmsKeyId: description, Tags: { kind: 'list', min: 0, max: Infinity, element: tag } },
  GetSecretValue: { SecretId: secretId, VersionId: version, VersionStage: stage },
  PutSecretValue: { SecretId: secretId, ...value, VersionStages: { kind: 'list', min: 1, max: 20, element: stage }, RotationToken: { kind: 'string', min: 36, max: 256, sensitive: true } },
  UpdateSecret: { SecretId: secretId, ...value, Description: description, KmsKeyId: description },
  DescribeSecret: { SecretId: secretId },
  DeleteSecret: { SecretId: secretId, RecoveryWindowInDays: { kind: 'integer' }, ForceDeleteWithoutRecovery: { kind: 'boolean' } },
  RestoreSecret: { SecretId: secretId },
  UpdateSecretVersionStage: { SecretId: secretId, VersionStage: { ...stage, required: true }, MoveToVersionId: version, RemoveFromVersionId: version },
  RotateSecret: { SecretId: secretId, ClientRequestToken: version, RotationLambdaARN: { kind: 'string', min: 0, max: 2048 }, RotateImmediately: { kind: 'boolean' } },
  GetRandomPassword: {
    PasswordLength: { kind: 'integer', min: 1, max: 4096 },
    ExcludeCharacters: { kind: 'string', min: 0, max: 4096 },
    ...Object.fromEntries(['ExcludeNumbers', 'ExcludePunctuation', 'ExcludeUppercase', 'ExcludeLowercase', 'IncludeSpace', 'RequireEachIncludedType'].map((name) => [name, { kind: 'boolean' as const }])),
  },
  ListSecrets: {
    MaxResults: { kind: 'integer', min: 1, max: 100 },
    NextToken: { kind: 'string', min: 1, max: 4096 },
    SortOrder: { kind: 'string', min: 1, max: 4, values: ['asc', 'desc'] },
    IncludePlannedDeletion: { kind: 'boolean' },
    Filters: { kind: 'list', min: 0, max: 10, element: filter },
  },
  TagResource: { SecretId: secretId, Tags: { kind: 'list', min: 0, max: Infinity, required: true, element: tag } },
};
