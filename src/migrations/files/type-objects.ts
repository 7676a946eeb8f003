import { isNode, nodes, strings } from '../../parse/tree.js';
import type { AstNode } from '../../parse/types.js';

/** Types that DROP and COMMENT name as their object: the tree has them as a column's type would be. */
export function typeObjects(node: AstNode): readonly { readonly schema: string | null; readonly name: string }[] {
  const objects = [...nodes(node['objects']), ...(isNode(node['object']) ? [node['object']] : [])];
  return objects.flatMap((one) => {
    const words = isNode(one['TypeName']) ? strings(one['TypeName']['names']) : [];
    const name = words.at(-1);
    return name === undefined ? [] : [{ schema: words.at(-2) ?? null, name }];
  });
}
