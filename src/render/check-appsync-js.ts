import type { AnyNode, CallExpression, FunctionDeclaration, Program } from 'acorn';
import { allowedGlobals, allowedMethods, allowedNodes, allowedOperators, allowedUtil } from './appsync-js-subset.js';
import { declaredNames, referencedNames, walk } from './walk-js.js';

/**
 * What of a program is not in AppSync's JavaScript subset; empty where all is. Generation throws for anything else: it
 * would be our mistake, and the service says no more than "The code contains one or more errors".
 */
export function checkAppsyncJs(program: Program): readonly string[] {
  const nodes = walk(program);
  const functions = nodes.filter((node): node is FunctionDeclaration => node.type === 'FunctionDeclaration');
  const own = new Set(functions.map(({ id }) => id.name));
  const mistakes = [...exportRules(program)];
  for (const node of nodes) {
    if (!allowedNodes.has(node.type)) mistakes.push(`${node.type} is not in the subset`);
    const rule = nodeRule(node, own);
    if (rule !== null) mistakes.push(rule);
  }
  return [...mistakes, ...globalRules(program, nodes), ...recursion(functions)];
}

/** Every name is declared here or one of the few that the runtime has. */
function globalRules(program: Program, nodes: readonly AnyNode[]): readonly string[] {
  const declared = new Set<string>();
  const referenced = new Set<string>();
  for (const node of nodes) declaredNames(node, declared);
  referencedNames(program, referenced);
  return [...referenced].filter((name) => !declared.has(name) && !allowedGlobals.has(name)).map((name) => `${name} is no global of the runtime`);
}

/** AppSync needs both handlers. */
function exportRules(program: Program): readonly string[] {
  const exported = program.body.flatMap((node) =>
    (node.type === 'ExportNamedDeclaration' && node.declaration?.type === 'FunctionDeclaration' ? [node.declaration.id.name] : []));
  return ['request', 'response'].filter((name) => !exported.includes(name)).map((name) => `no export ${name}`);
}

function nodeRule(node: AnyNode, own: ReadonlySet<string>): string | null {
  switch (node.type) {
    case 'ImportDeclaration': return node.source.value === '@aws-appsync/utils' ? null : `an import from ${String(node.source.value)}`;
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'LogicalExpression': return allowedOperators.has(node.operator) ? null : `operator ${node.operator}`;
    case 'AssignmentExpression': return allowedOperators.has(node.operator) ? assignmentRule(node.left, own) : `operator ${node.operator}`;
    case 'VariableDeclaration': return node.kind === 'const' || node.kind === 'let' ? null : `${node.kind} declaration`;
    case 'Literal': return node.regex == null && node.bigint == null ? null : 'a regular expression or bigint';
    case 'CallExpression': return callRule(node, own);
    case 'FunctionDeclaration':
    case 'ArrowFunctionExpression': return node.async || node.generator ? 'an async or generator function' : null;
    case 'ForOfStatement': return node.await ? 'for await' : null;
    case 'ReturnStatement': return node.argument?.type === 'ArrowFunctionExpression' ? 'a function returned' : null;
    default: return null;
  }
}

/** `ctx` and its properties are fixed, and so are functions. */
function assignmentRule(left: AnyNode, own: ReadonlySet<string>): string | null {
  if (left.type === 'Identifier') return own.has(left.name) || left.name === 'ctx' ? `an assignment to ${left.name}` : null;
  return left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === 'ctx' ? 'an assignment to ctx' : null;
}

function callRule({ callee, arguments: args }: CallExpression, own: ReadonlySet<string>): string | null {
  if (callee.type === 'Identifier') {
    if (!own.has(callee.name)) return `a call of ${callee.name}`;
    const passed = args.some((one) => one.type === 'ArrowFunctionExpression' || (one.type === 'Identifier' && own.has(one.name)));
    return passed ? `a function given to ${callee.name}` : null;
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return 'a call of something computed';
  const method = callee.property.name;
  const owner = callee.object.type === 'Identifier' ? callee.object.name : '';
  const allowed = owner === 'util' ? allowedUtil : (allowedMethods.get(owner) ?? allowedMethods.get('value'));
  return allowed?.has(method) === true ? null : `the method ${owner === '' ? '' : `${owner}.`}${method}`;
}

/** A function that calls itself, directly or by way of others. */
function recursion(functions: readonly FunctionDeclaration[]): readonly string[] {
  const calls = new Map(functions.map((one) => [one.id.name, new Set(called(one))]));
  const reached = (from: string, seen: Set<string>): Set<string> => {
    for (const name of calls.get(from) ?? []) if (!seen.has(name)) reached(name, seen.add(name));
    return seen;
  };
  return functions.filter(({ id }) => reached(id.name, new Set()).has(id.name)).map(({ id }) => `${id.name} calls itself`);
}

function called(one: FunctionDeclaration): readonly string[] {
  return walk(one.body).flatMap((node) => (node.type === 'CallExpression' && node.callee.type === 'Identifier' ? [node.callee.name] : []));
}
