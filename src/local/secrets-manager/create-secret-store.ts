import { updateSecretVersionStage } from './update-secret-version-stage.js';
import { deleteSecret, restoreSecret } from './delete-secret.js';
import { describeSecret } from './describe-secret.js';
import { listSecrets } from './list-secrets.js';
import { randomPassword } from './random-password.js';
import { getSecretValue } from './get-secret-value.js';
import { createShelf } from './secret-shelf.js';
import { rotateSecret } from './rotate-secret.js';
import { addTags } from './add-tags.js';
import type { SecretStore, SecretStoreOptions } from './types.js';
import { createSecret, putSecretValue, updateSecret } from './write-value.js';

/**
 * What Secrets Manager keeps, and its rules, without its wire protocol.
 *
 * @throws Error where `file` is there but is not a store's
 */
export function createSecretStore(options: SecretStoreOptions): SecretStore {
  const shelf = createShelf(options);
  return {
    createSecret: (request) => createSecret(shelf, request),
    getSecretValue: (request) => getSecretValue(shelf, request),
    putSecretValue: (request) => putSecretValue(shelf, request),
    updateSecret: (request) => updateSecret(shelf, request),
    describeSecret: (request) => describeSecret(shelf, request),
    deleteSecret: (request) => deleteSecret(shelf, request),
    restoreSecret: (request) => restoreSecret(shelf, request),
    rotateSecret: (request) => rotateSecret(shelf, request),
    updateSecretVersionStage: (request) => updateSecretVersionStage(shelf, request),
    getRandomPassword: (request) => ({ RandomPassword: randomPassword(request) }),
    listSecrets: (request) => listSecrets(shelf, request),
    tagResource(request) {
      const secret = shelf.live(request.SecretId);
      shelf.keep({ ...addTags(secret, request.Tags ?? []), changed: shelf.now() });
    },
  };
}
