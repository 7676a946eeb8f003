import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to PostgreSQL on which connections break. */
export interface DroppingProxy {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Passes everything on to `host` and `port`, from a port on 127.0.0.1.
 *
 * @param loses asked for each packet, of either side: true breaks the connection, and the packet does not arrive
 */
export async function startDroppingProxy(host: string, port: number, loses: () => boolean): Promise<DroppingProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = host.startsWith('/') ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
    sockets.add(near);
    const end = (): void => {
      sockets.delete(near);
      near.destroy();
      far.destroy();
    };
    for (const [one, other] of [[near, far], [far, near]] as const) {
      one.on('error', end).on('close', end).on('data', (packet) => void (loses() ? end() : other.write(packet)));
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
  };
}
