import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to PostgreSQL on which connections break. */
export interface DroppingProxy {
  readonly port: number;
  /** Breaks one of the connections: neither side hears a word. */
  drop(choose: (from: readonly Socket[]) => Socket): void;
  close(): Promise<void>;
}

/** Passes everything on to `host` and `port`, from a port on 127.0.0.1. */
export async function startDroppingProxy(host: string, port: number): Promise<DroppingProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = host.startsWith('/') ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
    sockets.add(near);
    const end = (): void => {
      sockets.delete(near);
      near.destroy();
      far.destroy();
    };
    for (const [one, other] of [[near, far], [far, near]] as const) one.on('error', end).on('close', end).pipe(other);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    drop(choose) {
      if (sockets.size > 0) choose([...sockets]).destroy();
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
  };
}
