import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** What Lambda answered to a synchronous call. */
export interface InvokedFunction {
  readonly status: number;
  /** AWS's name of a refusal, where `status` is one. */
  readonly errorCode: string | null;
  /** The function itself failed: `body` has `errorType` and `errorMessage`. */
  readonly functionError: boolean;
  readonly body: string;
}

const signer = new SignatureV4({ service: 'lambda', region: 'local', sha256: Sha256, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

/**
 * Calls a function and waits, over Lambda's API.
 *
 * @param endpoint such as `http://127.0.0.1:PORT`
 * @param name a function's name or ARN
 * @param timeout milliseconds
 * @throws DOMException `TimeoutError` where nothing came in time; TypeError where the endpoint is out of reach
 */
export async function invokeFunction(endpoint: string, name: string, payload: unknown, timeout: number): Promise<InvokedFunction> {
  const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint);
  const body = JSON.stringify(payload);
  const { hostname, protocol, port, pathname, host } = url;
  const headers = { host, 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' };
  const signed = await signer.sign({ method: 'POST', protocol, hostname, ...(port !== '' && { port: Number(port) }), path: pathname, headers, body });
  const response = await fetch(url, { method: 'POST', headers: signed.headers, body, signal: AbortSignal.timeout(timeout) });
  return {
    status: response.status,
    errorCode: response.headers.get('x-amzn-errortype'),
    functionError: response.headers.has('x-amz-function-error'),
    body: await response.text(),
  };
}
