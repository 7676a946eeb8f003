import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll } from 'vitest';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../../src/local/secrets-manager/start-secrets-manager.js';

export const arnPrefix = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:';
export const dayMs = 24 * 60 * 60 * 1000;

/** An endpoint for one test file, its clock, and the unmodified SDK pointed at it. */
export async function localClient(): Promise<{ client: SecretsManagerClient; url: string; clock: { now: number } }> {
  const clock = { now: 1_700_000_000_123 };
  const store = createSecretStore({ region: 'eu-west-1', account: '123456789012', clock: () => clock.now });
  const { url, close } = await startSecretsManager({ store });
  const client = new SecretsManagerClient({ endpoint: url, region: 'eu-west-1', credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' } });
  afterAll(async () => {
    client.destroy();
    await close();
  });
  return { client, url, clock };
}

/** The error that a call ends with, as the SDK gives it. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string; status: number | undefined }> {
  const failure = await call.then(() => null, (error: Error & { $metadata?: { httpStatusCode?: number } }) => error);
  if (failure === null) throw new Error('was not refused');
  return { name: failure.name, message: failure.message, status: failure.$metadata?.httpStatusCode };
}
