import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { createCredentialLookup, type CredentialOptions } from '../../../src/runtime/identity/create-credential-lookup.js';
import { CallError } from '../../../src/runtime/errors.js';
import type { Caller } from '../../../src/runtime/types.js';
import { iamUser, poolSession, prefix, session } from './identities.js';

/** Lookups that trust what they are asked about, as far as their types let them. */
const options: CredentialOptions = {
  prefix,
  roleOverrides: { [iamUser]: 'root', [session]: 'root' },
  assumedRoleOverrides: { '123456789012/reporting': 'root' },
  identityPools: { lookup: (id) => id.slice(id.indexOf(':') + 1) },
  apiKey: 'root',
};
const trusting: CredentialOptions = { ...options, email: { lookup: (address) => address } };
const variants = [options, { ...options, email: {} }, trusting, { ...trusting, email: { lookup: (address: string) => ({ secret: address.replace('@', '/') }) } }];
const lookups = variants.map(createCredentialLookup);

const parts = ['overrides', 'root', '/', '..', '.', 'users', 'emails', prefix, '@', 'ann', 'acme', '\\', '%2f', '\0', '\n', ':', '__proto__', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:', '-AbCdEf', '\u2215', '\uff0f', 'é'];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((found) => found.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/),
  fc.stringMatching(/^[a-z/.]{1,8}@[a-z/.]{1,8}$/),
);
const anything = fc.oneof({ weight: 6, arbitrary: hostile }, { weight: 1, arbitrary: fc.anything() }, { weight: 1, arbitrary: fc.constantFrom(null, true, 'true') });
const claims = fc.dictionary(fc.constantFrom('userid', 'tenant', 'role', 'email', 'email_verified', 'sub', '__proto__', 'secret'), anything).chain((found) =>
  fc.constantFrom(found, { ...found, email_verified: 'true' }, { userid: found['userid'] }, { email: found['email'], email_verified: true }));
/** What the callers of a token or an identity pool, or a resolver that passes their arguments on, have a say in. */
const identity = fc.oneof(
  fc.record({ sub: anything, claims, username: anything }),
  fc.record({ resolverContext: claims }),
  fc.record({ claims: fc.record({ email: fc.stringMatching(/^[a-z./]{1,4}@[a-z]{1,4}$/), email_verified: fc.constant(true), tenant: fc.option(hostile) }) }),
  fc.record({ cognitoIdentityId: fc.oneof(hostile, hostile.map((id) => `a:${id}`), fc.anything().filter((id) => id != null)), userArn: fc.constantFrom(poolSession, iamUser, session, null), cognitoIdentityAuthType: fc.constantFrom('authenticated', null) }),
  fc.record({ userArn: hostile.map((name) => `arn:aws:sts::999999999999:assumed-role/reporting/${name}`), username: anything }),
  fc.record({ userArn: hostile.map((name) => `arn:aws:sts::123456789012:assumed-role/${name}/CognitoIdentityCredentials`) }),
  fc.record({ claims, userArn: fc.constantFrom(iamUser, session) }),
  fc.dictionary(fc.constantFrom('claims', 'resolverContext', 'userArn', 'cognitoIdentityId', 'accountId', '__proto__'), anything).filter((made) => made['userArn'] !== iamUser),
);

describe('names of secrets', () => {
  it('are below overrides for no string that a caller has a say in', async () => {
    const seen = new Map<string, number>();
    await fc.assert(fc.asyncProperty(identity, async (made) => {
      for (const lookup of lookups) {
        const found: unknown = await lookup(made).catch((error: unknown) => error);
        if (found instanceof CallError) continue;
        const { secret, tenant } = found as Caller;
        expect(secret).toMatch(/^shop\/test\/(?:users\/[a-z][a-z0-9_]{0,62}|(?:users|emails)\/[a-z0-9_+=.-]+@[a-z0-9_+=.-]+|identities\/[\w+=.@-]+)$/);
        expect(tenant ?? 'none').toMatch(/^[a-z][a-z0-9_]{0,55}$/);
        const folder = secret.split('/')[2] ?? '';
        seen.set(folder, (seen.get(folder) ?? 0) + 1);
      }
    }), { numRuns: 3_000 });
    // Some are let in, or the property would say nothing.
    expect([...seen.keys()].sort()).toEqual(['emails', 'identities', 'users']);
  });

  it('differ for different callers', async () => {
    const user = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/);
    const [byClaim, byEmail] = lookups;
    await fc.assert(fc.asyncProperty(user, user, async (one, other) => {
      const claimed = async (userid: string) => (await byClaim?.({ claims: { userid } }))?.secret;
      const mailed = async (name: string) => (await byEmail?.({ claims: { email: `${name}@acme.test`, email_verified: true } }))?.secret;
      expect((await claimed(one)) === (await claimed(other))).toBe(one === other);
      expect((await mailed(one)) === (await mailed(other))).toBe(one === other);
      expect(await claimed(one)).not.toBe(await mailed(one));
    }));
  });
});
