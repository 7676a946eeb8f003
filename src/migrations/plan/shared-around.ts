import type { Grammar, SqlStatement } from '../../parse/types.js';
import { brings, takesAway } from '../files/takes-away.js';
import type { PlannedStep } from '../types.js';

/**
 * What shared brings comes before what tenants do, and what it takes away behind it, where nothing else of shared stands
 * between: nothing in shared rests on a tenant.
 */
export function sharedAround(grammar: Grammar, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const shared = steps.filter(({ home }) => home === 'shared');
  const first = takeWhile(shared, (step) => all(grammar, step, brings));
  const last = shared.slice(first.length + 1 + shared.slice(first.length).findLastIndex((step) => !all(grammar, step, takesAway)));
  const moved = new Set([...first, ...last]);
  return [...first, ...steps.filter((one) => !moved.has(one)), ...last];
}

function all(grammar: Grammar, { sql }: PlannedStep, rule: (statement: Pick<SqlStatement, 'tag' | 'ast'>) => boolean): boolean {
  return grammar.parse(sql).statements.every(({ tag, node }) => rule({ tag, ast: node }));
}

function takeWhile(steps: readonly PlannedStep[], rule: (step: PlannedStep) => boolean): readonly PlannedStep[] {
  const end = steps.findIndex((one) => !rule(one));
  return end < 0 ? steps : steps.slice(0, end);
}
