import { MigrationRefused } from '../ledger/migration-refused.js';
import { asControlOwner } from './as-control-owner.js';
import { differences } from './differences.js';
import type { StepGroup } from './groups.js';
import { backoff, judge, reasonOf } from './judge.js';
import { migrateTenant, StepFailed } from './migrate-tenant.js';
import { runFleet } from './run-fleet.js';
import type { Failure, OwnSession, RunOptions } from './types.js';

/** Where a tenant is to be taken from. */
export interface Standing {
  readonly tenant: string;
  /** The last migration that is done. */
  readonly number: number;
}

export interface TenantsReport {
  readonly migrated: readonly string[];
  readonly failures: readonly Failure[];
}

/**
 * Takes tenants through the migrations that they have not got, several at once. One that cannot have its lock is tried
 * again later, one that fails is written down.
 *
 * @throws what `signal` was aborted with; what `pg` throws when nobody is let in any more
 */
export async function migrateTenants(options: RunOptions, standings: readonly Standing[], groups: readonly StepGroup[], { workers, verify, before = 0, of = standings.length }: { readonly workers: number; readonly verify: boolean; readonly before?: number; readonly of?: number }): Promise<TenantsReport> {
  const at = new Map(standings.map(({ tenant, number }) => [tenant, number]));
  const migrated: string[] = [];
  const failures: Failure[] = [];
  const started = new Map<string, number>();
  const counts = (): { readonly done: number; readonly failed: number; readonly of: number } => ({ done: before + migrated.length, failed: failures.length, of });
  await runFleet({
    items: standings.map(({ tenant }) => tenant), workers, connect: options.connect, signal: options.signal,
    stops: () => failures.length > 0 && !options.continueOnError,
    work: async (own, tenant, tries) => {
      if (!started.has(tenant)) started.set(tenant, performance.now());
      const gone = await migrateTenant(options, groups.filter(({ number }) => number > (at.get(tenant) ?? 0)), { own, tenant, tries });
      if (gone) return;
      if (verify) await checkTenant(options, own, tenant);
      migrated.push(tenant);
      options.onEvent({ event: 'tenant', tenant, ...counts(), milliseconds: Math.round(performance.now() - (started.get(tenant) ?? 0)) });
    },
    judge: (error, tenant, tries) => {
      const [group, cause] = error instanceof StepFailed ? [error.group, error.cause] : [null, error];
      const kind = judge(cause);
      if (kind !== 'wrong' && tries < options.tries) {
        options.onEvent({ event: 'waits', tenant, migration: group?.id ?? '', why: reasonOf(cause) });
        return { again: backoff(options.pause, tries), broken: kind === 'broken' };
      }
      // Nobody is let in any more: that is no tenant's trouble.
      if (kind === 'broken') throw cause;
      const failure = { tenant, migration: group?.id ?? '', step: group?.first ?? 0, why: reasonOf(cause) };
      failures.push(failure);
      options.onEvent({ event: 'failed', ...failure, ...counts() });
      return { failed: true };
    },
  });
  return { migrated, failures };
}

/** @throws MigrationRefused PGC647 */
async function checkTenant({ limits }: Pick<RunOptions, 'limits'>, { session }: Pick<OwnSession, 'session'>, tenant: string): Promise<void> {
  const [first, ...more] = await asControlOwner(session, limits, () => differences(session, tenant));
  if (first === undefined) return;
  throw new MigrationRefused('PGC647', `${tenant} is not as the template: ${first.object} ${first.difference}${more.length > 0 ? `, and ${more.length} more` : ''}`, 'pgcog migrate verify shows all');
}
