import { createHash } from 'node:crypto';
import type { ResolverEntry } from './read-project.js';

/** CloudFormation's limits for one stack: 500 resources, a template of 1,000,000 bytes; both with some air. */
const mostResolvers = 450;
const mostBytes = 900_000;

/**
 * Which nested stack each resolver is in. A resolver must never change its stack: the new one would make it before the
 * old one deletes it, and AppSync takes one for each field. So its name alone decides, not what stands beside it.
 *
 * @param stacks how many there are
 * @param sizeOf bytes that a resolver takes in a template
 * @throws Error where one of them would be too large
 */
export function spreadResolvers(resolvers: readonly ResolverEntry[], stacks: number, sizeOf: (resolver: ResolverEntry) => number): readonly (readonly ResolverEntry[])[] {
  const spread = Array.from({ length: stacks }, (): ResolverEntry[] => []);
  for (const resolver of resolvers) spread[stackOf(`${resolver.type}.${resolver.field}`, stacks)]?.push(resolver);
  for (const [number, some] of spread.entries()) {
    const bytes = some.reduce((sum, resolver) => sum + sizeOf(resolver), 0);
    if (some.length <= mostResolvers && bytes <= mostBytes) continue;
    throw new Error(`nested stack ${number} of ${stacks} would have ${some.length} resolvers and ${bytes} bytes of code, of at most ${mostResolvers} and ${mostBytes}: use more of them (resolverStacks), for an API that is not deployed yet; docs/deploy.md says how it is done later`);
  }
  return spread;
}

function stackOf(name: string, stacks: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % stacks;
}
