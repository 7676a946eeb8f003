import { compareCodePoints } from '../../../source/compare-code-points.js';
import type { MigrationFile } from '../../types.js';
import { adopted } from '../adopted.js';
import { asControlOwner } from '../as-control-owner.js';
import { backoff, judge, reasonOf } from '../judge.js';
import { readState } from '../read-state.js';
import { runFleet } from '../run-fleet.js';
import type { RunOptions } from '../types.js';
import type { Standing } from '../migrate-tenants.js';
import { askTenant, cutChecks, type CutCheck } from './ask-tenant.js';
import { checksOf, type Checks } from './checks-of.js';
import { factsOf } from './facts-of.js';
import { joinUnasked } from './join-unasked.js';
import { longSteps } from './long-steps.js';
import { placeKey, readPlaces, type Place } from './read-places.js';
import type { Finding, Unasked } from './types.js';

export interface Preflight {
  readonly findings: readonly Finding[];
  /** Steps that rows may fail all the same: they could not be asked about. */
  readonly unasked: readonly Unasked[];
}

/**
 * Asks every tenant's rows whether a step of what it has not got would fail on them. Nothing is changed.
 *
 * @throws what `pg` throws
 */
export async function preflight(options: RunOptions, standings: readonly Standing[]): Promise<Preflight> {
  const { session, limits, onEvent } = options;
  if (standings.length === 0) return { findings: [], unasked: [] };
  for (const event of longSteps(options, standings)) onEvent(event);
  const places = await asControlOwner(session, limits, () => readPlaces(session, standings));
  const groups = await askedAt(options, places);
  const findings: Finding[] = [];
  const unasked: Unasked[] = [...groups.values()].flatMap((one) => one.unasked);
  if ([...groups.values()].some(({ cut }) => cut.length > 0)) await askAll(options, places, groups, (answer) => {
    findings.push(...answer.findings);
    unasked.push(...answer.unasked);
  });
  const joined = joinUnasked(unasked);
  for (const one of joined) onEvent({ event: 'unasked', ...one });
  return { findings: findings.sort((a, b) => compareCodePoints(a.tenant, b.tenant)), unasked: joined };
}

interface Group extends Checks {
  readonly cut: readonly CutCheck[];
}

/** Questions by where tenants stand: what of a migration is done is not asked about. */
async function askedAt(options: RunOptions, places: readonly Place[]): Promise<ReadonlyMap<string, Group>> {
  const { session, limits, grammar, config } = options;
  const state = await asControlOwner(session, limits, () => readState(session));
  const known = new Set(state.stored.map(({ id }) => id));
  const pending = options.files.filter(({ id }) => !known.has(id));
  const version = pending.length > 0 && state.program !== null && state.stored.at(-1)?.program !== state.program ? (await options.template()).program.version : '';
  const there = new Set(adopted(grammar, { state, pending, version }).map(({ number }) => number));
  const groups = new Map<string, Group>();
  for (const place of places) {
    if (groups.has(placeKey(place))) continue;
    const files = options.files.filter(({ number }) => number > place.number && !there.has(number)).map((file) => dueSteps(file, place, known.has(file.id)));
    const facts = files.some(({ steps }) => steps.length > 0) ? await factsOf(session, place.tenant, limits) : null;
    const asked = facts === null ? { checks: [], unasked: [] } : checksOf({ grammar, templateSchema: config.templateSchema, files, facts });
    groups.set(placeKey(place), { ...asked, cut: cutChecks(grammar, config, asked.checks) });
  }
  return groups;
}

/** What of shared is stored has been done with the template. */
function dueSteps(file: MigrationFile, { done }: Place, stored: boolean): MigrationFile {
  const gone = new Set(done.filter((one) => one.number === file.number).map(({ step }) => step));
  return { ...file, steps: file.steps.filter((one) => (one.home === 'shared' ? !stored : !gone.has(one.number))) };
}

/** Times that a tenant is asked again whose rows are locked. Then its steps are the question: the others wait for it no longer. */
const patience = 3;

async function askAll(options: RunOptions, places: readonly Place[], groups: ReadonlyMap<string, Group>, take: (answer: Preflight) => void): Promise<void> {
  const { limits, onEvent } = options;
  const at = new Map(places.map((place) => [place.tenant, placeKey(place)]));
  let done = 0;
  await runFleet({
    items: places.map(({ tenant }) => tenant), workers: options.parallel, connect: options.connect, signal: options.signal, stops: () => false,
    work: async (own, tenant) => {
      take(await askTenant(own.session, tenant, groups.get(at.get(tenant) ?? '')?.cut ?? [], limits));
      done += 1;
      onEvent({ event: 'preflight', tenant, done, of: places.length });
    },
    judge: (error, tenant, tries) => {
      const kind = judge(error);
      if (kind === 'in the way' && tries >= Math.min(patience, options.tries)) {
        take({ findings: [], unasked: (groups.get(at.get(tenant) ?? '')?.cut ?? []).map(({ migration, step, what }) => ({ migration, step, what, why: `its rows are locked: ${reasonOf(error)}`, tenants: [tenant] })) });
        return { failed: true };
      }
      if (kind === 'wrong' || tries >= options.tries) throw error;
      return { again: backoff(options.pause, tries), broken: kind === 'broken' };
    },
  });
}
