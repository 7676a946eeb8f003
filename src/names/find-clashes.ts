import type { Code } from '../source/codes.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { Claim } from './draft.js';

/**
 * One error per owner for every name that two or more want; each points at the others and says how to give way.
 * `what` names the kind of name: `type`, `field`, `enum value`.
 */
export function findClashes(code: Code, what: string, claims: readonly Claim[]): readonly Diagnostic[] {
  const byName = new Map<string, Claim[]>();
  for (const claim of claims) byName.set(claim.name, [...(byName.get(claim.name) ?? []), claim]);
  return [...byName.values()].filter((group) => group.length > 1).flatMap((group) => group.map((claim) => clash(code, what, claim, group)));
}

function clash(code: Code, what: string, claim: Claim, group: readonly Claim[]): Diagnostic {
  const others = group.filter((other) => other !== claim);
  const message = `${claim.owner} and ${others.map((other) => other.owner).join(', ')} would have the same ${what} ${claim.name}`;
  const related = others.flatMap(({ owner, span }) => (span === null ? [] : [{ message: `${owner} is here`, span }]));
  return error(code, message, claim.span, `give one of them another name in resolvers.yaml: ${claim.wayOut}`, related);
}
