import { error } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';
import type { Io } from './io.js';
import { refusalOf } from './pgcog/refusal-of.js';
import { printDiagnostics } from './report.js';
import { startOwnServer, type StartServer } from './run-generate.js';

/**
 * Runs work until a signal comes: its server ends then, so that whatever waits for it fails at once. A server of the
 * user's that goes away is told as any other mistake is.
 *
 * @param asJson what `--json` prints of a mistake; null without it
 * @returns the work's exit status; 130 where it was interrupted before it came to an end
 */
export async function untilInterrupted(io: Io, asJson: ((mistake: Diagnostic) => string) | null, work: (start: StartServer) => Promise<number>): Promise<number> {
  try {
    return await work(endedBy(io.signal, startOwnServer));
  } catch (failure) {
    if (io.signal.aborted) {
      io.stderr.write('interrupted; what was not said to be done is not done\n');
      return 130;
    }
    const refusal = refusalOf(failure, []);
    if (refusal?.code !== 'PGC607') throw failure;
    const mistake = error(refusal.code, refusal.message, null, refusal.hint);
    if (asJson === null) printDiagnostics(io, [mistake], new Map(), false);
    else io.stdout.write(asJson(mistake));
    return 1;
  }
}

/** A server that ends at a signal. */
export function endedBy(signal: AbortSignal, start: StartServer): StartServer {
  return async (...input) => {
    const server = await start(...input);
    const end = (): void => void server.stop().catch(() => undefined);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    return {
      ...server,
      stop: async () => {
        signal.removeEventListener('abort', end);
        await server.stop();
      },
    };
  };
}
