import type { ResolverPlan } from '../resolvers/types.js';
import { sourceOf } from './header.js';

/** The sentence above a resolver's request; names only, none of the user's text. */
export function summary(plan: ResolverPlan): string {
  const { statement, parent, maxBatchSize } = plan;
  const steps = plan.plan.resolver?.steps.length ?? 0;
  const sends = plan.arguments.length + plan.parentKeys.length === 0 ? 'Asks for' : 'Sends the arguments to';
  if (plan.dataSource === 'lambda') return `${sends} lambda/resolvers/${statement}.ts.`;
  if (steps > 0) return `${sends} the transaction ${statement}: ${steps === 1 ? 'one statement' : `${steps} statements, all or nothing`}.`;
  if (plan.operation === 'BatchInvoke') return `Sends the keys of one ${parent}; AppSync gathers up to ${maxBatchSize} for one run of ${statement}.`;
  return plan.paged ? `Asks for one page of ${statement}.` : `${sends} the statement ${statement}.`;
}

export function planSource(plan: ResolverPlan): string {
  return plan.plan.resolver === null ? 'tenant_template' : sourceOf(plan.plan.resolver);
}
