import { describe, expect, it } from 'vitest';
import type { CredentialOptions } from '../../../src/runtime/identity/create-credential-lookup.js';
import { find, iam, iamUser, poolId, pooled, poolSession, prefix, refused, session } from './identities.js';

const override = (name: string) => ({ secret: `${prefix}/overrides/${name}`, userId: null, tenant: null, role: null });
const both: Partial<CredentialOptions> = {
  roleOverrides: { [iamUser]: 'ann', [session]: 'exact', [poolSession]: 'wrong' },
  assumedRoleOverrides: { '123456789012/reporting': { secret: 'any', tenant: 'acme', role: 'users', userId: 'u_9' } },
};

describe('callers with IAM', () => {
  it('are found by their exact ARN first', async () => {
    expect(await find(iam(iamUser), both)).toEqual(override('ann'));
    expect(await find(iam(session), both)).toEqual(override('exact'));
    expect(await find({ userArn: iamUser }, both)).toEqual(override('ann'));
  });

  it('are found by account and role, whatever their session, each option without the other', async () => {
    const any = { secret: `${prefix}/overrides/any`, userId: 'u_9', tenant: 'acme', role: 'users' };
    for (const name of ['ann@acme.test', '1234', 'a=b,c.d+e-f_g', 'my-function']) expect(await find(iam(`arn:aws:sts::123456789012:assumed-role/reporting/${name}`), both)).toEqual(any);
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
      expect(await find(iam(`arn:${partition}:sts::123456789012:assumed-role/reporting/ann`), { assumedRoleOverrides: both.assumedRoleOverrides ?? {} })).toEqual(any);
    }
    expect(await find(iam(iamUser), { roleOverrides: both.roleOverrides ?? {} })).toEqual(override('ann'));
  });

  it.each([
    'arn:aws:sts::999999999999:assumed-role/reporting/ann', 'arn:aws:sts::123456789012:assumed-role/Reporting/ann', 'arn:aws:sts::123456789012:assumed-role/reporting2/ann',
    'arn:aws:sts::123456789012:assumed-role/x/reporting/ann', 'arn:aws:sts::123456789012:assumed-role/reporting', 'arn:aws:sts::123456789012:assumed-role/reporting/',
    'arn:aws:sts::123456789012:assumed-role/reporting/a/b', 'arn:aws:sts::123456789012:assumed-role/reporting/ann\n', 'arn:aws:sts::123456789012:assumed-role/reporting/a b',
    ' arn:aws:sts::123456789012:assumed-role/reporting/ann', 'arn:evil:sts::123456789012:assumed-role/reporting/ann', 'arn:aws:iam::123456789012:assumed-role/reporting/ann',
    'arn:aws:sts::123456789012:federated-user/reporting', `${iamUser}x`, iamUser.toUpperCase(), 'arn:aws:iam::123456789012:user/ann', '', '__proto__', 'constructor',
  ])('are refused with the ARN %j', async (arn) => {
    await refused(iam(arn), both);
    await refused({ userArn: arn }, both);
  });

  it.each([
    iam(iamUser, { accountId: '999999999999' }), iam(iamUser, { accountId: 123456789012 }), iam(iamUser, { userArn: [iamUser] }), iam(iamUser, { userArn: { toString: () => iamUser } }),
    iam(iamUser, { cognitoIdentityPoolId: 'eu-west-1:pool' }), iam(iamUser, { cognitoIdentityAuthType: 'authenticated' }), iam(iamUser, { cognitoIdentityAuthProvider: 'p' }),
    iam(iamUser, { cognitoIdentityId: '' }), iam(iamUser, { cognitoIdentityId: poolId }), iam(iamUser, { cognitoIdentityId: 7 }),
  ])('are refused where the identity is unclear %#', (identity) => refused(identity, both));

  it('are refused without overrides', () => refused(iam(iamUser)));
});

describe('callers of an identity pool', () => {
  const answer = { secret: 'ann', tenant: 'acme', role: 'users', userId: 'u_1' };
  const known = { identityPools: { lookup: (id: string) => (id === poolId ? answer : null) } };
  const ann = { secret: `${prefix}/identities/ann`, userId: 'u_1', tenant: 'acme', role: 'users' };

  it('are found by their identity, never by the ARN that they share', async () => {
    expect(await find(pooled(), { ...both, ...known })).toEqual(ann);
    await refused(pooled(), both);
    await refused(iam(poolSession), both);
    await refused(iam(poolSession), { ...both, ...known });
    await refused(pooled({ cognitoIdentityId: 'eu-west-1:another' }), { ...both, ...known });
  });

  it('are found by a lookup', async () => {
    const asked: string[] = [];
    const lookup = (id: string) => (asked.push(id), id === poolId ? answer : null);
    expect(await find(pooled(), { identityPools: { lookup } })).toEqual(ann);
    await refused(pooled({ cognitoIdentityId: 'eu-west-1:another' }), { identityPools: { lookup } });
    expect(asked).toEqual([poolId, 'eu-west-1:another']);
  });

  it.each([
    { cognitoIdentityAuthType: 'unauthenticated' }, { cognitoIdentityAuthType: 'Authenticated' }, { cognitoIdentityAuthType: ['authenticated'] },
    { cognitoIdentityId: [poolId] }, { cognitoIdentityId: '' }, { cognitoIdentityId: '__proto__' }, { cognitoIdentityId: 'lookup' }, { cognitoIdentityId: `${poolId}\n` }, { accountId: '999999999999' },
  ])('are refused with %j', (changes) => refused(pooled(changes), { identityPools: { lookup: () => 'everybody' } }));

  it.each(['../overrides/root', 'a/b', '', { secret: 'a/b' }, { secret: 'a', tenant: 'Acme' }, { secret: 'a', role: 1 }, {}, 7, ['a']])('are refused where the lookup answers %j', (answer) =>
    refused(pooled(), { identityPools: { lookup: () => answer as string } }));
});
