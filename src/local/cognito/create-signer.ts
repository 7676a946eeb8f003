import { randomBytes } from 'node:crypto';
import { errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { CognitoRefusal } from './cognito-refusal.js';

export interface Signer {
  /** The public key, as a JWKS has it. */
  readonly jwk: object;
  /** A signed token (RS256). */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Claims of an access token of ours. @throws CognitoRefusal NotAuthorizedException */
  readAccessToken(token: string): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Signs a pool's tokens. The key is made at start and is nowhere but in memory: cognito-local's own is published, and
 * whoever trusted it would trust everybody.
 */
export async function createSigner(clock: () => number): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = randomBytes(16).toString('base64url');
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' },
    sign: (claims) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey),
    async readAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate: new Date(clock()), requiredClaims: ['exp', 'sub'] });
        if (payload['token_use'] === 'access') return payload;
      } catch (failure) {
        if (failure instanceof errors.JWTExpired) throw new CognitoRefusal('NotAuthorizedException', 'Access Token has expired');
      }
      throw new CognitoRefusal('NotAuthorizedException', 'Invalid Access Token');
    },
  };
}
