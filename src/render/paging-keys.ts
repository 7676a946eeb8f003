import type { ResolverPlan } from '../resolvers/types.js';

/** Arguments that stand beside the request's `parameters`, not among them. */
export function pagingKeys(plan: ResolverPlan): readonly string[] {
  return [...(plan.ordered ? ['orderBy'] : []), ...(plan.limited ? ['limit'] : []), ...(plan.paged ? ['nextToken'] : [])];
}
