import { isLocal, type ResolverEntry } from './read-project.js';

/** A function that resolvers share. All have the same code and the same rights. */
export interface FunctionGroup {
  /** Null: the API's own, which runs statements, and Lambda resolvers of which nothing else was said. */
  readonly name: string | null;
  /** MB; null: the API's default. */
  readonly memory: number | null;
  /** Seconds. */
  readonly timeout: number | null;
}

/** The API's function and those that the spec's `lambda:` asks for, by name; the largest that a group asks for counts. */
export function functionGroups(resolvers: readonly ResolverEntry[]): readonly FunctionGroup[] {
  const groups = new Map<string, FunctionGroup>();
  for (const resolver of resolvers) {
    const name = groupOf(resolver);
    if (name === null) continue;
    const before = groups.get(name);
    groups.set(name, { name, memory: larger(before?.memory, resolver.lambda?.memory), timeout: larger(before?.timeout, resolver.lambda?.timeout) });
  }
  return [{ name: null, memory: null, timeout: null }, ...[...groups.keys()].sort().flatMap((name) => groups.get(name) ?? [])];
}

/** The group of a resolver's function. Settings without a group ask for a function of its own. */
export function groupOf(resolver: ResolverEntry): string | null {
  if (isLocal(resolver) || resolver.lambda === undefined) return null;
  return resolver.lambda.group ?? `${resolver.type}_${resolver.field}`;
}

function larger(one: number | null | undefined, other: number | null | undefined): number | null {
  return one == null || other == null ? (one ?? other ?? null) : Math.max(one, other);
}
