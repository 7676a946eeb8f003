import type { AstNode } from './types.js';

/** The texts of a list of String nodes: the words of a name. */
export function strings(list: unknown): string[] {
  return nodes(list).flatMap((one) => {
    const value = isNode(one['String']) ? one['String'] : one;
    return typeof value['sval'] === 'string' ? [value['sval']] : 'String' in one ? [''] : [];
  });
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The nodes of a list; none where there is no list. */
export function nodes(list: unknown): AstNode[] {
  return Array.isArray(list) ? list.filter(isNode) : [];
}
