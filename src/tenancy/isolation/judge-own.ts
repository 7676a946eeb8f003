import { nameOf } from './judge-strangers.js';
import { lookedAt } from './plan-attempts.js';
import type { Rights } from './read-rights.js';
import type { Trial, Tried } from './run-attempts.js';
import type { Answer, Finding, Matrix, Outcome, Verb, World } from './types.js';

type Cells = Record<string, Record<string, Partial<Record<Verb, Outcome>>>>;

/** Role to object to verb to outcome, of one tenant. Whether a call succeeds is its arguments' affair: that it may be made counts. */
export function ownMatrix(trial: Trial, tenant: string): Matrix {
  const matrix: Cells = {};
  for (const one of trial.tried) {
    const { login, attempt: { thing, verb } } = one;
    if (thing.schema !== tenant || login.role === null || !isOwn(login, tenant)) continue;
    ((matrix[login.role] ??= {})[nameOf(thing)] ??= {})[verb] = whatCounts(one, trial);
  }
  return matrix;
}

function whatCounts({ login, attempt: { thing, verb }, answer }: Tried, { totals, rights }: Trial): Outcome {
  const { outcome, rows } = answer;
  if (isUnasked(answer, mayDo(verb, rights.of(login, thing)))) return 'refused';
  if (thing.kind === 'routine' || thing.kind === 'sequence') return outcome === 'refused' ? 'refused' : 'rows';
  const total = verb === 'select' ? Math.min(totals.get(thing.oid) ?? 0, lookedAt) : (totals.get(thing.oid) ?? 0);
  return outcome === 'rows' && verb !== 'insert' && thing.guarded && rows < total ? 'some' : outcome;
}

const isOwn = ({ standing, tenant: own }: Tried['login'], tenant: string): boolean => standing === 'application admin' || (standing === 'member' && own === tenant);

/** Tenants are made from one template: what may be done is the same in each. */
export function judgeLikeness(world: World, trial: Trial): readonly Finding[] {
  const [first, ...others] = world.tenants;
  if (first === undefined) return [];
  const wanted = ownMatrix(trial, first.name);
  return others.flatMap(({ name }) => differences(wanted, ownMatrix(trial, name)).map(({ role, object, verb, was, is }): Finding => (
    { kind: 'differs', object: `${name}.${object}`, message: `${verb} as ${role} is ${is}, and ${was} in ${first.name}` })));
}

export interface Difference {
  readonly role: string;
  readonly object: string;
  readonly verb: string;
  /** `-`: no such cell. */
  readonly was: string;
  readonly is: string;
}

/** Cells in which two matrices differ. */
export function differences(was: Matrix, is: Matrix): readonly Difference[] {
  const keys = (one: object, other: object): readonly string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return keys(was, is).flatMap((role) => keys(was[role] ?? {}, is[role] ?? {}).flatMap((object) => {
    const [before, now] = [was[role]?.[object] ?? {}, is[role]?.[object] ?? {}] as readonly Readonly<Record<string, string>>[];
    return keys(before ?? {}, now ?? {}).filter((verb) => before?.[verb] !== now?.[verb]).map((verb) => ({ role, object, verb, was: before?.[verb] ?? '-', is: now?.[verb] ?? '-' }));
  }));
}

/** What members were answered in their own tenant, held against what grants and policies say. */
export function judgeRights(world: World, trial: Trial): readonly Finding[] {
  const tenants = new Set(world.tenants.map(({ name }) => name));
  const own = trial.tried.filter(({ login, attempt: { thing } }) => tenants.has(thing.schema) && isOwn(login, thing.schema));
  return own.flatMap(({ login, attempt: { thing, verb }, answer }) => {
    const wrong = contradiction({ login, attempt: { thing, verb, sql: '', reads: false }, answer }, trial.rights.of(login, thing), trial.totals.get(thing.oid) ?? 0);
    const message = wrong === null ? null : `${verb} as ${login.role ?? ''} is ${answer.outcome}, and ${wrong}`;
    return message === null ? [] : [{ kind: 'rights' as const, object: `${thing.schema}.${nameOf(thing)}`, message }];
  });
}

function contradiction({ attempt: { thing, verb }, answer }: Tried, rights: Rights, total: number): string | null {
  const may = mayDo(verb, rights);
  if (isUnasked(answer, may)) return null;
  if (answer.outcome !== 'refused' && !may) return 'nothing is granted';
  if (answer.outcome === 'refused' && !answer.through && may) return 'it is granted';
  if (thing.kind !== 'table' || answer.outcome === 'refused') return null;
  const policed = rights.policies.some((command) => command === verb);
  if (thing.guarded && !policed && answer.outcome === 'rows') return 'no policy lets it';
  if (!thing.guarded && verb === 'select' && answer.rows !== Math.min(total, lookedAt)) return `${answer.rows} of ${total} rows are seen, though row level security is off`;
  return null;
}

/** A view or column that nobody can write: PostgreSQL says so before it asks for rights. */
const isUnasked = ({ state }: Answer, may: boolean): boolean => !may && (state === '428C9' || state === '0A000' || state === '55000');

function mayDo(verb: Verb, rights: Rights): boolean {
  if (!rights.enter) return false;
  if (verb === 'delete') return rights.delete;
  if (verb === 'execute' || verb === 'nextval') return rights.use;
  return rights[verb] !== null;
}
