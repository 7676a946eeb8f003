import { asControlOwner } from '../as-control-owner.js';
import { backoff, judge } from '../judge.js';
import { readState } from '../read-state.js';
import { runFleet } from '../run-fleet.js';
import type { RunOptions } from '../types.js';
import type { Standing } from '../migrate-tenants.js';
import { askTenant, cutChecks } from './ask-tenant.js';
import { checksOf } from './checks-of.js';
import { readFacts } from './read-facts.js';
import type { Finding } from './types.js';

/**
 * Asks every tenant's rows whether a step of what it has not got would fail on them. Nothing is changed.
 *
 * @throws what `pg` throws
 */
export async function preflight(options: RunOptions, standings: readonly Standing[]): Promise<readonly Finding[]> {
  const { grammar, config, files, session, limits, onEvent } = options;
  const least = Math.min(...standings.map(({ number }) => number));
  const ahead = files.filter(({ number }) => number > least);
  if (standings.length === 0 || ahead.length === 0) return [];
  const facts = await asControlOwner(session, limits, async () => readFacts(session, (await readState(session)).reference ?? config.templateSchema));
  const checks = new Map([...new Set(standings.map(({ number }) => number))].map((at) => [at, cutChecks(grammar, config, checksOf(grammar, ahead.filter(({ number }) => number > at), facts))]));
  if ([...checks.values()].every((one) => one.length === 0)) return [];
  const at = new Map(standings.map(({ tenant, number }) => [tenant, number]));
  const found: Finding[] = [];
  let done = 0;
  await runFleet({
    items: standings.map(({ tenant }) => tenant), workers: options.parallel, connect: options.connect, signal: options.signal, stops: () => false,
    work: async (own, tenant) => {
      found.push(...(await askTenant(own.session, tenant, checks.get(at.get(tenant) ?? 0) ?? [], limits.statement)));
      done += 1;
      onEvent({ event: 'preflight', tenant, done, of: standings.length });
    },
    judge: (error, _tenant, tries) => {
      const kind = judge(error);
      if (kind === 'wrong' || tries >= options.tries) throw error;
      return { again: backoff(options.pause, tries), broken: kind === 'broken' };
    },
  });
  return found.sort((a, b) => (a.tenant < b.tenant ? -1 : a.tenant > b.tenant ? 1 : 0));
}
