import { MigrationRefused } from '../ledger/migration-refused.js';
import { readGroups } from './groups.js';
import { backoff, judge, reasonOf } from './judge.js';
import { runGroup } from './run-group.js';
import { asControlOwner } from './as-control-owner.js';
import type { RunOptions } from './types.js';

/**
 * What of schema `shared` could not come with the template, in its order, once for all.
 *
 * @throws MigrationRefused PGC644 for a step that fails; no tenant has been touched then
 */
export async function migrateShared(options: RunOptions): Promise<void> {
  const { session, limits, connect, signal } = options;
  const groups = await asControlOwner(session, limits, () => readGroups(session, 0, 'shared'));
  if (groups.length === 0) return;
  const own = await connect();
  try {
    for (const group of groups) {
      for (let tries = 0; ; tries++) {
        signal.throwIfAborted();
        try {
          await runGroup(own, 'shared', { group, begun: null, next: null }, options);
          break;
        } catch (error) {
          if (judge(error) === 'broken') throw error;
          if (judge(error) === 'wrong' || tries >= options.tries) throw new MigrationRefused('PGC644', `in shared, ${group.id}: ${reasonOf(error)}`, 'put that right and run it again: it goes on there');
          await new Promise((resolve) => setTimeout(resolve, backoff(options.pause, tries)));
        }
      }
      options.onEvent({ event: 'shared', migration: group.id });
    }
  } finally {
    await own.close();
  }
}
