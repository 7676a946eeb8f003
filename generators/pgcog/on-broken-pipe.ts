import type { EventEmitter } from 'node:events';

/**
 * Whoever read what is printed may go before its end (`pgcog user list | head -1`): that is no failure. The command goes
 * on to its end, since a server and a transaction are to be closed; nothing more is printed, and its status is its own.
 *
 * @returns the code of what else went wrong with one of the streams (ENOSPC: the disk is full); null: nothing
 */
export function onBrokenPipe(...streams: readonly EventEmitter[]): () => string | null {
  let failed: string | null = null;
  for (const stream of streams) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code !== 'EPIPE') failed ??= code ?? message;
    });
  }
  return () => failed;
}
