import { describe, expect, it } from 'vitest';
import { CognitoRefusal } from '../../../src/local/cognito/cognito-refusal.js';
import { readOverrides, type Overrides } from '../../../src/local/cognito/read-overrides.js';
import { accessClaims, idClaims, type TokenSource } from '../../../src/local/cognito/token-claims.js';
import type { TokenVersion } from '../../../src/local/cognito/types.js';
import { fc } from '../../support/property.js';

const versions: readonly TokenVersion[] = ['V1_0', 'V2_0', 'V3_0'];
const own = ['sub', 'iss', 'aud', 'client_id', 'token_use', 'cognito:username', 'username', 'origin_jti', 'auth_time', 'iat', 'exp', 'cognito:groups'];

function sourceOf(overrides: Overrides): TokenSource {
  return {
    user: { sub: 'sub-1', attributes: { sub: 'sub-1', email: 'a@b.test', email_verified: 'false' }, enabled: true, status: 'CONFIRMED' },
    session: { origin: 'origin-1', sub: 'sub-1', clientId: 'web', authTime: 1 }, issuer: 'http://pool', groups: ['staff'], overrides, now: 2,
  };
}
const ownOf = (claims: Readonly<Record<string, unknown>>): unknown => own.map((name) => claims[name]);
const plain = readOverrides({}, 'V2_0');

const name = fc.oneof(fc.constantFrom(...own, '__proto__', 'constructor', 'email', 'email_verified', 'tenant'), fc.string());
const changes = fc.record({ claimsToAddOrOverride: fc.dictionary(name, fc.string()), claimsToSuppress: fc.array(name) }, { requiredKeys: [] });

describe('what a PreTokenGeneration trigger answers', () => {
  it('is read, or is not recognized, whatever it is', () => {
    const member = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof(inner, fc.jsonValue());
    const generation = member(fc.record({ claimsToAddOrOverride: fc.jsonValue(), claimsToSuppress: fc.jsonValue(), scopesToAdd: fc.jsonValue() }, { requiredKeys: [] }));
    const details = member(fc.record({ idTokenGeneration: generation, accessTokenGeneration: generation, groupOverrideDetails: fc.jsonValue() }, { requiredKeys: [] }));
    fc.assert(fc.property(fc.constantFrom(...versions), details, (version, given) => {
      try {
        const overrides = readOverrides({ claimsOverrideDetails: given, claimsAndScopeOverrideDetails: given }, version);
        expect(ownOf(idClaims(sourceOf({ ...overrides, groups: undefined })))).toEqual(ownOf(idClaims(sourceOf(plain))));
      } catch (failure) {
        if (!(failure instanceof CognitoRefusal)) throw failure;
        expect(failure.code).toBe('InvalidLambdaResponseException');
      }
    }));
  });

  it('changes nothing that Cognito alone sets', () => {
    fc.assert(fc.property(changes, changes, (idTokenGeneration, accessTokenGeneration) => {
      const source = sourceOf(readOverrides({ claimsAndScopeOverrideDetails: { idTokenGeneration, accessTokenGeneration } }, 'V2_0'));
      expect(ownOf(idClaims(source))).toEqual(ownOf(idClaims(sourceOf(plain))));
      expect(ownOf(accessClaims(source))).toEqual(ownOf(accessClaims(sourceOf(plain))));
    }));
  });

  it('suppresses what it adds, and what it does not', () => {
    const { id } = readOverrides({ claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToAddOrOverride: { a: 'x', b: 'y' }, claimsToSuppress: ['a', 'email'] } } }, 'V3_0');
    const claims = idClaims(sourceOf({ ...plain, id }));
    expect([claims['a'], claims['b'], claims['email'], claims['email_verified']]).toEqual([undefined, 'y', undefined, false]);
  });
});
