import { checkCatalog } from './check-catalog.js';
import { compareViews } from './compare-views.js';
import { expectedFindings, type Expectation } from './expectation.js';
import { judgeDefiners } from './judge-definers.js';
import { judgeLikeness, judgeRights, ownMatrix } from './judge-own.js';
import { describeLogin, judgeMarkers, judgeStrangers, strangersMatrix } from './judge-strangers.js';
import { runAttempts, type Trial } from './run-attempts.js';
import type { Finding, Proof, World } from './types.js';

/**
 * Tries, with real logins, all that everybody may do with every object of every tenant, and holds the answers and the
 * catalog against the rules of tenancy. Every attempt is undone.
 *
 * @param world may have been broken since it was made: that is what this is to find
 * @param expectation what was committed of an earlier proof; null: none
 * @throws what `pg` throws where a session breaks
 */
export async function proveIsolation(world: World, expectation: Expectation | null = null): Promise<Proof> {
  const trial = await runAttempts(world);
  const matrix = ownMatrix(trial, world.tenants[0]?.name ?? '');
  const found: Finding[] = [
    ...trial.letIn.map((login): Finding => ({ kind: 'login', object: describeLogin(login), message: 'can log in' })),
    ...(await judgeStrangers(world, trial)), ...(await judgeMarkers(world, trial)), ...(await judgeDefiners(world, trial)),
    ...(await checkCatalog(world)), ...judgeLikeness(world, trial), ...judgeRights(world, trial), ...(await compareViews(world, trial)),
  ];
  const findings = [...withoutTwins(found).filter((one) => !isAccepted(one, expectation)), ...expectedFindings(expectation, matrix)];
  const tenants = world.tenants.map(({ name }) => name);
  return {
    isolated: findings.length === 0, findings, matrix, strangers: strangersMatrix(world, trial), attempts: trial.tried.length, logins: world.logins.length, tenants,
    objects: trial.things.filter(({ schema }) => tenants.includes(schema)).length, withoutRows: rowless(world, trial),
  };
}

/** Members may have put rows where the owner could not. */
function rowless({ tenants, withoutRows }: World, { things, totals }: Trial): Proof['withoutRows'] {
  const empty = things.filter(({ schema, kind, oid }) => schema === tenants[0]?.name && (kind === 'table' || kind === 'materialized view') && (totals.get(oid) ?? 0) === 0);
  return Object.fromEntries(empty.flatMap(({ name }) => (withoutRows.has(name) ? [[name, withoutRows.get(name) ?? '']] : [])));
}

const withoutTwins = (findings: readonly Finding[]): readonly Finding[] => [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];

/** What shows a tenant's rows to others is never accepted. */
function isAccepted({ kind, object }: Finding, expectation: Expectation | null): boolean {
  return (kind === 'view' || kind === 'definer') && expectation?.accepted.includes(`${kind} ${object}`) === true;
}
