import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AccessKey, AuthenticatorOptions, AuthRequest } from './types.js';
import { Unauthorized } from './unauthorized.js';

const form = /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, *SignedHeaders=([a-z0-9;_-]+), *Signature=([0-9a-f]{64})$/;
const skew = 5 * 60 * 1000;
const bodyHeader = 'x-amz-content-sha256';

interface Signature {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signedAt: Date;
}

/**
 * AppSync's identity of a caller whose request is signed with a registered access key (Signature Version 4, service `appsync`).
 * The request is signed again with the key's secret: a signature that differs belongs to another request, body or key.
 *
 * @throws Unauthorized
 */
export async function iamIdentity(request: AuthRequest, iam: NonNullable<AuthenticatorOptions['iam']>, now: number): Promise<Record<string, unknown>> {
  const signature = readSignature(request, iam.region, now);
  const key = Object.hasOwn(iam.keys, signature.accessKeyId) ? iam.keys[signature.accessKeyId] : undefined;
  if (key === undefined) throw new Unauthorized('The security token included in the request is invalid.');
  const token = request.headers['x-amz-security-token'];
  if (!same(token ?? '', key.sessionToken ?? '')) throw new Unauthorized('The security token included in the request is invalid.');
  const expected = await signAgain(request, signature, key, iam.region);
  if (!same(expected, normal(request.headers['authorization'] ?? ''))) throw new Unauthorized('The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.');
  return identityOf(key, request.sourceIp ?? ['127.0.0.1']);
}

function readSignature(request: AuthRequest, region: string, now: number): Signature {
  const [, accessKeyId = '', day = '', scope = '', service = '', headers = ''] = form.exec(request.headers['authorization'] ?? '') ?? [];
  const signedHeaders = headers.split(';');
  const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.headers['x-amz-date'] ?? '');
  const covered = ['host', 'x-amz-date'].every((name) => signedHeaders.includes(name));
  if (accessKeyId === '' || stamp === null || !covered) throw new Unauthorized('Authorization header requires Credential, SignedHeaders with host and x-amz-date, and Signature.');
  const [year, month, date, hour, minute, second] = stamp.slice(1).map(Number);
  const signedAt = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, date, hour, minute, second));
  if (!stamp[0].startsWith(day) || scope !== region || service !== 'appsync') throw new Unauthorized(`Credential should be scoped to the date, to region ${region} and to service appsync.`);
  if (Math.abs(now - signedAt.getTime()) > skew) throw new Unauthorized('Signature expired, or not yet valid.');
  return { accessKeyId, signedHeaders, signedAt };
}

async function signAgain(request: AuthRequest, { accessKeyId, signedHeaders, signedAt }: Signature, key: AccessKey, region: string): Promise<string> {
  checkBody(request, signedHeaders);
  const path = request.url.replace(/^https?:\/\/[^/]+/, '');
  // AppSync's endpoint has no query, and what a query means would not be part of the signature.
  if (path.includes('?')) throw new Unauthorized();
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.headers[name] ?? '']));
  const signer = new SignatureV4({ service: 'appsync', region, sha256: Sha256, applyChecksum: false, credentials: { accessKeyId, secretAccessKey: key.secretAccessKey } });
  const signed = await signer.sign(
    { method: request.method, protocol: 'http:', hostname: '127.0.0.1', path: path === '' ? '/' : path, headers, body: request.body },
    // What the caller signed is signed, even headers that a signer leaves out of its own accord.
    { signingDate: signedAt, signableHeaders: new Set(signedHeaders) },
  );
  return normal(signed.headers['authorization'] ?? '');
}

/** A signer takes the header's word for the body: it is asked here whether that is true. */
function checkBody(request: AuthRequest, signedHeaders: readonly string[]): void {
  const claimed = request.headers[bodyHeader];
  const actual = createHash('sha256').update(request.body).digest('hex');
  if (claimed !== undefined && !same(claimed, actual)) throw new Unauthorized('The value of x-amz-content-sha256 is not the hash of the body.');
  if (claimed === undefined && signedHeaders.includes(bodyHeader)) throw new Unauthorized();
}

/** The signer's own spelling. */
const normal = (authorization: string): string => authorization.replaceAll(/ +/g, '').replaceAll(',', ', ');

/** In a time that does not tell how much was right. */
function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function identityOf(key: AccessKey, sourceIp: readonly string[]): Record<string, unknown> {
  return {
    accountId: key.accountId,
    cognitoIdentityPoolId: key.cognitoIdentityPoolId ?? null,
    cognitoIdentityId: key.cognitoIdentityId ?? null,
    sourceIp,
    username: key.username,
    userArn: key.userArn,
    cognitoIdentityAuthType: key.cognitoIdentityAuthType ?? null,
    cognitoIdentityAuthProvider: key.cognitoIdentityAuthProvider ?? null,
  };
}
