import { describe, expect, it } from 'vitest';
import type { CredentialOptions, Override } from '../../../src/runtime/identity/create-credential-lookup.js';
import { find, prefix, refused, token } from './identities.js';

const byEmail: Partial<CredentialOptions> = { email: {} };
const claims = { email: 'Ann+x@Acme.test', email_verified: true, tenant: 'acme', role: 'users' };

describe('callers by e-mail address', () => {
  it.each([true, 'true'])('are found by the address that is verified: %j', async (email_verified) => {
    expect(await find(token({ ...claims, email_verified }), byEmail)).toEqual({ secret: `${prefix}/emails/ann+x@acme.test`, userId: null, tenant: 'acme', role: 'users' });
  });

  it.each([false, 'false', 'TRUE', 'True', 1, '1', null, undefined, [true], {}])('are refused where it is verified: %j', (email_verified) => refused(token({ ...claims, email_verified }), byEmail));

  it.each([
    "o'brien@acme.test", 'a/b@acme.test', '../overrides/root@acme.test', 'ann@acme.test/x', 'ann@@acme.test', 'ann', '@acme.test', 'ann@', 'a b@acme.test', 'ann@acme.test\nx', ' ann@acme.test',
    '\u212Aate@acme.test', 'ann@ac\u0301me.test', 'ａnn@acme.test', 'ann@acme.test\u0000', '"ann"@acme.test', 'ann@acme.test,bob@acme.test', '', `${'a'.repeat(250)}@acme.test`, ['ann@acme.test'], null, 7,
  ])('are refused with %j', async (email) => {
    await refused(token({ ...claims, email }), byEmail);
    await refused(token({ ...claims, email }), { email: { lookup: () => ({ secret: 'u_1', userId: 'u_1', tenant: 'acme', role: null }) } });
  });

  it('are found by nothing else', async () => {
    await refused(token({ userid: 'u_1', tenant: 'acme', role: 'users' }), byEmail);
    await refused(token({ ...claims }));
  });

  it('are what a lookup says', async () => {
    const ann = { secret: 'u_1', userId: 'u_1', tenant: 'globex', role: 'admins' };
    const asked: string[] = [];
    const lookup = async (address: string): Promise<Override | null> => (asked.push(address), address === 'ann+x@acme.test' ? ann : null);
    expect(await find(token({ ...claims, email: 'ANN+X@ACME.TEST' }), { email: { lookup } })).toEqual({ ...ann, secret: `${prefix}/users/u_1` });
    await refused(token({ ...claims, email: 'bob@acme.test' }), { email: { lookup } });
    await refused(token({ ...claims, email_verified: 'false' }), { email: { lookup } });
    expect(asked).toEqual(['ann+x@acme.test', 'bob@acme.test']);
  });

  it.each([
    { secret: '../overrides/root' }, { secret: 'users/a' }, { secret: '' }, { secret: `${prefix}/users/a` }, 'a/b',
    { secret: 'a', tenant: 'Acme' }, { secret: 'a', role: ['x'] }, { secret: 'a', userId: 'A' }, { secret: ['a'] }, {}, [],
  ])('are refused where a lookup answers %j', (answer) => refused(token(claims), { email: { lookup: () => answer as Override } }));
});
