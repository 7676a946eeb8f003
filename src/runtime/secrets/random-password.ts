import { randomBytes } from 'node:crypto';

/** 256 bits that nobody can guess, as 43 characters of base64url: nothing in them needs quoting anywhere. */
export function randomPassword(): string {
  return randomBytes(32).toString('base64url');
}
