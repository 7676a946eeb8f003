import { randomUUID } from 'node:crypto';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { MigrationRefused } from '../ledger/migration-refused.js';
import { asControlOwner } from './as-control-owner.js';
import { findingLines } from './finding-lines.js';
import { readGroups } from './groups.js';
import { isUpToDate, lookAhead } from './look-ahead.js';
import { finishShared, migrateShared } from './migrate-shared.js';
import { migrateTemplate } from './migrate-template.js';
import { migrateTenants } from './migrate-tenants.js';
import { preflight } from './preflight/preflight.js';
import type { Finding } from './preflight/types.js';
import { readStandings } from './read-standings.js';
import { readState } from './read-state.js';
import type { RunOptions, RunReport } from './types.js';

/**
 * Takes the template, what is beside it, and every tenant to the last migration of the folder. What is interrupted goes
 * on where it stopped when it is run again; two at once share the work.
 *
 * @throws MigrationRefused: PGC640 and PGC641 for histories that differ, PGC642 for rows in the way (nothing was begun),
 * PGC643 and PGC644 for the template and shared, PGC647 for a canary that is not as the template; what `pg` throws
 */
export async function migrateUp(given: RunOptions): Promise<RunReport> {
  const options = { ...given, runner: given.runner ?? randomUUID() };
  const outlook = await lookAhead(options);
  if (isUpToDate(outlook)) return { template: [], migrated: [], failures: [], skipped: [], behind: outlook.state.behind };
  const { findings: found } = await preflight(options, outlook.standings);
  if (found.length > 0 && !options.skipFailing) throw inTheWay(found);
  const template = outlook.pending.length === 0 ? [] : await migrateTemplate(options);
  await migrateShared(options);
  return finish(options, { template, skipped: found });
}

async function finish(options: RunOptions, { template, skipped }: Pick<RunReport, 'template' | 'skipped'>): Promise<RunReport> {
  const { session, limits } = options;
  const left = new Set(skipped.map(({ tenant }) => tenant));
  const { standings, groups } = await asControlOwner(session, limits, async () => {
    const all = await readStandings(session, options.files.at(-1)?.number ?? 0, options.tenants);
    const due = all.filter(({ tenant }) => !left.has(tenant));
    return { standings: due, groups: due.length === 0 ? [] : await readGroups(session, Math.min(...due.map(({ number }) => number)), 'tenant') };
  });
  const first = standings.slice(0, options.canary);
  const canary = await migrateTenants(options, first, groups, { workers: Math.min(options.parallel, 1), verify: true, of: standings.length });
  const rest = canary.failures.length > 0 ? { migrated: [], failures: [] }
    : await migrateTenants(options, standings.slice(options.canary), groups, { workers: options.parallel, verify: options.verify, before: canary.migrated.length, of: standings.length });
  await finishShared(options);
  const { behind } = await asControlOwner(session, limits, () => readState(session));
  return { template, skipped, migrated: [...canary.migrated, ...rest.migrated].sort(compareCodePoints), failures: [...canary.failures, ...rest.failures], behind };
}

/** Rows are in the way of a run. */
export class RowsInTheWay extends MigrationRefused {
  constructor(readonly found: readonly Finding[]) {
    const tenants = new Set(found.map(({ tenant }) => tenant)).size;
    super('PGC642', `rows of ${tenants} ${tenants === 1 ? 'tenant' : 'tenants'} stand in the way; nothing was begun\n  ${findingLines(found).join('\n  ')}`, 'put the rows right, or leave these tenants out: --skip-failing');
  }
}

function inTheWay(found: readonly Finding[]): MigrationRefused {
  return new RowsInTheWay(found);
}
