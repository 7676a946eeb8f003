import type { GetSecretValueCommandOutput, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DatabaseFailure } from '../errors.js';
import type { DirectOptions, Login, LoginLookup } from './direct-options.js';

export interface Logins {
  /** `kept`: it was read before this call. @throws DatabaseFailure refused, unavailable */
  get(secret: string): Promise<{ readonly login: Login; readonly kept: boolean }>;
  forget(secret: string): void;
}

/** Logins that are remembered at the same time. */
const most = 1_000;
/** Milliseconds for Secrets Manager to answer, with the SDK's own repetitions. */
const patience = 5_000;

/** Logins by the name of their secret, each read once for all who wait for it, and used for `age` milliseconds. */
export function createLogins(options: DirectOptions, age: number): Logins {
  const find = typeof options.secrets === 'function' ? options.secrets : fromSecretsManager(options);
  const known = new Map<string, { readonly login: Promise<Login>; readonly until: number }>();
  const read = async (secret: string): Promise<Login> => {
    try {
      const login = await find(secret);
      if (login === null) throw new DatabaseFailure('refused', 'there is no such secret');
      if (!isLogin(login)) throw new DatabaseFailure('refused', 'the secret has no username and password');
      return login;
    } catch (thrown) {
      throw lookupFailure(thrown);
    }
  };
  return {
    get: async (secret) => {
      const before = known.get(secret);
      if (before !== undefined && before.until > Date.now()) return { login: await before.login, kept: true };
      const login = read(secret);
      known.delete(secret);
      known.set(secret, { login, until: Date.now() + age });
      for (const oldest of known.keys()) if (known.size > most) known.delete(oldest);
      login.catch(() => {
        if (known.get(secret)?.login === login) known.delete(secret);
      });
      return { login: await login, kept: false };
    },
    forget: (secret) => void known.delete(secret),
  };
}

function fromSecretsManager({ secrets, region, endpoint }: DirectOptions): LoginLookup {
  let client = typeof secrets === 'function' ? undefined : secrets;
  return async (SecretId) => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    const sent = (client ??= newClient(sdk, region, endpoint)).send(new sdk.GetSecretValueCommand({ SecretId }), { abortSignal: AbortSignal.timeout(patience) });
    return parsed((await sent).SecretString);
  };
}

function newClient(sdk: typeof import('@aws-sdk/client-secrets-manager'), region?: string, endpoint?: string): SecretsManagerClient {
  return new sdk.SecretsManagerClient({ ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) });
}

/** Like the Data API, which reads `username` and `password` of a JSON object and nothing else. */
function parsed(text: GetSecretValueCommandOutput['SecretString']): Login {
  try {
    const { username, password } = JSON.parse(text ?? '') as Login;
    return { username, password };
  } catch {
    throw new DatabaseFailure('refused', 'the secret is no JSON object');
  }
}

function isLogin({ username, password }: Login): boolean {
  return typeof username === 'string' && typeof password === 'string' && username !== '' && password !== '';
}

/** What the service refuses (no such secret, no right to it) is refused; else it could not be asked. */
function lookupFailure(thrown: unknown): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown;
  const { name, message, $metadata }: Thrown = thrown instanceof Error ? thrown : {};
  const status = $metadata?.httpStatusCode ?? 0;
  const refused = status >= 400 && status < 500 && status !== 429 && name !== 'ThrottlingException';
  return new DatabaseFailure(refused ? 'refused' : 'unavailable', `${name ?? 'unknown'}: ${message ?? 'the secret cannot be read'}`);
}

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
