import { timingSafeEqual } from 'node:crypto';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret, SecretValue, SecretVersion } from './types.js';

const day = 24 * 60 * 60 * 1000;
const maxVersions = 100;
const maxLabels = 20;
const maxBytes = 65_536;

/**
 * The value of a request that must have one or may have none.
 *
 * @throws SecretsRefusal for both members, an empty one, or one of more than 65,536 bytes
 */
export function valueOf(request: { SecretString?: string | undefined; SecretBinary?: Uint8Array | undefined }): SecretValue | null {
  const { SecretString, SecretBinary } = request;
  if (SecretString !== undefined && SecretBinary !== undefined) throw new SecretsRefusal('InvalidParameterException', "You can't specify both a binary secret value and a string secret value in the same secret.");
  const bytes = SecretString === undefined ? SecretBinary?.byteLength : Buffer.byteLength(SecretString);
  if (bytes === undefined) return null;
  const member = SecretString === undefined ? 'secretBinary' : 'secretString';
  const rule = bytes > maxBytes ? `less than or equal to ${maxBytes}` : 'greater than or equal to 1';
  // The value is not repeated: AWS marks it as sensitive.
  if (bytes < 1 || bytes > maxBytes) throw new SecretsRefusal('ValidationException', `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length ${rule}`);
  return SecretString === undefined ? { SecretBinary: SecretBinary ?? new Uint8Array() } : { SecretString };
}

export function sameValue(a: SecretValue, b: SecretValue): boolean {
  if ('SecretString' in a !== 'SecretString' in b) return false;
  const [one, other] = [a, b].map((value) => ('SecretString' in value ? Buffer.from(value.SecretString) : value.SecretBinary));
  return one !== undefined && other !== undefined && one.byteLength === other.byteLength && timingSafeEqual(one, other);
}

/**
 * The secret with one more version, which takes the labels from whichever version has them. A secret's first version is
 * current whatever is asked.
 *
 * @throws SecretsRefusal LimitExceededException for more than 20 labels, or where 100 versions are all in use or younger than a day
 */
export function addVersion(secret: Secret, version: { id: string; value: SecretValue | null; stages: readonly string[] }, now: number): Secret {
  const stages = secret.versions.length === 0 ? [...version.stages, 'AWSCURRENT'] : version.stages;
  const versions = [...withoutDeprecated(secret.versions, now), { id: version.id, value: version.value, stages: [], created: now }];
  if (versions.length > maxVersions) throw new SecretsRefusal('LimitExceededException', "You can't add more versions to this secret: it has the most that are allowed.");
  return [...new Set(stages)].reduce<Secret>((next, stage) => moveStage(next, stage, version.id), { ...secret, changed: now, versions });
}

/** The secret with the value of a version that a rotation has begun. @throws SecretsRefusal LimitExceededException for more than 20 labels */
export function fillVersion(secret: Secret, { id, value, stages }: { id: string; value: SecretValue; stages: readonly string[] }, now: number): Secret {
  const versions = secret.versions.map((version) => (version.id === id ? { ...version, value } : version));
  return stages.reduce<Secret>((next, stage) => moveStage(next, stage, id), { ...secret, changed: now, versions });
}

/** AWS removes versions without a label, those older than a day, when there are about a hundred. */
function withoutDeprecated(versions: readonly SecretVersion[], now: number): readonly SecretVersion[] {
  if (versions.length < maxVersions) return versions;
  return versions.filter(({ stages, created }) => stages.length > 0 || now - created < day);
}

/**
 * The secret with a label on another version, or on none. AWSPREVIOUS follows what AWSCURRENT leaves, and a version that
 * is current no longer is pending no longer.
 *
 * @throws SecretsRefusal LimitExceededException for more than 20 labels
 */
export function moveStage(secret: Secret, stage: string, to: string | null): Secret {
  const from = secret.versions.find(({ stages }) => stages.includes(stage))?.id ?? null;
  if (from === to) return secret;
  let versions = to === null ? without(secret.versions, stage) : attach(secret.versions, stage, to);
  if (stage === 'AWSCURRENT' && from !== null) versions = attach(without(versions, 'AWSPENDING', from), 'AWSPREVIOUS', from);
  if (versions.flatMap(({ stages }) => stages).length > maxLabels) throw new SecretsRefusal('LimitExceededException', `You can't attach more than ${maxLabels} staging labels to a secret.`);
  return { ...secret, versions };
}

/** Takes a label from one version, or from whichever has it. */
function without(versions: readonly SecretVersion[], stage: string, id?: string): readonly SecretVersion[] {
  return versions.map((version) => (id === undefined || version.id === id ? { ...version, stages: version.stages.filter((one) => one !== stage) } : version));
}

function attach(versions: readonly SecretVersion[], stage: string, id: string): readonly SecretVersion[] {
  return without(versions, stage).map((version) => (version.id === id ? { ...version, stages: [...version.stages, stage].sort() } : version));
}
