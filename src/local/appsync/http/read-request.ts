import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from '../types.js';

/** More than any request that AppSync takes. */
const bodyLimit = 2 * 1024 * 1024;

/** A request that is not looked at any further. */
export interface BadRequest {
  readonly status: number;
  readonly message: string;
}

/**
 * Reads a request of this machine. Another `Host` is refused: a web page whose name was pointed at 127.0.0.1 would
 * otherwise talk to this server from the developer's browser.
 */
export async function readRequest(request: IncomingMessage): Promise<HttpRequest | BadRequest> {
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host)) return { status: 403, message: 'This server answers this machine only' };
  const body = await bodyOf(request);
  if (body === null) return { status: 413, message: 'The body is too large' };
  const path = request.url ?? '/';
  if (!path.startsWith('/')) return { status: 400, message: 'The request has no path' };
  return { method: request.method ?? '', url: `http://${host}${path}`, headers: headersOf(request), body };
}

/** Null where it is too long: the rest is read and thrown away, so that the sender gets the answer. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length > bodyLimit ? null : Buffer.concat(chunks).toString('utf8');
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const flat = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}
