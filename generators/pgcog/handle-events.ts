import type { Environment } from '../../src/environment/types.js';

/** What waits for the worker, and whether it has been called. */
export interface EventsReport {
  readonly json: { readonly waiting: Readonly<Record<string, number>>; readonly workerCalled: boolean };
  readonly says: readonly string[];
}

/**
 * Has the worker do what writes ask for outside the database: invitations sent, tokens revoked, secrets made and
 * deleted. The write is done whatever becomes of this, which is told: events wait, and the worker's schedule finds them.
 *
 * @returns null where nothing waits
 */
export async function handleEvents(environment: Environment): Promise<EventsReport | null> {
  let waiting: Readonly<Record<string, number>> = {};
  try {
    const { rows } = await environment.database.session.query<{ kind: string; n: number }>('select e.kind, count(*)::int as n from cognition.events e where e.attempts > 0 or e.not_before <= now() group by e.kind order by e.kind');
    if (rows.length === 0) return null;
    waiting = Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
    const workerCalled = await environment.runWorker();
    return { json: { waiting, workerCalled }, says: [`${workerCalled ? 'the worker has been called' : 'waiting for a worker'}: ${listOf(waiting)}`] };
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    return { json: { waiting, workerCalled: false }, says: [`the worker could not be called (${reason}); its schedule finds what waits: ${listOf(waiting)}`] };
  }
}

const listOf = (waiting: Readonly<Record<string, number>>): string => Object.entries(waiting).map(([kind, n]) => `${n} ${kind}`).join(', ') || 'not known';
