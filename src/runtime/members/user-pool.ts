import type { AttributeType, CognitoIdentityProviderClient, UserType } from '@aws-sdk/client-cognito-identity-provider';
import { errorName } from '../secrets/secrets-service.js';

/** A person as the user pool has them now. */
export interface PoolUser {
  readonly username: string;
  readonly enabled: boolean;
  /** CONFIRMED, EXTERNAL_PROVIDER, FORCE_CHANGE_PASSWORD, UNCONFIRMED, ... */
  readonly status: string;
  readonly email: string;
  /** The pool says so itself, or the identity provider that it trusts does. */
  readonly verified: boolean;
}

export interface UserPool {
  /** Null where there is nobody of this `sub`. */
  find(sub: string): Promise<PoolUser | null>;
  /** Revokes all refresh tokens of a person; of one who is gone: nothing. */
  signOut(sub: string): Promise<void>;
}

/** What a `sub` is made of, as the control schema has it: graphic ASCII. Cognito's own are UUIDs. */
const subForm = /^[\x21-\x7e]{1,128}$/;

/** Ends a text in a filter, or may: nobody is looked for by these. */
const unfilterable = /["\\]/;

/** Whether this can be somebody's `sub`. */
export function isSub(sub: unknown): sub is string {
  return typeof sub === 'string' && subForm.test(sub);
}

/** @param client absent: one as the SDK finds region and credentials, loaded with the first call */
export function createUserPool({ userPoolId: UserPoolId, client }: { readonly userPoolId: string; readonly client?: CognitoIdentityProviderClient }): UserPool {
  let loading: ReturnType<typeof load> | undefined;
  const service = (): ReturnType<typeof load> => (loading ??= load(client));
  const byName = async (Username: string): Promise<UserType | null> => {
    const { sdk, pool } = await service();
    return unlessUnknown(async () => {
      const { UserAttributes, ...user } = await pool.send(new sdk.AdminGetUserCommand({ UserPoolId, Username }));
      return { ...user, Attributes: UserAttributes };
    });
  };
  const bySub = async (sub: string): Promise<UserType | null> => {
    if (unfilterable.test(sub)) return null;
    const { sdk, pool } = await service();
    const { Users = [] } = await pool.send(new sdk.ListUsersCommand({ UserPoolId, Filter: `sub = "${sub}"`, Limit: 1 }));
    return Users[0] ?? null;
  };
  const find = async (sub: string): Promise<PoolUser | null> => {
    if (!isSub(sub)) return null;
    // Users of other identity providers have names that are not their `sub`, and somebody may have chosen another's `sub` as a name.
    const user = ofSub(await byName(sub), sub) ?? ofSub(await bySub(sub), sub);
    return user === null ? null : poolUser(user);
  };
  return {
    find,
    signOut: async (sub) => {
      const user = await find(sub);
      if (user === null) return;
      const { sdk, pool } = await service();
      await unlessUnknown(() => pool.send(new sdk.AdminUserGlobalSignOutCommand({ UserPoolId, Username: user.username })));
    },
  };
}

async function load(own: CognitoIdentityProviderClient | undefined) {
  const sdk = await import('@aws-sdk/client-cognito-identity-provider');
  return { sdk, pool: own ?? new sdk.CognitoIdentityProviderClient({}) };
}

const valueOf = (attributes: readonly AttributeType[] | undefined, name: string): string => attributes?.find(({ Name }) => Name === name)?.Value ?? '';

function ofSub(user: UserType | null, sub: string): UserType | null {
  return user !== null && valueOf(user.Attributes, 'sub') === sub ? user : null;
}

function poolUser({ Username = '', Enabled, UserStatus, Attributes }: UserType): PoolUser {
  // Attributes are texts: "false" is not false.
  return { username: Username, enabled: Enabled === true, status: UserStatus ?? '', email: valueOf(Attributes, 'email'), verified: valueOf(Attributes, 'email_verified') === 'true' };
}

async function unlessUnknown<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (thrown) {
    if (errorName(thrown) === 'UserNotFoundException') return null;
    throw thrown;
  }
}
