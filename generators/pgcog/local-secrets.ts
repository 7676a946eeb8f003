import { CommandRefusal } from '../../src/environment/refusal.js';
import { readLogin } from '../../src/environment/read-login.js';
import type { Secrets } from '../../src/environment/types.js';

/** Of no account of AWS: what local services say of themselves. */
const place = { region: 'eu-central-1', account: '000000000000' };

/**
 * The local secrets: a file of the local Secrets Manager, which serves it when it runs. Read anew each time, since
 * another command may have written it; commands take turns by a lock in the database.
 */
export function localSecrets(file: string): Secrets {
  return {
    createOrRead: async (name, login) => {
      const { createSecretStore } = await import('../../src/local/secrets-manager/create-secret-store.js');
      const store = opened(file, () => createSecretStore({ ...place, file }));
      const there = store.listSecrets({ IncludePlannedDeletion: true }).SecretList?.find((one) => one.Name === name);
      if (there === undefined) {
        store.createSecret({ Name: name, SecretString: JSON.stringify(login) });
        return { login, created: true };
      }
      if (there.DeletedDate !== undefined) store.restoreSecret({ SecretId: name });
      return { login: readLogin(name, store.getSecretValue({ SecretId: name }).SecretString), created: false };
    },
    close: () => undefined,
  };
}

/** @throws CommandRefusal PGC608 where the file is cut off, or cannot be read; nothing of it is said */
function opened<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = 'code' in error && typeof error.code === 'string' ? `cannot be read (${error.code})` : 'is not a file of secrets';
    throw new CommandRefusal('PGC608', `${file} ${reason}`, 'put a copy of it back, or move it away: pgcog control up sets the passwords of services anew');
  }
}
