import { CallError } from '../errors.js';
import { own } from '../own.js';
import type { Caller } from '../types.js';
import { cachedLookup } from './cached-lookup.js';
import { callerOf, memberOf, overrideOf, refuse, said, secretForm, textOf, verifiedEmail, type Said } from './read-caller.js';
import type { CredentialOptions, Lookup } from './types.js';

export type { ClaimNames, CredentialOptions, Override } from './types.js';

type Finder = (said: Said) => Caller | Promise<Caller>;

/**
 * Finds who calls, from the identity that AppSync verified, which came as JSON. Whatever is not clear is refused.
 *
 * @returns rejects with CallError: not_authorized, or unavailable (retryable) where a lookup of the options threw
 * @throws TypeError without a prefix, and for overrides whose secrets could be anywhere else
 */
export function createCredentialLookup(options: CredentialOptions): (identity: unknown) => Promise<Caller> {
  checkOptions(options);
  const { prefix, apiKey, resolverContext } = options;
  const byToken = tokenFinder(options);
  const byArn = iamFinder(options);
  return async (identity) => {
    if (identity === null && apiKey) return overrideOf(apiKey, `${prefix}/overrides`);
    const known = said(identity);
    // Each mode has a key that only its identity has.
    const { claims, resolverContext: context, userArn, cognitoIdentityId: id } = known;
    const iam = userArn ?? id;
    if ([claims, context, iam].filter((mark) => mark != null).length !== 1) refuse();
    return iam != null ? byArn(known) : context != null ? memberOf(said(context), options, resolverContext) : byToken(said(claims));
  };
}

function tokenFinder(options: CredentialOptions): Finder {
  const { prefix, claims: names, tokenUse, email, cache } = options;
  const lookUp = email?.lookup && finder(email.lookup, `${prefix}/users`, cache);
  return (claims) => {
    if (tokenUse && claims['token_use'] !== tokenUse) refuse();
    if (!email) return memberOf(claims, options, names);
    const address = verifiedEmail(claims);
    return lookUp?.(address) ?? callerOf(claims, `${prefix}/emails/${address}`, null, names);
  };
}

/** Users of an identity pool share the ARN of their pool's role: they count by their cognitoIdentityId alone. */
function iamFinder({ prefix, roleOverrides = {}, assumedRoleOverrides = {}, identityPools, cache }: CredentialOptions): Finder {
  const inPool = finder(identityPools?.lookup ?? (() => null), `${prefix}/identities`, cache);
  return (identity) => {
    const { accountId, cognitoIdentityId } = identity;
    const arn = textOf(identity['userArn'], /^/) ?? '';
    if (accountId != null && arn.split(':')[4] !== accountId) refuse();
    if (cognitoIdentityId != null) {
      // Guests have an identity too, for as long as they keep their browser's storage.
      textOf(identity['cognitoIdentityAuthType'], /^authenticated$/);
      return inPool(textOf(cognitoIdentityId, /^[\w-]{1,55}:[\w-]{1,55}$/) ?? refuse());
    }
    const pooled = Object.keys(identity).some((key) => key.startsWith('cognito') && identity[key] != null);
    if (pooled || arn.endsWith('/CognitoIdentityCredentials')) refuse();
    const role = arn.replace(/^arn:aws[\w-]*:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/, '$1/$2');
    return overrideOf(own(roleOverrides, arn) ?? own(assumedRoleOverrides, role) ?? refuse(), `${prefix}/overrides`);
  };
}

/** That a lookup fails says nothing about the caller. */
function finder(lookup: Lookup, folder: string, cache: CredentialOptions['cache']): (key: string) => Promise<Caller> {
  return cachedLookup(async (key) => {
    const found = await Promise.resolve(key).then(lookup).catch(() => {
      throw new CallError('unavailable', undefined, null, true);
    });
    return overrideOf(found ?? refuse(), folder);
  }, cache);
}

function checkOptions({ prefix = '', roleOverrides, assumedRoleOverrides, apiKey = 'none' }: CredentialOptions): void {
  const overrides = Object.values({ apiKey, ...roleOverrides, ...assumedRoleOverrides });
  const named = overrides.every((override) => secretForm.test(typeof override === 'string' ? override : override.secret));
  if (!named || !/^[\w+=.@-]+(?:\/[\w+=.@-]+)*$/.test(prefix)) throw new TypeError('prefix, or the secret of an override, cannot be part of a secret\'s name');
}
