/** Where a value is in the answer, from the inside out. */
export interface Path {
  readonly key: string | number;
  readonly above: Path | null;
}

export function pathOf(path: Path | null): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let one = path; one !== null; one = one.above) keys.push(one.key);
  return keys.reverse();
}

/** As AppSync's messages have it: `/orders/items[0]/id`. */
export function pathText(path: Path): string {
  return pathOf(path).map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`)).join('');
}

/** Fields from the root to here. */
export function depthOf(path: Path): number {
  return pathOf(path).filter((key) => typeof key === 'string').length;
}
