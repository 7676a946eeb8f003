import type { Config } from '../../src/config/types.js';
import { asOwner } from '../../src/environment/as-owner.js';
import type { Environment } from '../../src/environment/types.js';
import { printableLine } from '../../src/source/printable.js';
import type { Io } from '../io.js';
import { createProgress, type Progress } from '../progress.js';
import type { Context, PgcogCommand } from './types.js';

interface Parts {
  readonly command: PgcogCommand;
  readonly config: Config;
  readonly environment: Environment;
  readonly io: Io;
}

/** Steps of a command that says them. */
const steps = 4;

/** What an action works with. `done` clears what was said of its progress. */
export function createContext({ command, config, environment, io }: Parts): Context & { done(): void } {
  const { session } = environment.database;
  const isLoud = !command.quiet && !command.json;
  let bar: Progress | null = null;
  let total = 0;
  const barOf = (of: number): Progress => {
    if (bar === null || total !== of) bar = createProgress(io, (total = of), isLoud);
    return bar;
  };
  return {
    command, config, session, secrets: environment.secrets, signal: io.signal,
    lasting: environment.database.lasting,
    connect: () => environment.database.another(),
    event: (value) => void (command.json && io.stderr.write(`${JSON.stringify(value)}\n`)),
    owner: (work) => asOwner(session, io.signal, work),
    progress: (done, of, what) => {
      if (isLoud && io.stderr.isTTY !== true) io.stderr.write(`${done}/${of} ${what}\n`);
      barOf(of).step(what);
    },
    step: (what) => {
      barOf(steps).step(what);
    },
    note: (line) => {
      bar?.done();
      if (isLoud) io.stderr.write(`${printableLine(line)}\n`);
    },
    done: () => bar?.done(),
  };
}
