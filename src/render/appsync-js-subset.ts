/** What a program may use: a subset of the language, by acorn's node types, names and operators. */
export interface JsSubset {
  readonly nodes: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  /** Methods by the dotted name that they are called on; `value` stands for those of strings and arrays. */
  readonly methods: ReadonlyMap<string, ReadonlySet<string>>;
  readonly operators: ReadonlySet<string>;
  /** Of variable declarations. */
  readonly kinds: ReadonlySet<string>;
}

/**
 * AppSync's JavaScript as far as this generator writes it (AppSync: "JavaScript resolver function runtime features",
 * "Supported runtime features"). A syntax or method that is allowed there and not used here is left out on purpose.
 */
export const generatedSubset: JsSubset = {
  nodes: new Set([
    'Program', 'ImportDeclaration', 'ImportSpecifier', 'ExportNamedDeclaration', 'FunctionDeclaration', 'ArrowFunctionExpression',
    'VariableDeclaration', 'VariableDeclarator', 'BlockStatement', 'ExpressionStatement', 'IfStatement', 'ReturnStatement', 'ForOfStatement',
    'Identifier', 'Literal', 'TemplateLiteral', 'TemplateElement', 'ObjectExpression', 'ObjectPattern', 'Property', 'ArrayExpression', 'ArrayPattern',
    'SpreadElement', 'RestElement', 'MemberExpression', 'ChainExpression', 'CallExpression', 'AssignmentExpression', 'BinaryExpression',
    'LogicalExpression', 'UnaryExpression', 'ConditionalExpression',
  ]),
  globals: new Set(['util', 'extensions', 'Object', 'JSON', 'undefined']),
  methods: new Map([
    ['util', new Set(['error', 'unauthorized'])],
    ['util.transform', new Set(['toSubscriptionFilter'])],
    ['extensions', new Set(['setSubscriptionFilter', 'setSubscriptionInvalidationFilter', 'invalidateSubscriptions'])],
    ['Object', new Set(['assign', 'entries', 'hasOwn', 'keys', 'values'])],
    ['JSON', new Set(['parse', 'stringify'])],
    ['value', new Set([
      'concat', 'endsWith', 'every', 'filter', 'find', 'flat', 'flatMap', 'forEach', 'indexOf', 'join', 'map', 'push', 'reduce', 'slice', 'some', 'split',
      'startsWith', 'trim',
    ])],
  ]),
  operators: new Set(['===', '!==', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||', '??', '!', 'typeof', '=']),
  kinds: new Set(['const', 'let']),
};
