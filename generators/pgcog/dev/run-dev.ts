import { startFront } from '../../../src/dev/page/start-front.js';
import { endStopping } from '../../../src/dev/database/end-server.js';
import { devPlace, emptyPlace } from '../../../src/dev/place.js';
import { isRunning, readRunning, removeRunning } from '../../../src/dev/running-file.js';
import { CommandRefusal } from '../../../src/environment/refusal.js';
import { error } from '../../../src/source/diagnostic.js';
import type { Io } from '../../io.js';
import { missingProject } from '../../project-folder.js';
import { refusalOf } from '../refusal-of.js';
import { createQueue } from './create-queue.js';
import { createSession } from './create-session.js';
import { createStops, type Stops } from './create-stops.js';
import { createTeller, type Teller } from './teller.js';
import type { DevCommand } from './types.js';
import { watchProject } from './watch-project.js';

/** Milliseconds between looks at what no file tells of: tenants that were made, the worker's schedule. */
const tick = 5_000;

/**
 * `pgcog dev`: everything on this machine, until interrupted. Mistakes in the project are told and waited for; what it
 * cannot run at all ends it.
 *
 * @returns the exit status: 0 interrupted, 1 refused
 */
export async function runDev(command: DevCommand, io: Io): Promise<number> {
  const say = createTeller(command, io);
  const stops = createStops();
  try {
    const missing = missingProject(command);
    if (missing !== null) {
      await say.mistakes({ diagnostics: [missing] });
      return 1;
    }
    await run(command, io, say, stops);
    return 0;
  } catch (thrown) {
    if (io.signal.aborted) return 0;
    const refusal = refusalOf(thrown, []);
    if (refusal === null) throw thrown;
    await say.mistakes({ diagnostics: [error(refusal.code, refusal.message, null, refusal.hint)] });
    return 1;
  } finally {
    await stops.run();
  }
}

async function run(command: DevCommand, io: Io, say: Teller, stops: Stops): Promise<void> {
  const started = performance.now();
  const place = await devPlace(command.root, command.databaseUrl, io.env);
  const other = await readRunning(place.running);
  if (other !== null && (await isRunning(other))) throw new CommandRefusal('PGC630', `pgcog dev is running here already: ${other.url} (process ${other.pid})`, 'use that one, or end it');
  if (command.reset) await emptyPlace(place);
  else if (command.databaseUrl === null) await endStopping(place.local.postgres, (text) => say.headline(text));
  const queue = createQueue(io.signal);
  const session = createSession({ command, io, say, place, stops, queue });
  const front = await startFront({ run: session.run, choices: session.choices, pages: [{ path: '/docs', label: 'docs', html: session.docs }], api: session.api, signIn: session.signIn, answer: session.answer }, command.port);
  stops.add(() => front.close());
  stops.add(() => removeRunning(place.running, session.run));
  say.headline(`pgcog dev: ${front.url}`, { url: front.url });
  const watcher = watchProject(command, (cause) => queue.add(cause));
  stops.add(() => watcher.close());
  const timer = setInterval(() => queue.add('minute'), tick);
  stops.add(() => clearInterval(timer));
  const hushed = io.lines?.((line) => void session.typed(line));
  if (hushed !== undefined) stops.add(hushed);
  queue.add('project');
  for (let causes = await queue.next(), first = true; causes !== null; causes = await queue.next(), first = false) {
    await session.round(causes, { front, since: first ? started : performance.now() });
  }
}
