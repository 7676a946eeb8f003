import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { forwardUpgrade } from '../../src/dev/api/forward.js';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it('outlives a client that is gone before its connection has become another protocol, and lets go of what is behind', async () => {
  const behind = createServer();
  const gone = new Promise<void>((resolve) => behind.on('upgrade', (_request, socket) => {
    socket.on('error', () => undefined).on('end', resolve).resume();
    client.resetAndDestroy();
  }));
  const target = `http://127.0.0.1:${await listening(behind)}`;
  const front = createServer().on('upgrade', (request, socket, head) => forwardUpgrade(target, request, socket, head));
  const client = connect(await listening(front), '127.0.0.1');
  client.on('error', () => undefined);
  client.write('GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await gone;
  expect(client.destroyed).toBe(true);
});
