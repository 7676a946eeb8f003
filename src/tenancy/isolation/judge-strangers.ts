import { explainReach } from './explain-reach.js';
import type { Trial, Tried } from './run-attempts.js';
import type { Finding, Login, Matrix, Outcome, Thing, Verb, World } from './types.js';

/** Whom a tenant's objects must refuse everything. */
const strangers = ['another tenant', 'suspended', 'expired', 'nobody'] as const;

/** What a login is to a tenant; null: one of its own, or an application admin. */
function strangerOf(login: Login, tenant: string): (typeof strangers)[number] | null {
  if (login.standing === 'application admin' || (login.standing === 'member' && login.tenant === tenant)) return null;
  return login.standing === 'member' ? 'another tenant' : login.standing;
}

/** `users of alpha`, `a suspended member (users of alpha)`, `a login of no tenant`. */
export function describeLogin({ standing, tenant, role }: Login): string {
  const who = tenant === null ? (role ?? '') : `${role ?? ''} of ${tenant}`;
  if (standing === 'nobody') return 'a login of no tenant';
  return standing === 'suspended' || standing === 'expired' ? `${standing === 'suspended' ? 'a suspended' : 'an expired'} member (${who})` : who;
}

/** The same name in every tenant: argument types of its own schema say it. */
export const nameOf = ({ schema, name }: Thing): string => name.replaceAll(`${schema}.`, '');

/** What was not refused to whom it must be: once for each object and reason. */
export async function judgeStrangers(world: World, { tried }: Trial): Promise<readonly Finding[]> {
  const tenants = new Set(world.tenants.map(({ name }) => name));
  const reasons = new Map<string, string>();
  const reached = tried.filter((one) => isReached(one, tenants));
  const groups = new Map<string, { readonly object: string; readonly why: string; readonly by: Map<string, Set<Verb>> }>();
  for (const { login, attempt: { thing, verb } } of reached) {
    const asked = `${login.user} ${thing.oid}`;
    const why = reasons.get(asked) ?? (await explainReach(world.admin, login, thing));
    reasons.set(asked, why);
    const key = `${thing.schema}.${nameOf(thing)} ${why}`;
    const group = groups.get(key) ?? { object: `${thing.schema}.${nameOf(thing)}`, why, by: new Map<string, Set<Verb>>() };
    groups.set(key, group);
    group.by.set(describeLogin(login), (group.by.get(describeLogin(login)) ?? new Set()).add(verb));
  }
  return [...groups.values()].map(({ object, why, by }) => ({ kind: 'reached', object, message: `is reached by ${whoAndWhat(by)}: ${why === '' ? 'the catalog does not say why' : why}` }));
}

/** Of what is beside tenants, members may have what they are granted; nobody else may have anything. */
function isReached({ login, attempt: { thing }, answer }: Tried, tenants: ReadonlySet<string>): boolean {
  if (answer.outcome === 'refused' && !answer.through) return false;
  if (tenants.has(thing.schema)) return strangerOf(login, thing.schema) !== null;
  return login.standing !== 'member' && login.standing !== 'application admin';
}

function whoAndWhat(by: ReadonlyMap<string, ReadonlySet<Verb>>): string {
  const lines = new Map<string, string[]>();
  for (const [who, verbs] of by) {
    const what = [...verbs].join(', ');
    lines.set(what, [...(lines.get(what) ?? []), who]);
  }
  return [...lines].map(([what, who]) => `${who.join(', ')} (${what})`).join('; ');
}

/** Rows of a tenant, known by its marker, that somebody else was shown by other things than the tenant's own. */
export async function judgeMarkers(world: World, { tried }: Trial): Promise<readonly Finding[]> {
  const findings = new Map<string, Finding>();
  for (const { login, attempt: { thing, sql }, answer } of tried) {
    if (login.standing === 'application admin' || answer.found === null) continue;
    const seen = answer.found.split(',');
    const others = world.tenants.filter(({ name, marker }) => seen.includes(marker) && name !== login.tenant && name !== thing.schema);
    for (const { name } of others) {
      const key = `${thing.oid} ${name} ${describeLogin(login)}`;
      if (findings.has(key)) continue;
      const why = await explainReach(world.admin, login, thing);
      findings.set(key, { kind: 'marker', object: `${thing.schema}.${nameOf(thing)}`, message: `shows rows of ${name} to ${describeLogin(login)}${thing.routine === null ? '' : ` (called as ${callIn(sql)})`}: ${why}` });
    }
  }
  return [...findings.values()];
}

const callIn = (sql: string): string => /from \(select (.*) limit 100\) as q\)/s.exec(sql)?.[1] ?? '';

/** What strangers were answered, the worst of each. */
export function strangersMatrix(world: World, { tried }: Trial): Matrix {
  const matrix: Record<string, Record<string, Partial<Record<Verb, Outcome>>>> = Object.fromEntries(strangers.map((who) => [who, {}]));
  const tenants = new Set(world.tenants.map(({ name }) => name));
  for (const { login, attempt: { thing, verb }, answer } of tried) {
    const who = tenants.has(thing.schema) ? strangerOf(login, thing.schema) : null;
    if (who === null) continue;
    const cells = (((matrix[who] ??= {})[nameOf(thing)]) ??= {});
    const outcome = answer.outcome === 'refused' && answer.through ? 'failed' : answer.outcome;
    if (cells[verb] === undefined || cells[verb] === 'refused') cells[verb] = outcome;
  }
  return matrix;
}
