import { MigrationRefused } from '../ledger/migration-refused.js';
import { readGroups, type StepGroup } from './groups.js';
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
  const { session, limits } = options;
  await runGroups(options, await asControlOwner(session, limits, () => readGroups(session, 0, 'shared')));
}

/**
 * What of schema `shared` takes away what tenants have used: as far as every tenant has the migration. One that has it
 * never goes back, and new ones begin with it: what is due stays due, whoever runs it.
 *
 * @throws MigrationRefused PGC644 for a step that fails
 */
export async function finishShared(options: RunOptions): Promise<void> {
  const { session, limits, onEvent } = options;
  const { groups, least, behind } = await asControlOwner(session, limits, async () => {
    const late = await readGroups(session, 0, 'shared', true);
    const { rows: [row] } = await session.query<{ least: number | null; behind: number }>(
      'select min(m.number) as least, (count(*) filter (where m.number < $1::int))::int as behind from cognition.tenant_migrations m', [late[0]?.number ?? 0]);
    return { groups: late, least: row?.least ?? null, behind: row?.behind ?? 0 };
  });
  const due = groups.filter(({ number }) => least === null || number <= least);
  const [waits] = groups.slice(due.length);
  await runGroups(options, due);
  if (waits !== undefined) onEvent({ event: 'waits', tenant: 'shared', migration: waits.id, why: behind === 1 ? '1 tenant has not got it' : `${behind} tenants have not got it` });
}

async function runGroups(options: RunOptions, groups: readonly StepGroup[]): Promise<void> {
  const { connect, signal } = options;
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
