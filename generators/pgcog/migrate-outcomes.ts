import { findingLines } from '../../src/migrations/run/finding-lines.js';
import type { Outlook } from '../../src/migrations/run/look-ahead.js';
import type { Preflight } from '../../src/migrations/run/preflight/preflight.js';
import type { Finding, Unasked } from '../../src/migrations/run/preflight/types.js';
import type { RunReport } from '../../src/migrations/run/types.js';
import { stepOf, type StepSaid } from './step-of.js';
import type { Outcome } from './types.js';

const count = (n: number): string => (n === 1 ? '1 tenant' : `${n} tenants`);

/** What a run has done. */
export function upOutcome({ template, migrated, failures, skipped, behind }: RunReport): Outcome {
  const nothing = template.length === 0 && migrated.length === 0 && failures.length === 0 && skipped.length === 0;
  const left = new Set(skipped.map(({ tenant }) => tenant));
  return {
    json: { template, migrated, failures, skipped, behind },
    says: [
      ...(nothing ? [behind === 0 ? 'everything is current; nothing was changed' : `nothing was to be done here; ${count(behind)} ${behind === 1 ? 'is' : 'are'} behind`] : []),
      ...(template.length > 0 ? [`template: ${template.join(', ')}`] : []),
      ...(migrated.length > 0 ? [`${count(migrated.length)} migrated`] : []),
      ...(left.size > 0 ? [`${count(left.size)} left out`, ...findingLines(skipped)] : []),
      ...failures.map(({ tenant, migration, ...said }) => failureLine(tenant, migration, stepOf(said))),
      ...(failures.length > 0 ? [`put that right and run it again: it goes on where it stopped; ${count(behind)} ${behind === 1 ? 'is' : 'are'} behind`] : []),
    ],
    failed: failures.length > 0,
  };
}

function failureLine(tenant: string, migration: string, { step, why }: StepSaid): string {
  return `${tenant} failed${migration === '' ? '' : ` at ${migration}${step === 0 ? '' : `, step ${step}`}`}: ${why}`;
}

/** Why a run was not begun. */
export function inTheWay(found: readonly Finding[], unasked: readonly Unasked[] = []): Outcome {
  const tenants = new Set(found.map(({ tenant }) => tenant)).size;
  return {
    json: { findings: found, unasked, errors: [{ code: 'PGC642', message: `rows of ${count(tenants)} stand in the way; nothing was begun`, hint: 'put the rows right, or leave these tenants out: --skip-failing' }] },
    says: [`error PGC642: rows of ${count(tenants)} stand in the way; nothing was begun`, ...findingLines(found), '  = help: put the rows right, or leave these tenants out: --skip-failing'],
    failed: true,
  };
}

const planned = ({ pending, standings, state }: Outlook): readonly string[] => [
  ...(pending.length > 0 ? [`template: ${pending.map(({ id }) => id).join(', ')}`] : []),
  ...(standings.length > 0 ? [`${standings.length} of ${count(state.tenants)}: ${standings.slice(0, 10).map(({ tenant }) => tenant).join(', ')}${standings.length > 10 ? ', ...' : ''}`] : []),
];

/** What a run would do. */
export function dryRunOutcome(outlook: Outlook, { findings: found, unasked }: Preflight): Outcome {
  const nothing = outlook.pending.length === 0 && outlook.standings.length === 0;
  return {
    json: { dryRun: true, template: outlook.pending.map(({ id }) => id), tenants: outlook.standings, findings: found, unasked },
    says: nothing ? ['everything is current; nothing would be done'] : ['to be done:', ...planned(outlook), ...(found.length > 0 ? ['rows stand in the way:', ...findingLines(found)] : [])],
    failed: found.length > 0,
  };
}

/** What rows say of a run. */
export function checkOutcome({ pending, standings }: Outlook, { findings, unasked }: Preflight): Outcome {
  if (findings.length > 0) return inTheWay(findings, unasked);
  return { json: { findings, unasked, pending: pending.map(({ id }) => id), tenants: standings.length }, says: [standings.length === 0 ? 'everything is current' : `no row of ${count(standings.length)} stands in the way`] };
}
