import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** Lower-case names; a header sent several times has its values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface LoopbackAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

type RefusingAnswer = LoopbackAnswer & { readonly body: string };

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0, the default: any free one. */
  readonly port?: number | undefined;
  /** Bytes; a longer body is answered with 413. 2 MiB by default. */
  readonly maxBody?: number;
}

const megabyte = 1024 * 1024;

/**
 * An HTTP server that only this machine reaches.
 *
 * @throws the system's error if the port is taken
 */
export function startLoopback(answer: (request: LoopbackRequest) => Promise<LoopbackAnswer>, options: LoopbackOptions = {}): Promise<LoopbackServer> {
  const respond = async (incoming: IncomingMessage): Promise<LoopbackAnswer> => {
    const request = await readLoopback(incoming, options.maxBody);
    return 'status' in request ? request : answer(request);
  };
  return listenOnLoopback((request, response) => {
    void respond(request).then(({ status, headers, body }) => {
      response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
      response.end(body);
    }, () => response.destroy());
  }, options.port);
}

/** The same, for a listener that writes its answers itself. It has to read its requests by {@link readLoopback}. */
export async function listenOnLoopback(listener: RequestListener, port = 0): Promise<LoopbackServer> {
  const server = createServer(listener);
  // Longer than clients keep idle connections: none is closed under a request that is on its way.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = (): Promise<void> => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/**
 * A request, or the answer that refuses it. A `Host` that is not this machine's is refused: a web page whose name was pointed
 * at 127.0.0.1 would otherwise talk to the server from the developer's browser.
 */
export async function readLoopback(request: IncomingMessage, maxBody = 2 * megabyte): Promise<LoopbackRequest | RefusingAnswer> {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')) return { status: 403, body: 'this server answers this machine only' };
  const body = await bodyOf(request, maxBody);
  if (body === null) return { status: 413, headers: { connection: 'close' }, body: 'the body is too large' };
  return { method: request.method ?? '', url: request.url ?? '', headers: flatHeaders(request.headers), body };
}

/** Null where it is longer than allowed: the rest is read and thrown away, so that the sender gets the answer. */
async function bodyOf(request: IncomingMessage, max: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= max) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > max ? null : Buffer.concat(chunks);
}

function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}
