import { randomInt } from 'node:crypto';
import type { GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager';
import { SecretsRefusal } from './secrets-refusal.js';

const uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * GetRandomPassword: 32 characters unless told, of every kind that is not excluded, at least one of each.
 *
 * @throws SecretsRefusal InvalidParameterException where nothing is left to choose from, or the length is too short for one of each kind
 */
export function randomPassword(request: GetRandomPasswordRequest): string {
  const length = request.PasswordLength ?? 32;
  const kinds = kindsOf(request);
  const each = request.RequireEachIncludedType ?? true;
  if (kinds.length === 0 || kinds.includes('')) throw new SecretsRefusal('InvalidParameterException', 'The parameters leave no characters to make the password of.');
  if (each && length < kinds.length) throw new SecretsRefusal('InvalidParameterException', 'PasswordLength is too short for one character of each required type.');
  const pick = (characters: string): string => characters.charAt(randomInt(characters.length));
  const password = each ? kinds.map(pick) : [];
  while (password.length < length) password.push(pick(kinds.join('')));
  // The required ones must not be found at the front.
  for (let last = password.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [password[last], password[other]] = [password[other] ?? '', password[last] ?? ''];
  }
  return password.join('');
}

function kindsOf(request: GetRandomPasswordRequest): string[] {
  const kinds: string[] = [];
  if (request.ExcludeLowercase !== true) kinds.push(uppercase.toLowerCase());
  if (request.ExcludeUppercase !== true) kinds.push(uppercase);
  if (request.ExcludeNumbers !== true) kinds.push(digits);
  if (request.ExcludePunctuation !== true) kinds.push(punctuation);
  if (request.IncludeSpace === true) kinds.push(' ');
  const excluded = request.ExcludeCharacters ?? '';
  return kinds.map((kind) => [...kind].filter((character) => !excluded.includes(character)).join(''));
}
