import { randomInt } from 'node:crypto';
import { findSecret } from './find-secret.js';
import { readSecrets, writeSecrets } from './secret-file.js';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret, SecretStoreOptions } from './types.js';

/** The secrets themselves; operations read from it and put back whole secrets. */
export interface SecretShelf {
  readonly now: () => number;
  /** The secret of that name, ARN or partial ARN, or null. @throws SecretsRefusal where it is neither name nor ARN */
  find(secretId: string | undefined): Secret | null;
  /** @throws SecretsRefusal ResourceNotFoundException */
  get(secretId: string | undefined): Secret;
  /** @throws SecretsRefusal ResourceNotFoundException, or InvalidRequestException where it is scheduled for deletion */
  live(secretId: string | undefined): Secret;
  all(): readonly Secret[];
  keep(secret: Secret): void;
  remove(name: string): void;
  /** Not worth a write to the file. */
  accessed(secret: Secret): void;
  newArn(name: string): string;
}

const suffixCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const day = 24 * 60 * 60 * 1000;

/** @throws Error where the file is there but is not a store's */
export function createShelf(options: SecretStoreOptions): SecretShelf {
  const { file, clock: now = Date.now } = options;
  let secrets: ReadonlyMap<string, Secret> = file === undefined ? new Map() : readSecrets(file);

  /** Nothing is changed in memory that could not be written. */
  const set = (next: ReadonlyMap<string, Secret>): void => {
    if (file !== undefined) writeSecrets(file, [...next.values()]);
    secrets = next;
  };
  /** Without those whose recovery window is over. */
  const current = (): ReadonlyMap<string, Secret> => {
    const kept = [...secrets].filter(([, { deletion }]) => deletion === null || deletion > now());
    if (kept.length < secrets.size) set(new Map(kept));
    return secrets;
  };
  const shelf: SecretShelf = {
    now,
    find: (secretId = '') => findSecret(current(), secretId),
    get(secretId) {
      const secret = shelf.find(secretId);
      if (secret === null) throw new SecretsRefusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return secret;
    },
    live(secretId) {
      const secret = shelf.get(secretId);
      if (secret.deletion !== null) throw new SecretsRefusal('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");
      return secret;
    },
    all: () => [...current().values()],
    keep: (secret) => set(new Map(secrets).set(secret.name, secret)),
    remove: (name) => set(new Map([...secrets].filter(([key]) => key !== name))),
    accessed(secret) {
      secrets = new Map(secrets).set(secret.name, { ...secret, accessed: Math.floor(now() / day) * day });
    },
    newArn: (name) => {
      const suffix = Array.from({ length: 6 }, () => suffixCharacters.charAt(randomInt(suffixCharacters.length))).join('');
      return `arn:aws:secretsmanager:${options.region}:${options.account}:secret:${name}-${suffix}`;
    },
  };
  return shelf;
}
