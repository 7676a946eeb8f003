import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Hands a request on as it came, `Host` included: signatures hold over it. Streams go through as they come. */
export function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const url = new URL(target);
  const onward = send({ hostname: url.hostname, port: url.port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  onward.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end(JSON.stringify({ errors: [{ errorType: 'ServiceUnavailable', message: 'The API is being reloaded.' }] }));
  });
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** The same for a connection that becomes another protocol: WebSocket. */
export function forwardUpgrade(target: string, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const url = new URL(target);
  const onward = send({ hostname: url.hostname, port: url.port, method: incoming.method, path: incoming.url, headers: incoming.headers });
  // It is nobody's but ours now: a client that is gone would end the process.
  socket.on('error', () => onward.destroy());
  socket.on('close', () => onward.destroy());
  onward.on('upgrade', (answer, behind, first) => {
    const lines = Object.entries(answer.headers).flatMap(([name, value]) => (Array.isArray(value) ? value : [value ?? '']).map((one) => `${name}: ${one}`));
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (first.length > 0) socket.write(first);
    if (head.length > 0) behind.write(head);
    behind.pipe(socket).pipe(behind);
    behind.on('error', () => socket.destroy());
    socket.on('error', () => behind.destroy());
  });
  onward.on('response', () => socket.destroy());
  onward.on('error', () => socket.destroy());
  onward.end();
}
