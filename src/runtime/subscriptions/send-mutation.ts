import { isRecord } from '../own.js';
import type { AccessKey, SubscriptionOptions } from './types.js';

export type SendMutation = (query: string, variables: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<void>;

/**
 * Sends mutations to the API itself, signed (Signature Version 4, service `appsync`). What it signs with is loaded with
 * the first of them.
 *
 * @returns rejects where the API answers with anything but data
 * @throws TypeError at once for an address that is none
 */
export function createSender({ url, region, credentials = ownKey }: SubscriptionOptions): SendMutation {
  const { protocol, hostname, host, port, pathname: path } = new URL(url);
  let loading: ReturnType<typeof load> | undefined;
  return async (query, variables, signal) => {
    const { SignatureV4, Sha256 } = await (loading ??= load());
    const signer = new SignatureV4({ service: 'appsync', region: region ?? process.env['AWS_REGION'] ?? '', sha256: Sha256, credentials: credentials() });
    const body = JSON.stringify({ query, variables });
    const request = { method: 'POST', protocol, hostname, path, headers: { host, 'content-type': 'application/json' }, body, ...(port !== '' && { port: Number(port) }) };
    const { headers } = await signer.sign(request);
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    const said: unknown = await answer.json();
    if (!answer.ok || !isRecord(said) || said['errors'] !== undefined) throw new Error(`the API answered ${answer.status}: ${errorTypes(said)}`);
  };
}

/** Types of errors alone: messages may hold values. */
function errorTypes(answer: unknown): string {
  const errors = isRecord(answer) && Array.isArray(answer['errors']) ? answer['errors'] : [];
  const types = errors.map((one) => (isRecord(one) && typeof one['errorType'] === 'string' ? one['errorType'] : 'an error'));
  return [...new Set(types)].join(', ') || 'no data';
}

async function load(): Promise<{ readonly SignatureV4: typeof import('@smithy/signature-v4').SignatureV4; readonly Sha256: typeof import('@aws-crypto/sha256-js').Sha256 }> {
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([import('@smithy/signature-v4'), import('@aws-crypto/sha256-js')]);
  return { SignatureV4, Sha256 };
}

/** Lambda puts its role's key into the environment, and a new one when that is old. */
function ownKey(): AccessKey {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken } = process.env;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && sessionToken !== '' && { sessionToken }) };
}
