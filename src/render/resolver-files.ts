import type { ResolverPlan } from '../resolvers/types.js';

export type ResolverFiles = { readonly code: string } | { readonly request: string; readonly response: string };

/** Where a resolver's code stands, from the project's root. */
export function resolverFiles({ parent, field, engine }: ResolverPlan): ResolverFiles {
  const path = `generated/resolvers/${parent}.${field}`;
  return engine === 'js' ? { code: `${path}.js` } : { request: `${path}.req.vtl`, response: `${path}.res.vtl` };
}
