import { describe, expect, it } from 'vitest';
import { createCredentialLookup, type CredentialOptions } from '../../../src/runtime/identity/create-credential-lookup.js';
import { iamUser } from './identities.js';

describe('options of the credential lookup', () => {
  it.each([
    [{ prefix: '' }, 'prefix'], [{ prefix: '/shop' }, 'prefix'], [{ prefix: 'shop/' }, 'prefix'], [{ prefix: 'a//b' }, 'prefix'], [{ prefix: 'a b' }, 'prefix'], [{ prefix: 'a'.repeat(201) }, 'prefix'],
    [{ claims: { user: '' } }, 'claim'], [{ claims: { user: 'email' } }, 'email'], [{ claims: { tenant: '__proto__' } }, '__proto__'], [{ resolverContext: { role: 'constructor' } }, 'constructor'],
    [{ roleOverrides: { [iamUser]: 'a/b' } }, iamUser], [{ roleOverrides: { [iamUser]: '' } }, iamUser], [{ roleOverrides: { [iamUser]: { secret: 'a', tennant: 'acme' } as never } }, iamUser],
    [{ assumedRoleOverrides: { reporting: 'a' } }, 'reporting'], [{ assumedRoleOverrides: { '123456789012/a/b': 'a' } }, '123456789012/a/b'],
    [{ assumedRoleOverrides: { '123456789012/a': { secret: 'a', tenant: 'A' } } }, '123456789012/a'], [{ identityPools: { 'x:1': '../a' } }, 'x:1'], [{ apiKey: '' }, 'apiKey'],
  ] as [Partial<CredentialOptions>, string][])('are refused at once: %j', (options, named) => {
    const make = () => createCredentialLookup({ prefix: 'shop', ...options });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(named);
  });
});
