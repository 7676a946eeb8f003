import type { DeleteSecretRequest, DeleteSecretResponse, RestoreSecretRequest, RestoreSecretResponse } from '@aws-sdk/client-secrets-manager';
import { checkSecretName } from './check-secret-name.js';
import type { SecretShelf } from './secret-shelf.js';
import { SecretsRefusal } from './secrets-refusal.js';

const day = 24 * 60 * 60 * 1000;

/** DeleteSecret: at once, or after a recovery window of 7 to 30 days, 30 unless told. @throws SecretsRefusal */
export function deleteSecret(shelf: SecretShelf, request: DeleteSecretRequest): DeleteSecretResponse {
  const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force } = request;
  if (force === true && days !== undefined) throw new SecretsRefusal('InvalidParameterException', "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  if (days !== undefined && (days < 7 || days > 30)) throw new SecretsRefusal('InvalidParameterException', 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  if (force === true) return removeNow(shelf, request.SecretId ?? '');
  const secret = shelf.get(request.SecretId);
  if (secret.deletion !== null) throw new SecretsRefusal('InvalidRequestException', "You can't perform this operation on the secret because it was already scheduled for deletion.");
  const deletion = shelf.now() + (days ?? 30) * day;
  shelf.keep({ ...secret, deletion });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(deletion) };
}

/** A secret that is not there is answered as if it had been: a clean-up that runs twice succeeds twice. */
function removeNow(shelf: SecretShelf, secretId: string): DeleteSecretResponse {
  const secret = shelf.find(secretId);
  if (secret !== null) shelf.remove(secret.name);
  const missing = secretId.startsWith('arn:') ? { ARN: secretId, Name: secretId.split(':').slice(6).join(':') } : { ARN: shelf.newArn(secretId), Name: secretId };
  if (secret === null) checkSecretName(missing.Name);
  return { ...(secret === null ? missing : { ARN: secret.arn, Name: secret.name }), DeletionDate: new Date(shelf.now()) };
}

/** RestoreSecret; of a secret that is not scheduled for deletion it changes nothing. @throws SecretsRefusal */
export function restoreSecret(shelf: SecretShelf, request: RestoreSecretRequest): RestoreSecretResponse {
  const secret = shelf.get(request.SecretId);
  if (secret.deletion !== null) shelf.keep({ ...secret, deletion: null });
  return { ARN: secret.arn, Name: secret.name };
}
