/** Every field of the parse tree that counts bytes of the text, by libpg-query 18's own list. */
const locationFields = new Set([
  'location', 'name_location', 'list_start', 'list_end', 'rexpr_list_start', 'rexpr_list_end', 'stmt_location',
]);

/**
 * Rewrites every location of a tree in place by `convert`; -1 (unknown) stays.
 * Walks with a stack of its own: trees of long expressions are deeper than JavaScript's.
 */
export function convertLocations(tree: unknown, convert: (location: number) => number): void {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    const fields = node as Record<string, unknown>;
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'object') open.push(value);
      else if (typeof value === 'number' && value > 0 && locationFields.has(key)) fields[key] = convert(value);
    }
  }
}
