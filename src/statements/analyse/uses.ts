import type { Catalog, Oid } from '../../catalog/types.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { everyNode, intOf, nodesOf, numbersOf, type PgBytes, type PgNode } from './node.js';
import type { Use, ViewDefinitions } from './types.js';

/** Fields that hold a function's, a type's or a sequence's oid, in whatever node they stand. */
const FUNCTION_FIELDS: readonly string[] = ['funcid', 'opfuncid', 'aggfnoid', 'winfnoid'];
const TYPE_FIELDS: readonly string[] = [
  'consttype', 'paramtype', 'funcresulttype', 'opresulttype', 'resulttype', 'casetype', 'coalescetype', 'minmaxtype', 'array_typeid', 'row_typeid', 'refcontainertype', 'aggtype', 'vartype',
];
const REGCLASS = 2205;

/**
 * Objects that a statement uses, as pg_depend lists them for a function with the same body: relations and columns
 * (by the permissions the statement needs), functions, types, sequences; objects of pg_catalog left out.
 */
export function usesOf(query: PgNode, catalog: Catalog, views: ViewDefinitions): readonly Use[] {
  const found = new Map<string, Use>();
  const add = (use: Use | null): void => {
    if (use !== null && use.schema !== 'pg_catalog') found.set(sortKey(use), use);
  };
  for (const node of everyNode(query)) {
    for (const use of relationUses(node, catalog)) add(use);
    for (const oid of oids(node, FUNCTION_FIELDS)) add(named('function', views.routines[oid]));
    for (const oid of oids(node, TYPE_FIELDS)) add(typeUse(oid, catalog));
    for (const oid of namedOids(node)) {
      add(named('sequence', catalog.sequences[oid]));
      add(named('relation', catalog.relations.find((relation) => relation.oid === oid)));
    }
  }
  return [...found.entries()].sort(([left], [right]) => compareCodePoints(left, right)).map(([, use]) => use);
}

function sortKey(use: Use): string {
  return [use.kind, use.schema, use.name, use.kind === 'column' ? use.column : ''].join('\u0000');
}

function oids(node: PgNode, fields: readonly string[]): readonly Oid[] {
  return fields.filter((field) => node.fields.has(field)).map((field) => intOf(node, field)).filter((oid) => oid !== 0);
}

function named(kind: 'function' | 'sequence' | 'relation', object: { readonly schema: string; readonly name: string } | undefined): Use | null {
  return object === undefined ? null : { kind, schema: object.schema, name: object.name };
}

/** An array counts as its element: nobody names the array type. */
function typeUse(oid: Oid, catalog: Catalog): Use | null {
  const type = catalog.types[oid];
  if (type === undefined) return null;
  if (type.kind === 'array' && type.element !== null) return typeUse(type.element, catalog);
  return type.relation === null ? { kind: 'type', schema: type.schema, name: type.name } : null;
}

/** Column sets count from FirstLowInvalidHeapAttributeNumber (-7): 8 is column 1, 7 the whole row. */
const ATTRIBUTE_OFFSET = 7;
const COLUMN_SETS: readonly string[] = ['selectedCols', 'insertedCols', 'updatedCols'];

function relationUses(node: PgNode, catalog: Catalog): readonly Use[] {
  if (node.tag !== 'QUERY') return [];
  return nodesOf(node, 'rteperminfos').flatMap((info) => {
    const relation = catalog.relations.find(({ oid }) => oid === intOf(info, 'relid'));
    if (relation === undefined) return [];
    const { schema, name } = relation;
    const numbers = new Set(COLUMN_SETS.flatMap((field) => numbersOf(info, field)).map((bit) => bit - ATTRIBUTE_OFFSET));
    const columns = relation.columns.filter(({ number }) => numbers.has(number) || numbers.has(0));
    return [{ kind: 'relation' as const, schema, name }, ...columns.map((column) => ({ kind: 'column' as const, schema, name, column: column.name }))];
  });
}

/** `nextval('s'::regclass)` holds the sequence's oid in a constant of four bytes; so does `'orders'::regclass` the table's. */
function namedOids(node: PgNode): readonly Oid[] {
  if (node.tag === 'NEXTVALUEEXPR') return [intOf(node, 'seqid')];
  const value = node.fields.get('constvalue');
  if (node.tag !== 'CONST' || intOf(node, 'consttype') !== REGCLASS || typeof value !== 'object' || value === null || value.kind !== 'bytes') return [];
  return [oidBytes(value)];
}

function oidBytes(value: PgBytes): Oid {
  return value.bytes.slice(0, 4).reduceRight((sum, byte) => sum * 256 + byte, 0);
}
