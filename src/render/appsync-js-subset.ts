/**
 * AppSync's JavaScript as far as this generator writes it (AppSync: "JavaScript resolver function runtime features",
 * "Supported runtime features"). A syntax or method that is allowed there and not used here is left out on purpose.
 */
export const allowedNodes: ReadonlySet<string> = new Set([
  'Program', 'ImportDeclaration', 'ImportSpecifier', 'ExportNamedDeclaration', 'FunctionDeclaration', 'ArrowFunctionExpression',
  'VariableDeclaration', 'VariableDeclarator', 'BlockStatement', 'ExpressionStatement', 'IfStatement', 'ReturnStatement', 'ForOfStatement',
  'Identifier', 'Literal', 'TemplateLiteral', 'TemplateElement', 'ObjectExpression', 'ObjectPattern', 'Property', 'ArrayExpression', 'ArrayPattern',
  'SpreadElement', 'RestElement', 'MemberExpression', 'ChainExpression', 'CallExpression', 'AssignmentExpression', 'BinaryExpression',
  'LogicalExpression', 'UnaryExpression', 'ConditionalExpression',
]);

export const allowedGlobals: ReadonlySet<string> = new Set(['util', 'Object', 'JSON', 'undefined']);

/** Of the object `util`. */
export const allowedUtil: ReadonlySet<string> = new Set(['error', 'unauthorized']);

/** Methods by their global; `value` stands for those of strings and arrays. */
export const allowedMethods: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Object', new Set(['assign', 'entries', 'hasOwn', 'keys', 'values'])],
  ['JSON', new Set(['parse', 'stringify'])],
  ['value', new Set([
    'concat', 'endsWith', 'every', 'filter', 'find', 'flat', 'flatMap', 'forEach', 'indexOf', 'join', 'map', 'push', 'reduce', 'slice', 'some', 'split',
    'startsWith', 'trim',
  ])],
]);

export const allowedOperators: ReadonlySet<string> = new Set(['===', '!==', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||', '??', '!', 'typeof', '=']);
