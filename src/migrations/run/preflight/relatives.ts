import type { Future } from './future.js';

/** Tables that share rows with one: what it inherits from, and what inherits from it, partitions too. */
export function relatives(future: Pick<Future, 'tables'>, name: string): readonly string[] {
  return [...new Set([...above(future, name), ...below(future, name)])].filter((one) => one !== name);
}

function above({ tables }: Pick<Future, 'tables'>, name: string, seen: readonly string[] = []): readonly string[] {
  const parents = (tables.get(name)?.fact.parents ?? []).filter((one) => !seen.includes(one));
  return parents.flatMap((one) => [one, ...above({ tables }, one, [...seen, one])]);
}

/** What inherits from a table. */
export function below({ tables }: Pick<Future, 'tables'>, name: string, seen: readonly string[] = []): readonly string[] {
  const children = [...tables.values()].filter((one) => one.fact.parents.includes(name) && !seen.includes(one.name)).map((one) => one.name);
  return children.flatMap((one) => [one, ...below({ tables }, one, [...seen, one])]);
}

/** Rows of these are not known any more. */
export function forget({ tables }: Pick<Future, 'tables'>, names: readonly string[], why: (name: string) => string): void {
  for (const name of names) {
    const table = tables.get(name);
    if (table !== undefined) tables.set(name, { ...table, unknown: table.unknown ?? why(name) });
  }
}
