import type { ResolverPlan } from '../resolvers/types.js';

/** Optional parts whose keys stand in one object of the arguments. */
export interface PartGroup {
  /** `[]`, `['input']`, `['filter', 'status']` */
  readonly path: readonly string[];
  readonly list: boolean;
  readonly names: readonly string[];
}

/** A resolver's parts by the object that holds their keys, in the order in which both engines ask. */
export function partGroups(plan: ResolverPlan): readonly PartGroup[] {
  return plan.parts.flatMap(({ path, list, depth, names }) => {
    if (depth === 1) return [{ path, list, names }];
    const groups = new Map<string, string[]>();
    for (const name of names) {
      const [field = '', operator = ''] = name.split('.');
      groups.set(field, [...(groups.get(field) ?? []), operator]);
    }
    return [...groups].map(([field, operators]) => ({ path: [...path, field], list, names: operators }));
  });
}
