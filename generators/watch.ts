import type { PostgresServer } from '../src/postgres/types.js';
import type { GenerateCommand } from './generate-command.js';
import type { Io } from './io.js';
import { missingProject } from './project-folder.js';
import { runGenerate, startOwnServer } from './run-generate.js';
import { endedBy } from './until-interrupted.js';
import { watchInputs } from './watch-inputs.js';

/** Milliseconds of quiet before a run: editors write a file in several steps. */
const settleTime = 60;

/** Resolves at the next change of an input, after `settleTime` of quiet; false when the run is interrupted. */
function nextChange(signal: AbortSignal, listen: (wake: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | null = null;
    const interrupted = (): void => resolve(false);
    signal.addEventListener('abort', interrupted, { once: true });
    listen(() => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => {
        signal.removeEventListener('abort', interrupted);
        resolve(true);
      }, settleTime);
    });
    if (signal.aborted) resolve(false);
  });
}

/**
 * `pgcog-gen generate --watch`: a run at the start and one after every change, on one server, until interrupted.
 * A run that finds mistakes prints them and waits for the next change.
 */
export async function watch(command: GenerateCommand, io: Io): Promise<number> {
  const start = endedBy(io.signal, startOwnServer);
  const servers = new Map<17 | 18, Promise<PostgresServer>>();
  const shared = async (_: GenerateCommand, version: 17 | 18): Promise<PostgresServer> => {
    const server = await (servers.get(version) ?? start(command, version));
    servers.set(version, Promise.resolve(server));
    return { ...server, connect: (database) => server.connect(database), stop: () => Promise.resolve() };
  };
  let wake: () => void = () => undefined;
  let changedWhileRunning = true;
  if (missingProject(command) !== null) return runGenerate(command, io, shared);
  const watcher = watchInputs(command, () => {
    changedWhileRunning = true;
    wake();
  });
  try {
    while (!io.signal.aborted) {
      if (changedWhileRunning) {
        changedWhileRunning = false;
        await runGenerate(command, io, shared);
        if (!command.quiet) io.stderr.write('watching for changes\n');
        continue;
      }
      if (!(await nextChange(io.signal, (listener) => (wake = listener)))) break;
    }
    return 0;
  } catch (failure) {
    if (!io.signal.aborted) throw failure;
    return 0;
  } finally {
    watcher.close();
    await Promise.all([...servers.values()].map(async (server) => (await server).stop()));
  }
}
