import { createConnection } from 'node:net';
import type { Client } from 'pg';

/**
 * Asks the server to cancel what the connection is running, by a connection of its own as the protocol has it
 * (CancelRequest). Resolves when the server has taken it; a server that is gone has nothing left to cancel.
 */
export async function cancelBackend(client: Client): Promise<void> {
  const { processID, secretKey } = backendKey(client);
  const request = Buffer.alloc(16);
  [16, 80_877_102, processID, secretKey].forEach((word, at) => request.writeInt32BE(word, at * 4));
  const { host, port } = client;
  const socket = host.startsWith('/') ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.on('connect', () => socket.end(request));
    socket.resume();
  });
}

/** Process id of the connection's backend, and what proves that it is ours. */
export function backendKey(client: Client): { readonly processID: number; readonly secretKey: number } {
  // pg has them, its types do not.
  const { processID, secretKey } = client as unknown as { readonly processID: number | null; readonly secretKey: number | null };
  return { processID: processID ?? 0, secretKey: secretKey ?? 0 };
}
