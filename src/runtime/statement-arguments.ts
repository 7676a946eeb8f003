import { isRecord } from './own.js';
import { invalidInput } from './refusals.js';
import type { ManifestStatement } from './types.js';

/** Known keys, level by level; null where whatever follows is a parameter's value. */
export type ArgumentTree = Map<string, ArgumentTree | null>;

/** Arguments that a statement knows: its parameters' paths, those of its parts, and the one that names a tenant. */
export function argumentTree({ parameters, variants, tenantArgument }: ManifestStatement): ArgumentTree {
  const tree: ArgumentTree = new Map();
  for (const { path } of parameters) plant(tree, path);
  // A part may be there or not without having a parameter.
  for (const part of variants.flatMap(({ parts }) => parts)) plant(tree, part.split('.'));
  if (tenantArgument !== null) plant(tree, [tenantArgument]);
  return tree;
}

function plant(tree: ArgumentTree, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const below = tree.get(key);
  if (below === null) return;
  if (rest.length === 0) tree.set(key, null);
  else {
    const next: ArgumentTree = below ?? new Map();
    tree.set(key, next);
    plant(next, rest);
  }
}

/**
 * Refuses what none of the trees knows: an argument that is dropped without a word could be a filter.
 *
 * @param trees of one statement, or of a transaction's steps
 * @throws CallError invalid_input
 */
export function checkArguments(trees: readonly ArgumentTree[], values: Readonly<Record<string, unknown>>, path: readonly string[] = []): void {
  for (const [key, value] of Object.entries(values)) {
    const below = trees.filter((tree) => tree.has(key)).map((tree) => tree.get(key) ?? null);
    const at = [...path, key];
    // Names of arguments come from the caller: only those that are known are repeated.
    if (below.length === 0) throw invalidInput('The request has an argument that is not known.', path.length === 0 ? null : path.join('.'));
    if (below.includes(null) || value === null || value === undefined) continue;
    if (!isRecord(value)) throw invalidInput(`${at.join('.')} is no object.`, at.join('.'));
    checkArguments(below.filter((tree) => tree !== null), value, at);
  }
}
