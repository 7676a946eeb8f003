import type { TenantDifference } from '../../tenancy/grants/tenant-differences.js';
import { asControlOwner } from './as-control-owner.js';
import { differences } from './differences.js';
import { backoff, judge } from './judge.js';
import { runFleet } from './run-fleet.js';
import type { Standing } from './migrate-tenants.js';
import type { RunOptions } from './types.js';

export interface TenantDrift {
  readonly tenant: string;
  readonly differences: readonly TenantDifference[];
}

/**
 * Compares tenants with the template, several at once.
 *
 * @param onTenant called after each
 * @returns those that differ, by name
 * @throws what `pg` throws
 */
export async function verifyTenants(options: Pick<RunOptions, 'connect' | 'signal' | 'parallel' | 'limits' | 'tries' | 'pause'>, standings: readonly Standing[], onTenant: (tenant: string) => void): Promise<readonly TenantDrift[]> {
  const found: TenantDrift[] = [];
  await runFleet({
    items: standings.map(({ tenant }) => tenant), workers: options.parallel, connect: options.connect, signal: options.signal, stops: () => false,
    work: async ({ session }, tenant) => {
      const drift = await asControlOwner(session, options.limits, () => differences(session, tenant));
      if (drift.length > 0) found.push({ tenant, differences: drift });
      onTenant(tenant);
    },
    judge: (error, _tenant, tries) => {
      const kind = judge(error);
      if (kind === 'wrong' || tries >= options.tries) throw error;
      return { again: backoff(options.pause, tries), broken: kind === 'broken' };
    },
  });
  return found.sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
}
