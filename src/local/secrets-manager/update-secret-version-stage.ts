import type { UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretShelf } from './secret-shelf.js';
import { moveStage } from './secret-versions.js';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret } from './types.js';

const refused = (message: string): SecretsRefusal => new SecretsRefusal('InvalidParameterException', message);

/** UpdateSecretVersionStage: who moves a label must say which version it leaves. @throws SecretsRefusal */
export function updateSecretVersionStage(shelf: SecretShelf, request: UpdateSecretVersionStageRequest): UpdateSecretVersionStageResponse {
  const secret = shelf.live(request.SecretId);
  const { VersionStage: stage = '', MoveToVersionId: to } = request;
  check(secret, request);
  const next = moveStage(secret, stage, to ?? null);
  if (next !== secret) shelf.keep({ ...next, changed: shelf.now() });
  return { ARN: secret.arn, Name: secret.name };
}

function check(secret: Secret, { VersionStage: stage = '', MoveToVersionId: to, RemoveFromVersionId: from }: UpdateSecretVersionStageRequest): void {
  const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.id;
  const missing = [to, from].find((id) => id !== undefined && !secret.versions.some((version) => version.id === id));
  if (missing !== undefined) throw new SecretsRefusal('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for VersionId: ${missing}`);
  if (to === undefined && from === undefined) throw refused('You must specify MoveToVersionId, RemoveFromVersionId, or both.');
  if (to === undefined && stage === 'AWSCURRENT') throw refused("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
  if (from !== undefined && from !== holder) throw refused(`Staging label ${stage} isn't currently attached to version ${from}.`);
  if (from === undefined && holder !== undefined && holder !== to) {
    throw refused(`The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`);
  }
}
