import { describe, expect, it } from 'vitest';
import { find, iamUser, prefix, refused, token } from './identities.js';

const member = { userid: 'u_1', tenant: 'acme', role: 'users' };
const ann = { secret: `${prefix}/users/u_1`, userId: 'u_1', tenant: 'acme', role: 'users' };

describe('callers with a token', () => {
  it.each([
    ['Cognito', token(member)],
    ['a generated resolver', { sub: 'c0ffee', claims: member }],
    ['a Lambda authorizer', { resolverContext: { sub: 'c0ffee', ...member } }],
    ['a mode among others, whose keys are null', { ...token(member), userArn: null, cognitoIdentityId: null, resolverContext: null }],
  ])('are members by their claims: %s', async (_, identity) => {
    expect(await find(identity)).toEqual(ann);
    expect(Object.isFrozen(await find(identity))).toBe(true);
  });

  it('may have no tenant, and no role', async () => {
    expect(await find(token({ userid: 'root_1', role: 'application_admins' }))).toEqual({ ...ann, secret: `${prefix}/users/root_1`, userId: 'root_1', tenant: null, role: 'application_admins' });
    expect(await find(token({ userid: 'u_1', tenant: null, role: null }))).toEqual({ ...ann, tenant: null, role: null });
  });

  it('are found by the claims that the options name, and by no other', async () => {
    const names = { user: 'https://shop/user', tenant: 'custom:tenant', role: 'db_role' };
    const claims = { ...member, 'https://shop/user': 'u_2', 'custom:tenant': 'globex', db_role: 'admins' };
    const bob = { secret: `${prefix}/users/u_2`, userId: 'u_2', tenant: 'globex', role: 'admins' };
    expect(await find(token(claims), { claims: names })).toEqual(bob);
    expect(await find({ resolverContext: claims }, { resolverContext: names })).toEqual(bob);
    expect(await find({ resolverContext: claims }, { claims: names })).toEqual(ann);
    await refused(token(member), { claims: names });
  });

  it.each([
    {}, { ...member, userid: null }, { ...member, userid: '' }, { ...member, userid: 'U_1' }, { ...member, userid: '1u' }, { ...member, userid: 'u/1' },
    { ...member, userid: '../overrides/root' }, { ...member, userid: 'u_1\n' }, { ...member, userid: 'u'.repeat(64) }, { ...member, userid: 1 },
    { ...member, userid: ['u_1'] }, { ...member, userid: { toString: () => 'u_1' } }, { ...member, userid: Object('u_1') as unknown }, { ...member, userid: true },
    { ...member, tenant: '' }, { ...member, tenant: 'Acme' }, { ...member, tenant: 'acme"; --' }, { ...member, tenant: 'a'.repeat(57) }, { ...member, tenant: ['acme'] }, { ...member, tenant: 0 },
    { ...member, role: '' }, { ...member, role: 'Admins' }, { ...member, role: 'a b' }, { ...member, role: ['users'] }, { ...member, role: false },
    { email: 'ann@acme.test', email_verified: true, tenant: 'acme' }, [member], 'u_1', 1, true, () => member,
  ])('are refused with claims %#', async (claims) => {
    await refused(token(claims as object));
    await refused({ resolverContext: claims });
  });

  it.each([
    undefined, {}, [], [token(member)], 'u_1', 0, true, { sub: 'c0ffee', username: 'ann' }, { claims: null }, { claims: undefined },
    { ...token(member), userArn: iamUser }, { ...token(member), resolverContext: member }, { ...token(member), cognitoIdentityId: 'eu-west-1:1' },
    { resolverContext: member, userArn: iamUser }, { ...token(member), resolverContext: {} }, { ...token(member), userArn: '' },
  ])('are refused where the identity is unclear %#', (identity) => refused(identity, { roleOverrides: { [iamUser]: 'root' }, apiKey: 'key' }));

  it('are told by their own keys, as JSON has them, never by a prototype\'s', async () => {
    for (const claims of [JSON.parse('{"__proto__": {"userid": "u_1"}}'), JSON.parse('{"constructor": {"userid": "u_1"}}'), Object.create(member)]) await refused(token(claims as object));
    await refused(Object.create(token(member)));
    await refused(JSON.parse(`{"__proto__": {"claims": ${JSON.stringify(member)}}}`));
    const beside = JSON.parse('{"__proto__": {"tenant": "globex", "role": "admins"}, "constructor": 1, "userid": "u_1"}') as object;
    expect(await find(token(beside))).toEqual({ ...ann, tenant: null, role: null });
  });

  it('show nothing of an identity that has become part of a prototype', async () => {
    Object.defineProperty(Object.prototype, 'userid', { value: 'u_1', configurable: true });
    try {
      await refused(token({ tenant: 'acme' }));
    } finally {
      Reflect.deleteProperty(Object.prototype, 'userid');
    }
  });

  it('need the token of the right use, where one is asked for', async () => {
    expect(await find(token({ ...member, token_use: 'id' }), { tokenUse: 'id' })).toEqual(ann);
    for (const token_use of ['access', 'ID', ['id'], null]) await refused(token({ ...member, token_use }), { tokenUse: 'id' });
    await refused(token(member), { tokenUse: 'access' });
  });

  it('have an API key only where a secret is configured for it', async () => {
    await refused(null);
    await refused(undefined, { apiKey: 'public' });
    expect(await find(null, { apiKey: { secret: 'public', tenant: 'acme', role: 'guests' } })).toEqual({ secret: `${prefix}/overrides/public`, userId: null, tenant: 'acme', role: 'guests' });
  });
});
