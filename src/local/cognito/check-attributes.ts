import { CognitoRefusal, invalidParameter } from './cognito-refusal.js';
import type { Attributes } from './types.js';

/** The pool has the standard attributes; nothing that decides on rights is one of them. */
const standard = new Set([
  'address', 'birthdate', 'email', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'phone_number', 'picture', 'preferred_username',
  'profile', 'updated_at', 'website', 'zoneinfo',
]);
const verified: readonly string[] = ['email_verified', 'phone_number_verified'];

/** What people may write about themselves. @throws CognitoRefusal NotAuthorizedException */
export function checkOwnAttributes(attributes: Attributes): void {
  if (!Object.keys(attributes).every((name) => standard.has(name))) throw new CognitoRefusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
}

/** What administrators may write: also whether an address is verified. @throws CognitoRefusal InvalidParameterException */
export function checkAttributes(attributes: Attributes): void {
  const other = Object.keys(attributes).find((name) => !standard.has(name) && !verified.includes(name));
  if (other === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub');
  if (other !== undefined) throw invalidParameter(`Attributes did not conform to the schema: ${other}: Attribute does not exist in the schema.\n`);
  for (const name of verified) if (Object.hasOwn(attributes, name) && !['true', 'false'].includes(attributes[name] ?? '')) throw invalidParameter(`${name} is true or false`);
}

/**
 * The attributes of somebody who is to have this address.
 *
 * @throws CognitoRefusal InvalidParameterException where it is none, or another one is among the attributes
 */
export function withAddress(username: string, attributes: Attributes): Attributes {
  if (!isAddress(username)) throw invalidParameter('Username should be an email.');
  const { email = username, ...rest } = attributes;
  if (email.toLowerCase() !== username.toLowerCase()) throw invalidParameter('The email attribute should be the username.');
  return { ...rest, email: username };
}

/** Of characters that a Username may have. */
export const isAddress = (text: string): boolean => /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(text) && /^[^@]+@[^@]+$/.test(text);

/** As the API has them. */
export const toPairs = (attributes: Attributes): { readonly Name: string; readonly Value: string }[] => Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
