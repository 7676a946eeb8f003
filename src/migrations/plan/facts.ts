import type { Fact, FactBase, StableId } from '@supabase/pg-delta';
import { quoteIdentifier } from '../../postgres/quote.js';

/** What tells one object from another, for maps and sets. */
export function keyOf(id: StableId): string {
  return JSON.stringify(Object.entries(id).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export interface ColumnId {
  readonly kind: 'column';
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

export function columnId({ schema, name }: { readonly schema: string; readonly name: string }, column: string): ColumnId {
  return { kind: 'column', schema, table: name, name: column };
}

/** The schema that an object stands in; null for what stands in none. A comment or a right stands where its object does. */
export function schemaOf(id: StableId): string | null {
  if ('target' in id) return schemaOf(id.target);
  return 'schema' in id ? id.schema : null;
}

/** Its own name; a right's and a comment's is its object's. */
export function nameOf(id: StableId): string {
  if ('target' in id) return nameOf(id.target);
  return 'name' in id ? id.name : '';
}

/** Of a column, constraint, trigger and the like. */
export function tableOf(id: StableId): string | null {
  return 'table' in id ? id.table : null;
}

/** Text of a fact's payload, or null. */
export function textOf(fact: Fact | undefined, key: string): string | null {
  const value = fact?.payload[key];
  return typeof value === 'string' ? value : null;
}

/** Labels of an enum, or whatever list of texts is there. */
export function textsOf(fact: Fact | undefined, key: string): readonly string[] {
  const value = fact?.payload[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export interface TableId {
  readonly kind: 'table';
  readonly schema: string;
  readonly name: string;
}

/** The table that a partition, or another's child, inherits from; null: it inherits nothing. */
export function parentTable(fact: Fact): TableId | null {
  const parent = fact.payload['parentTable'];
  if (typeof parent !== 'object' || parent === null || !('schema' in parent) || !('name' in parent)) return null;
  const { schema, name } = parent;
  return typeof schema === 'string' && typeof name === 'string' ? { kind: 'table', schema, name } : null;
}

/** The objects of one kind, in the base's order. */
export function ofKind(base: FactBase, kind: StableId['kind']): readonly Fact[] {
  return base.facts().filter((fact) => fact.id.kind === kind);
}

/** How the user calls it: `orders.note`, `shared.plans`; names of the template stand alone. */
export function shownName(id: StableId, templateSchema: string): string {
  const schema = schemaOf(id);
  const words = [...(schema === null || schema === templateSchema ? [] : [schema]), ...ownWords(id)];
  return words.map((word) => quoteIdentifier(word)).join('.');
}

function ownWords(id: StableId): readonly string[] {
  if ('target' in id) return ownWords(id.target);
  if (id.kind === 'typeAttribute') return [id.type, id.name];
  const table = tableOf(id);
  return table === null ? [nameOf(id)] : [table, nameOf(id)];
}

const words: Readonly<Partial<Record<StableId['kind'], string>>> = {
  materializedView: 'materialized view', foreignTable: 'foreign table', typeAttribute: 'attribute',
};

/** `column orders.note`, as hazards and questions say it. */
export function objectName(id: StableId, templateSchema: string): string {
  return `${words[id.kind] ?? id.kind} ${shownName(id, templateSchema)}`;
}
