import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

type Sdk = typeof import('@aws-sdk/client-secrets-manager');

/** The SDK, loaded with the first call, and its client. */
export type SecretsService = () => Promise<{ readonly sdk: Sdk; readonly client: SecretsManagerClient }>;

/** @param own a client of one's own; absent: one as the SDK finds region and credentials */
export function createSecretsService(own: SecretsManagerClient | undefined): SecretsService {
  let loading: ReturnType<SecretsService> | undefined;
  const load = async (): ReturnType<SecretsService> => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    return { sdk, client: own ?? new sdk.SecretsManagerClient({}) };
  };
  return () => (loading ??= load());
}

/** The name of what the SDK threw: AWS's own for what the service refuses. */
export function errorName(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'unknown';
}
