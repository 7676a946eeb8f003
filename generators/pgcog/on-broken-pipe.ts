import type { EventEmitter } from 'node:events';

/**
 * Whoever read what is printed may go before its end (`pgcog user list | head -1`): that is no failure. The command goes
 * on to its end, since a server and a transaction are to be closed; nothing more is printed, and its status is its own.
 *
 * @throws at the stream's event what else goes wrong with it
 */
export function onBrokenPipe(...streams: readonly EventEmitter[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
