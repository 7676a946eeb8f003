import { Token } from 'aws-cdk-lib';

/** Parts of a secret's name that IAM reads as itself: `*`, `?` and `$` of a policy's resource are none. */
const prefixForm = /^[A-Za-z0-9_+=.@-]+(\/[A-Za-z0-9_+=.@-]+)*$/;

/**
 * Checks what names of secrets begin with: it stands in policies, where a wildcard would open other people's secrets.
 *
 * @throws Error for a wildcard, a token, an empty part or more than 100 characters
 */
export function checkPrefix(prefix: string): string {
  if (Token.isUnresolved(prefix) || prefix.length > 100 || !prefixForm.test(prefix)) {
    throw new Error(`secretsPrefix ${JSON.stringify(prefix)} is not one: write letters, digits and _+=.@- between slashes, as in shop/production`);
  }
  return prefix;
}

/**
 * The name of a function that others must know before it is made: `shop-production-members`.
 *
 * @throws Error where it would be longer than Lambda's 64 characters
 */
export function functionName(prefix: string, role: string): string {
  const name = `${prefix.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}-${role}`;
  if (name.length > 64) throw new Error(`a function would be called ${name}: AWS takes 64 characters, so make secretsPrefix shorter`);
  return name;
}
