import type { Catalog, Oid, PgType } from '../../catalog/types.js';
import type { FilterOperator } from '../../config/types.js';
import { identifier } from '../codec.js';
import { typeText } from '../codec/type-text.js';

/** What the generator may ask of a type's values. */
export interface TypeOperators {
  /** Has `=` and an equal notion of `in`. */
  readonly equal: boolean;
  /** Has `<` in the order that ORDER BY uses. */
  readonly ordered: boolean;
  /** Text patterns. */
  readonly pattern: boolean;
  /** `@>` of arrays, jsonb, ranges and hstore; `part` for text. */
  readonly contains: 'operator' | 'part' | null;
  /** Schema to write an operator with, where pg_catalog's would be another one; null elsewhere. */
  readonly schema: string | null;
  /** Type that both sides are cast to: PostgreSQL finds no operator for domains over enums. Null elsewhere. */
  readonly as: string | null;
}

const none: TypeOperators = { equal: false, ordered: false, pattern: false, contains: null, schema: null, as: null };
const plain: TypeOperators = { ...none, equal: true, ordered: true };
const texts = new Set(['text', 'varchar', 'bpchar', 'name']);
const unequal = new Set([
  'json', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'aclitem', 'jsonpath', 'gtsvector', 'refcursor',
  'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list', 'pg_node_tree', 'pg_snapshot', 'txid_snapshot',
]);
const unordered = new Set(['xid', 'cid']);
/** Of extensions, those whose equality and order are known to be the default operators of their own schema. */
const known: Readonly<Record<string, TypeOperators>> = {
  citext: { ...plain, pattern: true }, ltree: { ...plain, contains: 'operator' }, hstore: { ...none, equal: true, contains: 'operator' }, cube: { ...plain, contains: 'operator' },
};

/** Domains have their base's operators, those over enums only where they are cast. */
export function operatorsOf(catalog: Catalog, oid: Oid): TypeOperators {
  const type = catalog.types[oid];
  if (type === undefined) return none;
  if (type.kind === 'domain' && type.base !== null) return domainOperators(catalog, type.base);
  if (type.extension !== null) return { ...(known[type.name] ?? none), schema: type.schema };
  switch (type.kind) {
    case 'enum': return plain;
    case 'array': return arrayOperators(catalog, type);
    case 'range':
    case 'multirange': return { ...plain, contains: 'operator' };
    case 'base': return baseOperators(type);
    default: return none;
  }
}

function domainOperators(catalog: Catalog, base: Oid): TypeOperators {
  const has = operatorsOf(catalog, base);
  return catalog.types[base]?.kind === 'enum' ? { ...has, as: typeText(catalog, base, -1) } : has;
}

function baseOperators(type: PgType): TypeOperators {
  if (type.schemaKind !== 'pg_catalog' || unequal.has(type.name)) return none;
  if (texts.has(type.name)) return { ...plain, pattern: true, contains: 'part' };
  return { ...plain, ordered: !unordered.has(type.name), contains: type.name === 'jsonb' ? 'operator' : null };
}

/** Arrays compare by their elements, with the elements' own operators. */
function arrayOperators(catalog: Catalog, type: PgType): TypeOperators {
  const element = type.element === null ? none : operatorsOf(catalog, type.element);
  return element.equal && element.schema === null ? { ...plain, ordered: element.ordered, contains: 'operator' } : none;
}

/** Filter operators that a column of this type can have. */
export function filterOperators(has: TypeOperators, list: boolean): readonly FilterOperator[] {
  return [
    ...(has.equal ? (list ? (['eq', 'ne'] as const) : (['eq', 'ne', 'in'] as const)) : []),
    ...(has.ordered ? (['lt', 'le', 'gt', 'ge'] as const) : []),
    ...(has.pattern ? (['like', 'ilike'] as const) : []),
    'isNull',
    ...(has.contains === null ? [] : (['contains'] as const)),
  ];
}

/**
 * An operator as SQL. An extension's is written with its schema: without it, `citext = citext` under another
 * search_path silently becomes `text = text`, which tells capitals apart.
 */
export function operatorText(has: TypeOperators, operator: string): string {
  return has.schema === null ? operator : `operator(${identifier(has.schema)}.${operator})`;
}

/** One side of a comparison: `t.status`, or cast where only that can be compared. */
export function comparedText({ as }: TypeOperators, sql: string): string {
  return as === null ? sql : `${sql}::${as}`;
}
