import { CallError } from '../errors.js';
import { sentences } from '../failure/sentences.js';
import type { Caller } from '../types.js';
import { cachedLookup } from './cached-lookup.js';
import { iamCaller, type IamDirectory } from './iam-caller.js';
import { ownObject, ownText, ownValue } from './own-values.js';
import { callerOfOverride, checkCaller, memberByClaims, tenancyOf, verifiedEmail } from './read-caller.js';
import { refuse } from './refuse.js';
import type { CredentialOptions, Override } from './types.js';

export type { ClaimNames, CredentialOptions, Override } from './types.js';

/** Modes of AppSync, each with the keys that only its identity has. */
const marks = { claims: ['claims'], context: ['resolverContext'], iam: ['userArn', 'cognitoIdentityId'] } as const;

/**
 * Finds who calls, from the identity that AppSync verified. Whatever is not clear is refused.
 *
 * @returns rejects with CallError: not_authorized, or unavailable (retryable) where a lookup of the options threw
 * @throws TypeError for options that cannot be meant
 */
export function createCredentialLookup(options: CredentialOptions): (identity: unknown) => Promise<Caller> {
  const find = finder(options);
  return async (identity) => {
    try {
      return Object.freeze({ ...(await find(identity)) });
    } catch (error) {
      if (error instanceof CallError) throw error;
      // A proxy's or a getter's own error.
      return refuse();
    }
  };
}

function finder(options: CredentialOptions): (identity: unknown) => Promise<Caller> {
  checkOptions(options);
  const directory = directoryOf(options);
  const byEmail = emailFinder(options);
  const { prefix, apiKey, claims: names = {}, resolverContext = {}, tokenUse } = options;
  const keyCaller = apiKey === undefined ? null : configured('apiKey', apiKey, prefix);
  return async (identity) => {
    if (identity === null) return keyCaller ?? refuse();
    const known = ownObject(identity);
    const [mode, ...others] = modes(known);
    if (mode === undefined || others.length > 0) refuse();
    if (mode === 'iam') return iamCaller(known, directory);
    if (mode === 'context') return memberByClaims(ownObject(ownValue(known, 'resolverContext')), prefix, resolverContext);
    const claims = ownObject(ownValue(known, 'claims'));
    if (tokenUse !== undefined && ownText(claims, 'token_use', /^/) !== tokenUse) refuse();
    return byEmail === null ? memberByClaims(claims, prefix, names) : byEmail(claims);
  };
}

function modes(identity: object): readonly (keyof typeof marks)[] {
  const all = ['claims', 'context', 'iam'] as const;
  return all.filter((mode) => marks[mode].some((key) => ownValue(identity, key) !== undefined));
}

function directoryOf({ prefix, roleOverrides = {}, assumedRoleOverrides = {}, identityPools = {}, cache }: CredentialOptions): IamDirectory {
  const named = (option: string, overrides: Readonly<Record<string, Override>>, folder?: string): Map<string, Caller> =>
    new Map(Object.entries(overrides).map(([key, value]) => [key, configured(`${option}[${JSON.stringify(key)}]`, value, prefix, folder)]));
  const [arns, roles] = [named('roleOverrides', roleOverrides), named('assumedRoleOverrides', assumedRoleOverrides)];
  if (!isLookup(identityPools)) {
    const known = named('identityPools', identityPools, 'identities');
    return { arns, roles, identities: async (id) => known.get(id) ?? null };
  }
  const { lookup } = identityPools;
  const identities = async (id: string): Promise<Caller | null> => {
    const found = await asked(() => lookup(id));
    return found === null ? null : callerOfOverride(found, `${prefix}/identities`);
  };
  return { arns, roles, identities: cachedLookup(identities, cache) };
}

type Pools = NonNullable<CredentialOptions['identityPools']>;

/** An identity's id has a colon in it: `lookup` is none. */
function isLookup(pools: Pools): pools is Extract<Pools, { lookup: (...id: never[]) => unknown }> {
  return Object.hasOwn(pools, 'lookup');
}

function emailFinder({ prefix, email, claims: names = {}, cache }: CredentialOptions): ((claims: object) => Promise<Caller>) | null {
  if (email === undefined) return null;
  const { lookup } = email;
  if (lookup === undefined) return async (claims) => ({ secret: `${prefix}/emails/${verifiedEmail(claims)}`, userId: null, ...tenancyOf(claims, names) });
  const folders = [`${prefix}/users`, `${prefix}/emails`];
  const find = cachedLookup(async (address) => {
    const found = await asked(() => lookup(address));
    return found === null ? null : checkCaller(found, folders);
  }, cache);
  return async (claims) => (await find(verifiedEmail(claims))) ?? refuse();
}

/** What a lookup of the options answers; that it fails says nothing about the caller. */
async function asked<T>(lookup: () => T | Promise<T>): Promise<T | null> {
  try {
    return (await lookup()) ?? null;
  } catch {
    throw new CallError('unavailable', sentences.unavailable, null, true);
  }
}

function configured(option: string, override: Override, prefix: string, folder = 'overrides'): Caller {
  try {
    return callerOfOverride(override, `${prefix}/${folder}`);
  } catch {
    throw new TypeError(`${option} is not the name of a secret, nor an object of secret, tenant, role and userId`);
  }
}

function checkOptions({ prefix, claims = {}, resolverContext = {}, assumedRoleOverrides = {} }: CredentialOptions): void {
  if (typeof prefix !== 'string' || prefix.length > 200 || !/^[\w+=.@-]+(?:\/[\w+=.@-]+)*$/.test(prefix)) throw new TypeError('prefix is not a path of secrets');
  for (const name of [...Object.values(claims), ...Object.values(resolverContext)]) {
    if (typeof name !== 'string' || /^(?:|email|__proto__|constructor|prototype)$/.test(name)) throw new TypeError(`${String(name)} cannot be the name of a claim; for addresses there is the option email`);
  }
  const role = Object.keys(assumedRoleOverrides).find((key) => !/^\d{12}\/[\w+=,.@-]{1,64}$/.test(key));
  if (role !== undefined) throw new TypeError(`assumedRoleOverrides: ${JSON.stringify(role)} is not <account>/<role name>`);
}
