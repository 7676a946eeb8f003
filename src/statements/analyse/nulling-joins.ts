import { intOf, numbersOf, type PgNode } from './node.js';
import { sideOf } from './row-facts.js';
import type { Scope } from './types.js';

/** Outer joins that can null a variable of a scope's own level in rows that reach this place. */
export function nullingJoins(variable: PgNode, scope: Scope): readonly number[] {
  const { facts } = scope.level;
  return numbersOf(variable, 'varnullingrels').filter((join) => {
    const side = sideOf(facts, join, intOf(variable, 'varno'));
    return !scope.matched.has(join) && (side === null || !facts.real.has(side));
  });
}
