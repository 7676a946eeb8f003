import { randomBytes } from 'node:crypto';
import type { Login } from './types.js';

/** A login with a password of 256 bits, of letters that need no quoting anywhere. */
export function newLogin(username: string): Login {
  return { username, password: randomBytes(32).toString('base64url') };
}
