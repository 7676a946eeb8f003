import { isRecord, own } from '../own.js';

/** A secret's members besides the two that are used, kept as they are. */
export interface LoginSecret extends Readonly<Record<string, unknown>> {
  readonly username: string;
  readonly password: string;
}

/** A secret that is there and cannot be what is wanted. `message` names the secret, never a value. */
export class SecretRefused extends Error {
  override readonly name = 'SecretRefused';
}

/**
 * Reads a secret's text: a JSON object with a username and a password.
 *
 * @param name of the secret, for the message
 * @throws SecretRefused where it is anything else, or the password is not printable ASCII
 */
export function readLoginSecret(name: string, text: string | undefined): LoginSecret {
  const value = parsed(text);
  const [username, password] = isRecord(value) ? [own(value, 'username'), own(value, 'password')] : [];
  if (typeof username !== 'string' || username === '' || typeof password !== 'string') throw new SecretRefused(`the secret ${name} has no username and password`);
  // For others a verifier would have to be made of what SASLprep makes of them.
  if (!/^[\x20-\x7e]+$/.test(password)) throw new SecretRefused(`the password in the secret ${name} is not printable ASCII`);
  return { ...Object(value), username, password };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
