import { handleEvent } from './handle-event.js';
import type { Drained } from './types.js';
import { act, type Worker } from './worker.js';
import type { TakenEvent } from './worker-database.js';

/** Milliseconds: with less left nothing more is begun. */
const reserve = 3_000;

/**
 * Does what the database has noted until nothing is due or the time is up, one by one, and shuts out whose time is up.
 * What fails comes again later and holds up nothing.
 *
 * @throws DatabaseFailure where the database does not answer
 */
export async function drainEvents(worker: Worker): Promise<Drained> {
  const done = { events: 0, failed: 0 };
  const timeIsUp = (): boolean => worker.deadline - Date.now() < reserve;
  while (!timeIsUp()) {
    const taken = await worker.database.takeEvents();
    if (taken.length === 0) break;
    // What is not begun comes again.
    for (const event of taken) if (!timeIsUp()) done[(await run(worker, event)) ? 'events' : 'failed'] += 1;
  }
  let expired = 0;
  if (worker.deadline > Date.now()) expired = await worker.database.expireUsers();
  if (expired > 0) await act(worker, 'expire', String(expired), () => Promise.resolve());
  return { ...done, expired };
}

async function run(worker: Worker, event: TakenEvent): Promise<boolean> {
  const asked = handleEvent(worker, event);
  if (asked === null) return false;
  const code = await act(worker, asked.name, asked.target, async () => {
    await asked.work();
    await worker.database.finishEvent(event.id);
  });
  return code === 'ok';
}
