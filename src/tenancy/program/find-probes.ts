import type { AstNode } from '../../parse/types.js';
import { isNode } from '../../parse/tree.js';

/** A step on the way down a parse tree: the field or list index that leads to `value`. */
export interface TreePlace {
  readonly up: TreePlace | null;
  readonly key: string | number;
  readonly value: unknown;
}

/**
 * Every string of a tree that `wanted` knows, with the way to it. Walks with a stack of its own, since trees of long
 * expressions are deep.
 */
export function findProbes(tag: string, node: AstNode, wanted: (text: string) => number | null): readonly { readonly probe: number; readonly place: TreePlace }[] {
  const found: { probe: number; place: TreePlace }[] = [];
  const open: TreePlace[] = [{ up: null, key: tag, value: node }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const up = place;
    const { value } = place;
    if (typeof value === 'string') {
      const probe = wanted(value);
      if (probe !== null) found.push({ probe, place });
    } else if (Array.isArray(value)) {
      value.forEach((one: unknown, key) => open.push({ up, key, value: one }));
    } else if (isNode(value)) {
      for (const key in value) open.push({ up, key, value: value[key] });
    }
  }
  return found;
}

/** The list that an element `{ String: { sval } }` stands in, with its index there; null where it stands alone. */
export function listOf(place: TreePlace): { readonly list: TreePlace; readonly index: number; readonly length: number } | null {
  const element = elementOf(place);
  const list = element.up;
  return typeof element.key === 'number' && list !== null && Array.isArray(list.value)
    ? { list, index: element.key, length: list.value.length }
    : null;
}

/** Up from a text over `sval` and the tag `String`. */
export function elementOf(place: TreePlace): TreePlace {
  let at = place;
  while (at.up !== null && (at.key === 'sval' || at.key === 'String')) at = at.up;
  return at;
}

/** The node that has `place` in one of its fields; its tag where the tree says it. */
export function nodeOf(place: TreePlace): { readonly node: AstNode; readonly tag: string; readonly place: TreePlace } | null {
  for (let at = place.up; at !== null; at = at.up) {
    if (isNode(at.value)) return { node: at.value, tag: String(at.key), place: at };
  }
  return null;
}

/** The nearest node above that has one of these tags. */
export function above(place: TreePlace, ...tags: readonly string[]): AstNode | null {
  for (let at = place.up; at !== null; at = at.up) if (tags.includes(String(at.key)) && isNode(at.value)) return at.value;
  return null;
}
