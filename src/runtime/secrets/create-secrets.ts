import { pause } from '../pause.js';
import { readLoginSecret, SecretRefused, type LoginSecret } from './login-secret.js';
import { randomPassword } from './random-password.js';
import { errorName, type SecretsService } from './secrets-service.js';

export interface Secrets {
  /**
   * The secret of a login: made where there is none, else the one that is there, so that all who ask at the same time have
   * the same password. One that waits for its deletion is restored.
   *
   * @param login without a password: one that nobody can guess
   * @throws SecretRefused for a secret with another username, or what is no login's; what the SDK throws for the rest
   */
  createOrRead(name: string, login: { readonly username: string; readonly password?: string }): Promise<LoginSecret>;
  /** Null where there is none, or it waits for its deletion. @throws SecretRefused where it is no login's */
  read(name: string): Promise<LoginSecret | null>;
  /** For good, at once; of one that is not there: nothing. */
  remove(name: string): Promise<void>;
  /** Lets the secret wait for its deletion for seven days, unless `wanted` then says that it is. One that is not there stays so. */
  withdraw(name: string, wanted: () => Promise<boolean>): Promise<void>;
}

/** Milliseconds: after a deletion a name stays taken for a while, and what was written is not read at once everywhere. */
const waits = [50, 200, 500, 1_000, 2_000, 3_000, 3_000];

/** Secrets of logins by their names. Every method can be run again after an interruption. */
export function createSecrets(service: SecretsService): Secrets {
  const read = async (name: string): Promise<LoginSecret | null> => {
    const { sdk, client } = await service();
    const found = await unlessGone(() => client.send(new sdk.GetSecretValueCommand({ SecretId: name })));
    return found === null ? null : readLoginSecret(name, found.SecretString);
  };
  const withdraw: Secrets['withdraw'] = async (name, wanted) => {
    const { sdk, client } = await service();
    await unlessGone(() => client.send(new sdk.DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 })));
    if (await wanted()) await unlessGone(() => client.send(new sdk.RestoreSecretCommand({ SecretId: name })));
  };
  return {
    read, withdraw,
    createOrRead: async (name, login) => {
      for (const wait of [...waits, null]) {
        const there = (await create(service, name, login)) ?? (await read(name));
        if (there !== null && there.username !== login.username) throw new SecretRefused(`the secret ${name} is of another login`);
        if (there !== null) return there;
        if (wait !== null) await pause(wait);
      }
      throw new SecretRefused(`the secret ${name} can be neither made nor read`);
    },
    remove: async (name) => {
      const { sdk, client } = await service();
      await unlessGone(() => client.send(new sdk.DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true })));
    },
  };
}

/** Null where the name is taken: by a secret that can be read now, or by one that is about to be gone. */
async function create(service: SecretsService, Name: string, { username, password = randomPassword() }: { readonly username: string; readonly password?: string }): Promise<LoginSecret | null> {
  const { sdk, client } = await service();
  try {
    await client.send(new sdk.CreateSecretCommand({ Name, SecretString: JSON.stringify({ username, password }) }));
    return { username, password };
  } catch (thrown) {
    // The second one is of a secret that is scheduled for deletion.
    if (!['ResourceExistsException', 'InvalidRequestException'].includes(errorName(thrown))) throw thrown;
    if (errorName(thrown) === 'InvalidRequestException') await unlessGone(() => client.send(new sdk.RestoreSecretCommand({ SecretId: Name })));
    return null;
  }
}

/** Null for a secret that is not there, or is scheduled for deletion. */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (thrown) {
    if (['ResourceNotFoundException', 'InvalidRequestException'].includes(errorName(thrown))) return null;
    throw thrown;
  }
}
