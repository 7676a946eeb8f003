import type { AstNode } from '../parse/types.js';

/** Small readers of raw parse trees: a field that is not there, or of another shape, gives null or nothing. */

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function child(node: AstNode | null, field: string): AstNode | null {
  const value = node?.[field];
  return isNode(value) ? value : null;
}

export function children(node: AstNode | null, field: string): readonly AstNode[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The nodes of a list that carry this tag, without it. */
export function tagged(node: AstNode | null, field: string, tag: string): readonly AstNode[] {
  return children(node, field).map((one) => child(one, tag)).filter((one) => one !== null);
}

export function text(node: AstNode | null, field: string): string | null {
  const value = node?.[field];
  return typeof value === 'string' ? value : null;
}

/** UTF-16 offset in the file; an absent location is 0 in the tree, and -1 is unknown. */
export function location(node: AstNode | null): number {
  const value = node?.['location'];
  return typeof value === 'number' ? value : 0;
}

/** Strings of a name list: `[{ String: { sval } }, ...]`. */
export function strings(node: AstNode | null, field: string): readonly string[] {
  return children(node, field).flatMap((one) => text(child(one, 'String'), 'sval') ?? []);
}

/** Every node of this tag below, in the order of the tree. */
export function findAll(value: unknown, tag: string): readonly AstNode[] {
  if (Array.isArray(value)) return value.flatMap((one) => findAll(one, tag));
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => [...(key === tag && isNode(below) ? [below] : []), ...findAll(below, tag)]);
}
