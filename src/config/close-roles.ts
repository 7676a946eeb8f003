import { closest } from '../source/closest.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import { roleNameProblem } from './role-name.js';
import type { RoleConfig } from './types.js';

type Wanted = Readonly<Record<string, { readonly inherits?: readonly string[] | undefined }>>;

/** Roles of the settings with `users` and `admins`, sorted, their inheritance closed. `place` is of `roles`. */
export function closeRoles(wanted: Wanted, place: Place, diagnostics: Diagnostic[]): readonly RoleConfig[] {
  const all: Wanted = { users: {}, admins: { inherits: ['users'] }, ...wanted };
  const names = Object.keys(all).filter((name) => isPossible(name, place, diagnostics)).sort(compareCodePoints);
  const direct = new Map(names.map((name) => [name, inherited(name, all[name]?.inherits ?? [], names, place, diagnostics)]));
  for (const cycle of cycles(direct)) diagnostics.push(goesRound(cycle, place));
  return names.map((name) => ({ name, inherits: [...reached(name, direct)].filter((other) => other !== name).sort(compareCodePoints) }));
}

function isPossible(name: string, place: Place, diagnostics: Diagnostic[]): boolean {
  const problem = roleNameProblem(name);
  if (problem === null) return true;
  const message = problem === 'taken' ? `a role cannot be called "${name}"` : `"${name}" cannot be the name of a role`;
  const hint = problem === 'taken' ? 'the name is taken; choose another' : 'use a lower-case letter, then up to 30 of a-z, 0-9 and _';
  diagnostics.push(error('PGC016', message, keyOf(placeAt(place, name)), hint));
  return false;
}

function inherited(name: string, inherits: readonly string[], names: readonly string[], place: Place, diagnostics: Diagnostic[]): readonly string[] {
  return inherits.filter((other, index) => {
    if (names.includes(other)) return true;
    const near = closest(other, names);
    const hint = near === null ? `add it to roles, or use one of ${names.join(', ')}` : `did you mean "${near}"?`;
    diagnostics.push(error('PGC017', `there is no role "${other}" to inherit`, pointAt(placeAt(place, name, 'inherits', index)), hint));
    return false;
  });
}

/** Every role that `start` reaches, itself only if it goes round. */
function reached(start: string, direct: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(direct.get(start) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(direct.get(next) ?? []));
  }
  return seen;
}

/** Each circle once, from its first name. */
function cycles(direct: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const told = new Set<string>();
  for (const name of direct.keys()) {
    if (told.has(name) || !reached(name, direct).has(name)) continue;
    const circle = [...wayBack(name, direct)];
    for (const member of reached(name, direct)) if (reached(member, direct).has(name)) told.add(member);
    found.push(circle);
  }
  return found;
}

/** The shortest way from a role through others back to it. */
function wayBack(start: string, direct: ReadonlyMap<string, readonly string[]>): string[] {
  let ways = (direct.get(start) ?? []).map((next) => [start, next]);
  const seen = new Set<string>();
  while (ways.length > 0) {
    const done = ways.find((way) => way.at(-1) === start);
    if (done !== undefined) return done;
    ways = ways.flatMap((way) => {
      const last = way.at(-1) ?? start;
      if (seen.has(last)) return [];
      seen.add(last);
      return (direct.get(last) ?? []).map((next) => [...way, next]);
    });
  }
  return [start];
}

function goesRound(circle: readonly string[], place: Place): Diagnostic {
  const span = pointAt(placeAt(place, circle[0] ?? '', 'inherits'));
  return error('PGC018', `roles inherit each other: ${circle.join(' -> ')}`, span, 'remove one of these inherits');
}
