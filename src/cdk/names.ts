import { Token } from 'aws-cdk-lib';

/** Parts of a secret's name that IAM reads as itself: `*`, `?` and `$` of a policy's resource are none. */
const prefixForm = /^[A-Za-z0-9_+=.@-]+(\/[A-Za-z0-9_+=.@-]+)*$/;

/** Folders below a prefix: what a policy says of `shop/users/*` would hold for secrets below a prefix `shop/users` too. */
const folders: ReadonlySet<string> = new Set(['users', 'roles', 'services', 'rotation', 'overrides', 'identities']);

/**
 * Checks what names of secrets begin with: it stands in policies, where a wildcard would open other people's secrets.
 *
 * @throws Error for a wildcard, a token, an empty part, a folder's name behind the first part, or more than 100 characters
 */
export function checkPrefix(prefix: string): string {
  if (Token.isUnresolved(prefix) || prefix.length > 100 || !prefixForm.test(prefix)) {
    throw new Error(`secretsPrefix ${JSON.stringify(prefix)} is not one: write letters, digits and _+=.@- between slashes, as in shop/production`);
  }
  const folder = prefix.split('/').slice(1).find((part) => folders.has(part));
  if (folder !== undefined) throw new Error(`secretsPrefix ${JSON.stringify(prefix)} is not one: ${folder} is a folder below prefixes, whose secrets another stack's functions may read`);
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
