import type { AnyNode } from 'acorn';

/** A node and all below it. Plain loops: every resolver of an API is read back by this. */
export function walk(node: AnyNode, found: AnyNode[] = []): readonly AnyNode[] {
  found.push(node);
  forEachChild(node, (child) => walk(child, found));
  return found;
}

function forEachChild(node: AnyNode, visit: (child: AnyNode) => void): void {
  for (const key in node) {
    const value: unknown = Reflect.get(node, key);
    if (typeof value !== 'object' || value === null) continue;
    if (isNode(value)) visit(value);
    else if (Array.isArray(value)) for (const one of value as unknown[]) if (isNode(one)) visit(one);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Names that a node declares: variables, parameters, functions, imports. */
export function declaredNames(node: AnyNode, found: Set<string>): void {
  if (node.type === 'VariableDeclarator') bound(node.id, found);
  if (node.type === 'ImportSpecifier') found.add(node.local.name);
  if (node.type === 'FunctionDeclaration' && node.id !== null) found.add(node.id.name);
  if (node.type === 'FunctionDeclaration' || node.type === 'ArrowFunctionExpression') for (const parameter of node.params) bound(parameter, found);
}

/** Identifiers in a pattern; with defaults, those of the defaults too, which does no harm. */
function bound(pattern: AnyNode, found: Set<string>): void {
  if (pattern.type === 'Identifier') found.add(pattern.name);
  else if (pattern.type === 'Property') bound(pattern.value, found);
  else forEachChild(pattern, (child) => bound(child, found));
}

/** Identifiers read or called: not names of members or keys. */
export function referencedNames(node: AnyNode, found: Set<string>): void {
  if (node.type === 'Identifier') found.add(node.name);
  else if (node.type === 'MemberExpression') {
    referencedNames(node.object, found);
    if (node.computed) referencedNames(node.property, found);
  } else if (node.type === 'Property') {
    referencedNames(node.value, found);
    if (node.computed) referencedNames(node.key, found);
  } else if (node.type === 'ExportSpecifier') referencedNames(node.local, found);
  else if (node.type !== 'ImportDeclaration') forEachChild(node, (child) => referencedNames(child, found));
}
