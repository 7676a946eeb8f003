import { CreateSecretCommand, GetSecretValueCommand, RestoreSecretCommand, SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { readLogin } from '../read-login.js';
import type { Login, Secrets } from '../types.js';

/** Secrets of AWS Secrets Manager below a prefix. */
export function openSecrets(config: SecretsManagerClientConfig, prefix: string): Secrets {
  const client = new SecretsManagerClient(config);
  const read = async (SecretId: string): Promise<{ login: Login; created: boolean }> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    return { login: readLogin(SecretId, SecretString), created: false };
  };
  return {
    createOrRead: async (name, login) => {
      const id = `${prefix}/${name}`;
      const failure = await client.send(new CreateSecretCommand({ Name: id, SecretString: JSON.stringify(login) })).then(() => null, (error: Error) => error);
      if (failure === null) return { login, created: true };
      if (failure.name === 'ResourceExistsException') return read(id);
      if (failure.name !== 'InvalidRequestException') throw failure;
      // It waits for its deletion.
      await client.send(new RestoreSecretCommand({ SecretId: id }));
      return read(id);
    },
    close: () => client.destroy(),
  };
}
