import { describe, expect, it } from 'vitest';
import { createCredentialLookup, type CredentialOptions } from '../../../src/runtime/identity/create-credential-lookup.js';
import { iam, iamUser, refused, token } from './identities.js';

describe('options of the credential lookup', () => {
  it.each([
    { prefix: '' }, { prefix: undefined as unknown as string }, { prefix: '/shop' }, { prefix: 'shop/' }, { prefix: 'a//b' }, { prefix: 'a b' }, { prefix: '../a b' },
    { roleOverrides: { [iamUser]: 'a/b' } }, { roleOverrides: { [iamUser]: '' } }, { roleOverrides: { [iamUser]: { secret: '../a' } } },
    { assumedRoleOverrides: { '123456789012/a': 'a/b' } }, { apiKey: '' }, { apiKey: { secret: 'users/a' } },
  ] as Partial<CredentialOptions>[])('are refused at once: %j', (options) => {
    expect(() => createCredentialLookup({ prefix: 'shop', ...options })).toThrow(/^prefix, or the secret of an override, cannot be part of a secret's name$/);
    expect(() => createCredentialLookup({ prefix: 'shop', ...options })).toThrow(TypeError);
  });

  it('never make a caller of an override whose tenant, role or userId cannot be one', async () => {
    for (const wrong of [{ tenant: 'A' }, { role: 'a b' }, { userId: '1' }]) await refused(iam(iamUser), { roleOverrides: { [iamUser]: { secret: 'a', ...wrong } } });
  });

  it.each([{ claims: { user: '__proto__' } }, { claims: { user: 'constructor' } }, { claims: { user: '' } }, { claims: { user: 'email' } }])('find nobody by a claim that is none: %j', (options) =>
    refused(token({ userid: 'u_1', email: 'ann@acme.test' }), options));
});
