import { describe, expect, it } from 'vitest';
import { createCredentialLookup } from '../../../src/runtime/identity/create-credential-lookup.js';
import { readRoleLogin } from '../../../src/runtime/role/role-login.js';
import { roleLogins } from '../../../src/runtime/role.js';
import { recorder } from '../core/support.js';

const lookup = createCredentialLookup(roleLogins({
  transport: recorder(),
  credentials: { prefix: 'shop/test', resolverContext: { user: 'id' }, roleOverrides: { 'arn:aws:iam::123456789012:user/nightly': { secret: 'nightly', userId: 'u_1', tenant: 'acme', role: 'users' } }, identityPools: { lookup: () => 'visitor' } },
}).credentials);
const claims = (userid: unknown, tenant: unknown, role: unknown): object => ({ sub: 'sub', claims: { userid, tenant, role } });
const secretOf = async (identity: object): Promise<string> => (await lookup(identity)).secret;

describe('the login of a call', () => {
  it.each<[string, object, string]>([
    ['a member\'s role', claims('u_1', 'acme', 'users'), 'shop/test/roles/acme.users#u_1'],
    ['a role of the config', claims('u_1', 'acme', 'billing_clerks'), 'shop/test/roles/acme.billing_clerks#u_1'],
    ['application admins, who have no tenant', claims('u_1', null, 'application_admins'), 'shop/test/roles/application_admins#u_1'],
    ['a role that no tenant has a login of', claims('u_1', 'acme', 'application_admins'), 'shop/test/roles/acme.application_admins#u_1'],
    ['what an authorizer said', { resolverContext: { id: 'u_1', tenant: 'acme', role: 'users' } }, 'shop/test/roles/acme.users#u_1'],
    ['an override, its own', { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/nightly' }, 'shop/test/overrides/nightly'],
    ['an identity pool\'s, its own', { cognitoIdentityId: 'eu-central-1:1', cognitoIdentityAuthType: 'authenticated' }, 'shop/test/identities/visitor'],
  ])('is for %s', async (_what, identity, secret) => {
    expect(await secretOf(identity)).toBe(secret);
  });

  it.each<[string, object]>([
    ['no role', claims('u_1', 'acme', null)],
    ['no tenant, and a role of tenants', claims('u_1', null, 'users')],
    ['neither', claims('u_1', null, null)],
    ['no member', claims(null, 'acme', 'users')],
    ['two members', claims('u_1#u_2', 'acme', 'users')],
    ['a member in the role', claims('u_1', 'acme', 'users#u_2')],
    ['a member in the tenant', claims('u_1', 'acme.users#u_2', 'users')],
    ['a role in the tenant', claims('u_1', 'acme.admins', 'users')],
    ['a way out of the folder', claims('u_1', 'acme', '../users')],
    ['an empty member', claims('', 'acme', 'users')],
    ['a list of members', claims(['u_1'], 'acme', 'users')],
  ])('is none for %s', async (_what, identity) => {
    await expect(lookup(identity)).rejects.toMatchObject({ code: 'not_authorized' });
  });

  it('tells the log who calls', async () => {
    expect(await lookup(claims('u_1', 'acme', 'users'))).toMatchObject({ userId: 'u_1', tenant: 'acme', role: 'users' });
  });

  it('is taken apart again', () => {
    expect(readRoleLogin('shop/test/roles/acme.users#u_1')).toEqual({ secret: 'shop/test/roles/acme.users', member: 'u_1' });
    expect(readRoleLogin('shop/test/overrides/nightly')).toEqual({ secret: 'shop/test/overrides/nightly', member: null });
  });

  it('is never found by an e-mail address', () => {
    const credentials = { prefix: 'shop/test', email: {} };
    expect(() => roleLogins({ transport: recorder(), credentials })).toThrow(new TypeError('credentials.email finds logins of members, which have none in credential mode role'));
  });
});
