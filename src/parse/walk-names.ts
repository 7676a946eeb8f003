import { own } from '../source/own.js';
import { isNode, nodes, strings } from './tree.js';
import type { AstNode } from './types.js';

/** A name somewhere in a parse tree, as PostgreSQL will look it up. */
export interface NameUse {
  readonly kind: 'relation' | 'function' | 'type' | 'column type' | 'operator' | 'collation' | 'literal';
  /** Schema, if written, and name; of a `literal` the text alone; of a `column type` (`orders.id%TYPE`) relation and column. */
  readonly parts: readonly string[];
  /** Where the grammar says it stands; for a collation the word COLLATE. */
  readonly location: number;
  /** Of a literal: the type it is read as. */
  readonly literal: string | null;
}

/** Names of WITH queries in force. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer: Scope | null;
}

interface Open {
  readonly tag: string | null;
  readonly value: unknown;
  readonly scope: Scope | null;
}

/**
 * Every name of relations, functions, types, operators and collations in a tree, in no certain order. References to
 * WITH queries are left out, by PostgreSQL's rules: a WITH query sees the ones before it (all of them, itself too, if
 * RECURSIVE), everything under the statement sees all, the target of a write is never one (manual, "WITH Queries").
 * Walks with a stack of its own, since trees of long expressions are deep.
 */
export function walkNames(tag: string, node: AstNode): readonly NameUse[] {
  const found: NameUse[] = [];
  const open: Open[] = [{ tag, value: node, scope: null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, scope } = next;
    if (Array.isArray(value)) for (const one of value as unknown[]) open.push({ tag: null, value: one, scope });
    else if (isNode(value)) visit(next.tag, value, scope, open, found);
  }
  return found;
}

function visit(tag: string | null, node: AstNode, scope: Scope | null, open: Open[], found: NameUse[]): void {
  const wrapped = tag === null ? wrapperTag(node) : null;
  if (wrapped !== null) {
    open.push({ tag: wrapped, value: node[wrapped], scope });
    return;
  }
  const within = isNode(node['withClause']) ? openWith(node['withClause'], scope, open) : scope;
  found.push(...usesOf(tag, node, within));
  for (const field in node) {
    const value = node[field];
    if (typeof value !== 'object' || field === 'withClause' || field === 'lockedRels') continue;
    if (field === 'relation' && writes.has(tag ?? '')) found.push(...relationUse(value as AstNode, null));
    else open.push({ tag: null, value, scope: within });
  }
}

/** `{ FuncCall: { ... } }`: the only key, with a capital; fields have none. */
function wrapperTag(node: AstNode): string | null {
  let only: string | null = null;
  for (const key in node) {
    if (only !== null) return null;
    only = key;
  }
  return only !== null && only.charCodeAt(0) < 97 ? only : null;
}

const writes = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Pushes the WITH queries, each with what it sees, and gives the scope of the statement that they belong to. */
function openWith(clause: AstNode, outer: Scope | null, open: Open[]): Scope {
  const queries = nodes(clause['ctes']).map((one) => (isNode(one['CommonTableExpr']) ? one['CommonTableExpr'] : one));
  const names = queries.map((query) => text(query['ctename']));
  const all: Scope = { names: new Set(names), outer };
  for (const [index, query] of queries.entries()) {
    const seen = clause['recursive'] === true ? all : { names: new Set(names.slice(0, index)), outer };
    open.push({ tag: null, value: query['ctequery'], scope: seen });
    open.push({ tag: null, value: query['cycle_clause'], scope: seen });
  }
  return all;
}

function usesOf(tag: string | null, node: AstNode, scope: Scope | null): readonly NameUse[] {
  const location = numberOf(node['location']);
  if (typeof node['relname'] === 'string' && node['relpersistence'] !== undefined) return relationUse(node, scope);
  if (Array.isArray(node['names']) && 'typemod' in node) {
    return [{ kind: node['pct_type'] === true ? 'column type' : 'type', parts: strings(node['names']), location, literal: null }];
  }
  if (Array.isArray(node['funcname']) && 'funcformat' in node) return functionUses(node, location);
  if (Array.isArray(node['collname'])) return [{ kind: 'collation', parts: strings(node['collname']), location, literal: null }];
  if (tag === 'TypeCast') return castLiteral(node);
  const operator = tag === 'A_Expr' ? node['name'] : (node['operName'] ?? node['useOp']);
  return Array.isArray(operator) ? [{ kind: 'operator', parts: strings(operator), location, literal: null }] : [];
}

function relationUse(node: AstNode, scope: Scope | null): readonly NameUse[] {
  const [catalog, schema, name] = [node['catalogname'], node['schemaname'], text(node['relname'])];
  if (schema === undefined && visible(name, scope)) return [];
  const parts = [catalog, schema, name].filter((part) => typeof part === 'string');
  return [{ kind: 'relation', parts, location: numberOf(node['location']), literal: null }];
}

function visible(name: string, scope: Scope | null): boolean {
  for (let at = scope; at !== null; at = at.outer) if (at.names.has(name)) return true;
  return false;
}

/** Functions whose first argument, if it is a literal, names an object. */
const takesName: Readonly<Record<string, string>> = {
  nextval: 'regclass', currval: 'regclass', setval: 'regclass', to_regclass: 'regclass', to_regtype: 'regtype', to_regproc: 'regproc',
  to_regprocedure: 'regprocedure', to_regoper: 'regoper', to_regoperator: 'regoperator', to_regcollation: 'regcollation',
  pg_get_serial_sequence: 'regclass', pg_relation_size: 'regclass', pg_table_size: 'regclass', pg_indexes_size: 'regclass',
  pg_total_relation_size: 'regclass', pg_sequence_last_value: 'regclass',
};

function functionUses(node: AstNode, location: number): readonly NameUse[] {
  const parts = strings(node['funcname']);
  const call: NameUse = { kind: 'function', parts, location, literal: null };
  const known = parts.length === 1 || parts[0] === 'pg_catalog' ? own(takesName, parts.at(-1) ?? '') : undefined;
  const literal = known === undefined ? null : stringLiteral(nodes(node['args'])[0], known);
  return literal === null ? [call] : [call, literal];
}

/** `'orders'::regclass` and its like. */
function castLiteral(node: AstNode): readonly NameUse[] {
  const type = isNode(node['typeName']) ? strings(node['typeName']['names']) : [];
  const name = type.at(-1) ?? '';
  const known = /^reg(?:class|type|procedure|proc|operator|oper|collation|config|dictionary)$/u.test(name);
  if (!known || (type.length > 1 && type[0] !== 'pg_catalog')) return [];
  const literal = stringLiteral(isNode(node['arg']) ? node['arg'] : undefined, name);
  return literal === null ? [] : [literal];
}

function stringLiteral(node: AstNode | undefined, type: string): NameUse | null {
  const constant = node?.['A_Const'];
  const value = isNode(constant) ? constant['sval'] : undefined;
  if (!isNode(constant) || !isNode(value)) return null;
  return { kind: 'literal', parts: [text(value['sval'])], location: numberOf(constant['location']), literal: type };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
