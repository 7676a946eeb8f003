import { isRecord, own } from '../own.js';
import type { SecretsService } from '../secrets/secrets-service.js';
import { RotationRefused, rotationSteps, type RotationStep } from './types.js';

/** One step of one secret's rotation, after all that can be checked before anything is read or written. */
export interface Rotation {
  readonly step: RotationStep;
  readonly arn: string;
  /** Below the prefix: `users/u_...`, `roles/...`. */
  readonly name: string;
  /** The new version's id, and the token that was sent with it where there was one. */
  readonly token: string;
  readonly rotationToken: string | null;
  /** Id of the version that is AWSCURRENT; the new one's own where the rotation is finished. */
  readonly current: string;
}

/** Secrets whose login this function may give another password. */
const rotatable = /^(users\/u_[0-9a-f]{32}|roles\/([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*|application_admins))$/;

/**
 * Reads the event of Secrets Manager and asks it about the secret: what the event says is checked, not believed.
 *
 * @throws RotationRefused for a secret that is not a member's or a role's, is not rotated, or has no such pending version
 */
export async function readRotation(service: SecretsService, prefix: string, event: unknown): Promise<Rotation> {
  const text = (key: string): string => {
    const value = isRecord(event) ? own(event, key) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const step = rotationSteps.find((one) => one === text('Step'));
  const token = text('ClientRequestToken');
  if (step === undefined || text('SecretId') === '' || !/^[\w-]{32,64}$/.test(token)) throw new RotationRefused('this is no step of a rotation');
  const { sdk, client } = await service();
  const { ARN: arn = '', Name: full = '', RotationEnabled, VersionIdsToStages = {} } = await client.send(new sdk.DescribeSecretCommand({ SecretId: text('SecretId') }));
  const name = nameBelow(prefix, full);
  if (RotationEnabled !== true) throw new RotationRefused(`the secret ${name} is not rotated`);
  const stages = own(VersionIdsToStages, token);
  if (stages === undefined) throw new RotationRefused(`the secret ${name} has no version of this token`);
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT'));
  if (current === undefined) throw new RotationRefused(`the secret ${name} has no current version`);
  if (current !== token && !stages.includes('AWSPENDING')) throw new RotationRefused(`the version of this token is not pending in ${name}`);
  return { step, arn, name, token, rotationToken: text('RotationToken') || null, current };
}

function nameBelow(prefix: string, full: string): string {
  const name = full.startsWith(`${prefix}/`) ? full.slice(prefix.length + 1) : '';
  if (rotatable.test(name)) return name;
  if (/^services\/\w+$/.test(name)) throw new RotationRefused(`the password of ${name} is not rotated here: cognition.set_service_password, which the owner of the control schema may call, sets it`);
  throw new RotationRefused("this is no secret of a member's or a role's login");
}
