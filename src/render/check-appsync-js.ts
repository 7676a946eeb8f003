import type { AnyNode, CallExpression, ExportNamedDeclaration, Program } from 'acorn';
import { generatedSubset, type JsSubset } from './appsync-js-subset.js';
import { declaredNames, referencedNames, walk } from './walk-js.js';

/** A function with a name, declared or held by a variable. */
interface NamedFunction {
  readonly name: string;
  readonly body: AnyNode;
}

/**
 * What of a program is not in AppSync's JavaScript subset; empty where all is. Generation throws for anything that it
 * would not write itself: it would be our mistake, and the service says no more than "The code contains one or more errors".
 */
export function checkAppsyncJs(program: Program, subset: JsSubset = generatedSubset): readonly string[] {
  const nodes = walk(program);
  const functions = nodes.flatMap(namedFunction);
  const own = new Set(functions.map(({ name }) => name));
  const mistakes = [...exportRules(program)];
  for (const node of nodes) {
    if (!subset.nodes.has(node.type)) mistakes.push(`${node.type} is not in the subset`);
    const rule = nodeRule(node, own, subset);
    if (rule !== null) mistakes.push(rule);
  }
  return [...mistakes, ...globalRules(program, nodes, subset), ...recursion(functions)];
}

function namedFunction(node: AnyNode): readonly NamedFunction[] {
  if (node.type === 'FunctionDeclaration' && node.id !== null) return [{ name: node.id.name, body: node.body }];
  const held = node.type === 'VariableDeclarator' && node.init?.type === 'ArrowFunctionExpression' ? node.init : null;
  return held !== null && node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? [{ name: node.id.name, body: held.body }] : [];
}

/** Every name is declared here or one of the few that the runtime has. */
function globalRules(program: Program, nodes: readonly AnyNode[], { globals }: JsSubset): readonly string[] {
  const declared = new Set<string>();
  const referenced = new Set<string>();
  for (const node of nodes) declaredNames(node, declared);
  referencedNames(program, referenced);
  return [...referenced].filter((name) => !declared.has(name) && !globals.has(name)).map((name) => `${name} is no global of the runtime`);
}

/** AppSync needs both handlers. */
function exportRules(program: Program): readonly string[] {
  const exported = program.body.flatMap((node) => (node.type === 'ExportNamedDeclaration' ? exportedNames(node) : []));
  return ['request', 'response'].filter((name) => !exported.includes(name)).map((name) => `no export ${name}`);
}

function exportedNames({ declaration, specifiers }: ExportNamedDeclaration): readonly string[] {
  if (declaration?.type === 'FunctionDeclaration') return [declaration.id.name];
  if (declaration?.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  return specifiers.flatMap(({ exported }) => (exported.type === 'Identifier' ? [exported.name] : []));
}

function nodeRule(node: AnyNode, own: ReadonlySet<string>, { operators, kinds, methods }: JsSubset): string | null {
  switch (node.type) {
    case 'ImportDeclaration': return node.source.value === '@aws-appsync/utils' ? null : `an import from ${String(node.source.value)}`;
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'LogicalExpression': return operators.has(node.operator) ? null : `operator ${node.operator}`;
    case 'AssignmentExpression': return operators.has(node.operator) ? assignmentRule(node.left, own) : `operator ${node.operator}`;
    case 'VariableDeclaration': return kinds.has(node.kind) ? null : `${node.kind} declaration`;
    case 'Literal': return node.regex == null && node.bigint == null ? null : 'a regular expression or bigint';
    case 'CallExpression': return callRule(node, own, methods);
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

function callRule({ callee, arguments: args }: CallExpression, own: ReadonlySet<string>, methods: JsSubset['methods']): string | null {
  if (callee.type === 'Identifier') {
    if (!own.has(callee.name)) return `a call of ${callee.name}`;
    const passed = args.some((one) => one.type === 'ArrowFunctionExpression' || (one.type === 'Identifier' && own.has(one.name)));
    return passed ? `a function given to ${callee.name}` : null;
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return 'a call of something computed';
  const method = callee.property.name;
  const owner = dotted(callee.object);
  const allowed = methods.get(owner) ?? methods.get('value');
  return allowed?.has(method) === true ? null : `the method ${owner === '' ? '' : `${owner}.`}${method}`;
}

/** `util.time`; empty for what is no plain path. */
function dotted(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return '';
  const owner = dotted(node.object);
  return owner === '' ? '' : `${owner}.${node.property.name}`;
}

/** A function that calls itself, directly or by way of others. */
function recursion(functions: readonly NamedFunction[]): readonly string[] {
  const calls = new Map(functions.map(({ name, body }) => [name, new Set(called(body))]));
  const reached = (from: string, seen: Set<string>): Set<string> => {
    for (const name of calls.get(from) ?? []) if (!seen.has(name)) reached(name, seen.add(name));
    return seen;
  };
  return functions.filter(({ name }) => reached(name, new Set()).has(name)).map(({ name }) => `${name} calls itself`);
}

function called(body: AnyNode): readonly string[] {
  return walk(body).flatMap((node) => (node.type === 'CallExpression' && node.callee.type === 'Identifier' ? [node.callee.name] : []));
}
