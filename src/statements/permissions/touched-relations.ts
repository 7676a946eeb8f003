import type { Catalog, Relation } from '../../catalog/types.js';
import type { AstNode, Grammar } from '../../parse/types.js';

export type Verb = 'select' | 'insert' | 'update' | 'delete';

/** A table or view as one part of a statement uses it. */
export interface Touched {
  readonly relation: Relation;
  readonly verb: Verb;
  /** Columns that an INSERT names; null for all, and for other verbs. */
  readonly columns: readonly string[] | null;
}

/** Tables and views by the name that a qualified text gives them: `schema` stands for the template schema. */
export type RelationNames = ReadonlyMap<string, Relation>;

export function relationNames(catalog: Catalog, schema: string): RelationNames {
  return new Map(catalog.relations.map((relation) => [`${relation.schemaKind === 'template' ? schema : relation.schema}.${relation.name}`, relation]));
}

/** What a qualified text does with tables and views, read from its tree. Names without a schema are WITH queries there. */
export function touchedRelations(grammar: Grammar, names: RelationNames, text: string): readonly Touched[] {
  const found: Touched[] = [];
  const add: Add = (range, verb, columns) => {
    const relation = isNode(range) ? names.get(`${String(range['schemaname'])}.${String(range['relname'])}`) : undefined;
    if (relation !== undefined) found.push({ relation, verb, columns });
  };
  for (const { tag, node } of grammar.parse(text).statements) visit(tag, node, add);
  return found;
}

const generated = /^(select|update|delete|insert)\b(?: into [^"(]* as t \(([\w, ]*)\)\n)?/;

/**
 * The same for a text of `crud:` or `relations:`, which is about one table and of a known form: thousands of those need
 * no tree. Null where the form is another one.
 */
export function touchedByGenerated(relation: Relation, text: string): readonly Touched[] | null {
  const [, verb, columns] = generated.exec(text) ?? [];
  const read: Touched = { relation, verb: 'select', columns: null };
  if (verb === 'select') return [read];
  if (verb === 'update' || verb === 'delete') return [{ relation, verb, columns: null }, read];
  if (verb !== 'insert' || columns === undefined) return null;
  const updates: readonly Touched[] = text.includes(' do update set ') ? [{ relation, verb: 'update', columns: null }] : [];
  return [{ relation, verb: 'insert', columns: columns.split(', ') }, ...updates, read];
}

type Add = (range: unknown, verb: Verb, columns: readonly string[] | null) => void;

const isNode = (value: unknown): value is AstNode => typeof value === 'object' && value !== null && !Array.isArray(value);

function visit(tag: string, value: unknown, add: Add): void {
  if (Array.isArray(value)) {
    for (const one of value) visit('', one, add);
    return;
  }
  if (!isNode(value)) return;
  const written = write(tag, value, add);
  if (tag === 'RangeVar') add(value, 'select', null);
  for (const [key, inner] of Object.entries(value)) if (!(written && key === 'relation')) visit(key, inner, add);
}

/** A write reads too, where it has a WHERE, a RETURNING or a conflict to look at. */
function write(tag: string, node: AstNode, add: Add): boolean {
  const { relation } = node;
  const returns = node['returningList'] !== undefined || node['returningClause'] !== undefined;
  switch (tag) {
    case 'InsertStmt':
      add(relation, 'insert', columnsOf(node['cols']));
      if (isNode(node['onConflictClause']) && node['onConflictClause']['action'] === 'ONCONFLICT_UPDATE') add(relation, 'update', null);
      if (returns || isNode(node['onConflictClause'])) add(relation, 'select', null);
      return true;
    case 'UpdateStmt':
    case 'DeleteStmt':
      add(relation, tag === 'UpdateStmt' ? 'update' : 'delete', null);
      if (returns || node['whereClause'] !== undefined) add(relation, 'select', null);
      return true;
    case 'MergeStmt':
      for (const clause of Array.isArray(node['mergeWhenClauses']) ? node['mergeWhenClauses'] : []) merge(relation, clause, add);
      add(relation, 'select', null);
      return true;
    default: return false;
  }
}

function merge(relation: unknown, clause: unknown, add: Add): void {
  const when = isNode(clause) && isNode(clause['MergeWhenClause']) ? clause['MergeWhenClause'] : {};
  const verb = { CMD_INSERT: 'insert', CMD_UPDATE: 'update', CMD_DELETE: 'delete' }[String(when['commandType'])] as Verb | undefined;
  if (verb !== undefined) add(relation, verb, verb === 'insert' ? columnsOf(when['targetList']) : null);
}

function columnsOf(targets: unknown): readonly string[] | null {
  if (!Array.isArray(targets)) return null;
  return targets.flatMap((one: unknown) => (isNode(one) && isNode(one['ResTarget']) && typeof one['ResTarget']['name'] === 'string' ? [one['ResTarget']['name']] : []));
}
