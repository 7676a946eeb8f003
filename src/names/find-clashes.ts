import type { Code } from '../source/codes.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { Claim } from './draft.js';

/**
 * One error for every name that two or more want: at the first owner, with the place of every other, and how the last
 * can give way. `what` names the kind of name: `type`, `field`, `enum value`.
 */
export function findClashes(code: Code, what: string, claims: readonly Claim[]): readonly Diagnostic[] {
  const byName = new Map<string, Claim[]>();
  for (const claim of claims) byName.set(claim.name, [...(byName.get(claim.name) ?? []), claim]);
  return [...byName.values()].flatMap(([first, ...others]) => (first === undefined || others.length === 0 ? [] : [clash(code, what, first, others)]));
}

function clash(code: Code, what: string, first: Claim, others: readonly Claim[]): Diagnostic {
  const owners = [first, ...others].map(({ owner }) => owner);
  const message = `${owners.slice(0, -1).join(', ')} and ${owners.at(-1) ?? ''} would have the same ${what} ${first.name}`;
  const apart = others.filter(({ span }) => span?.file !== first.span?.file || span?.start !== first.span?.start);
  const related = apart.flatMap(({ owner, span }) => (span === null ? [] : [{ message: `${owner} is here`, span }]));
  const how = others.length === 1 ? 'give one of them another name in resolvers.yaml' : 'give all but one of them another name in resolvers.yaml, for example';
  return error(code, message, first.span, `${how}: ${others.at(-1)?.wayOut ?? ''}`, related);
}
