/** What the map of Lambda resolvers calls a stub's handler: `mutationCancelOrder` for `Mutation.cancelOrder`. */
export function stubName(coordinates: string): string {
  const [parent = '', field = ''] = coordinates.split('.');
  return `${parent.charAt(0).toLowerCase()}${parent.slice(1)}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

/** The same for several: where two would be called alike (`Query.aB`, `QueryA.b`), the later has underscores. */
export function stubNames(coordinates: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(coordinates.map((one) => {
    let name = stubName(one);
    while (taken.has(name)) name += '_';
    taken.add(name);
    return [one, name];
  }));
}
