import type { Node, ObjectLiteralExpression, TypeScript } from './open-typescript.js';

/** Names may lead in a circle. */
const longestWay = 20;

/** The object literal that an expression stands for: without brackets, `as`, `satisfies`, a call around it, or by its name. */
export function objectOf(typescript: TypeScript, expression: Node | undefined): ObjectLiteralExpression | null {
  const { Node: is } = typescript.library;
  let node = expression;
  for (let step = 0; step < longestWay && node !== undefined; step += 1) {
    if (is.isObjectLiteralExpression(node)) return node;
    if (is.isParenthesizedExpression(node) || is.isAsExpression(node) || is.isSatisfiesExpression(node)) node = node.getExpression();
    else if (is.isCallExpression(node)) node = node.getArguments()[0];
    else if (is.isIdentifier(node)) node = node.getSourceFile().getVariableDeclaration(node.getText())?.getInitializer();
    else return null;
  }
  return null;
}

/** A property of an object literal by its name, however it is quoted; the value of one that has none (`...more`) is never meant. */
export function propertyOf(typescript: TypeScript, object: ObjectLiteralExpression, name: string): { readonly start: number; readonly value: Node | undefined } | null {
  const { Node: is } = typescript.library;
  for (const property of object.getProperties()) {
    if (is.isSpreadAssignment(property)) continue;
    const said = property.getNameNode();
    const text = is.isComputedPropertyName(said) ? literalText(typescript, said.getExpression()) : is.isStringLiteral(said) ? said.getLiteralValue() : said.getText();
    if (text === name) return { start: property.getStart(), value: is.isPropertyAssignment(property) ? property.getInitializer() : is.isShorthandPropertyAssignment(property) ? property.getNameNode() : property };
  }
  return null;
}

function literalText({ library: { Node: is } }: TypeScript, node: Node): string | null {
  return is.isStringLiteral(node) || is.isNoSubstitutionTemplateLiteral(node) ? node.getLiteralValue() : null;
}
