import type { Catalog, Oid, PgType, Relation } from '../../catalog/types.js';
import type { Nullability, Rows } from '../types.js';
import type { NullableGroups } from './grouping.js';
import type { PgNode } from './node.js';

/** What the server knows of one function, operator function or aggregate; user functions and extensions included. */
export interface RoutineFact {
  readonly schema: string;
  readonly name: string;
  /** Any null argument makes the result null (pg_proc.proisstrict). */
  readonly strict: boolean;
  readonly volatile: boolean;
  /**
   * What is known of its result, from the short lists in `total-functions.ts`:
   * `never` null, `total`: not null where no argument is null, or nothing.
   */
  readonly result: 'never' | 'total' | 'unknown';
}

/**
 * What the analysis needs from the server beside the Catalog; JSON-safe, read once per database by `readViews`.
 */
export interface ViewDefinitions {
  /** pg_rewrite.ev_action of the select rule, by the view's oid (views and materialized views). */
  readonly rules: Readonly<Record<Oid, string>>;
  /** Relations with rules for insert, update or delete: what those return is not known. */
  readonly rewritten: readonly Oid[];
  readonly routines: Readonly<Record<Oid, RoutineFact>>;
  /** Operators that mean equality in a btree or hash operator family. */
  readonly equality: readonly Oid[];
  /** Collations under which different texts can be equal. */
  readonly nondeterministic: readonly Oid[];
}

/** A column of a relation that an output column is a plain copy of. */
export interface Origin {
  readonly relation: Oid;
  readonly column: string;
}

export interface AnalysedColumn {
  readonly name: string;
  /** pg_type oid, 0 where the tree does not say it. */
  readonly type: Oid;
  readonly typmod: number;
  readonly nullability: Nullability;
  /** The base table's column, through views, subqueries, CTEs and joins. */
  readonly origin: Origin | null;
  /** The outermost view's column on the way to `origin`, or to the view's own expression; null where no view is read. */
  readonly view: Origin | null;
}

/** An object that a statement names. Schema and name as in the server, unquoted. */
export type Use =
  | { readonly kind: 'column'; readonly schema: string; readonly name: string; readonly column: string }
  | { readonly kind: 'relation' | 'function' | 'type' | 'sequence'; readonly schema: string; readonly name: string };

export interface AnalyseInput {
  /** `pg_proc.prosqlbody` of a function whose body is the statement. */
  readonly tree: string;
  readonly catalog: Catalog;
  readonly views: ViewDefinitions;
  /** The major version, or `server_version_num`: 17 or 170010. */
  readonly serverVersion: number;
  /** Numbers of the parameters (`$1` is 1) for which null may be sent. */
  readonly nullableParameters: ReadonlySet<number>;
}

/** What the analysed query tree says of a statement. */
export interface Analysis {
  readonly columns: readonly AnalysedColumn[];
  /** Sorted by kind, schema, name and column; objects of pg_catalog are left out. */
  readonly uses: readonly Use[];
  /** `one`: exactly one row, `optional`: at most one, `none`: a write without RETURNING. */
  readonly rows: Rows;
  /** The outermost query has a LIMIT or FETCH FIRST. */
  readonly hasLimit: boolean;
  readonly command: 'select' | 'insert' | 'update' | 'delete' | 'merge';
  /** Writes nothing as far as can be seen: no DML (also in a CTE), no row locks, no volatile function but harmless ones of pg_catalog (random(), gen_random_uuid(), clocks). */
  readonly readOnly: boolean;
  /** Volatile functions called, ascending; harmless ones included. */
  readonly volatileFunctions: readonly Oid[];
}

/** Variables proven not null, by key, each with the outer joins that had already had their say where it was proven. */
export type Implied = ReadonlyMap<string, readonly number[]>;

/** What WHERE and ON prove about every row that a query's FROM hands on. */
export interface RowFacts {
  /** Variables that are not null, by key, with the outer joins that had already nulled where it was proven. */
  readonly notNull: Implied;
  /** Sides of outer joins that are never filled up with nulls in these rows: `3l`, `3r`. */
  readonly real: ReadonlySet<string>;
  /** Side of each join (by rtindex) on which an entry stands. */
  readonly sides: ReadonlyMap<number, { readonly left: ReadonlySet<number>; readonly right: ReadonlySet<number> }>;
}

/** One query with its FROM entries, and what was found out about them so far. */
export interface Level {
  readonly query: PgNode;
  /** Entries by rtindex - 1. */
  readonly rtable: readonly (PgNode | null)[];
  readonly mode: RowMode;
  readonly facts: RowFacts;
  readonly groups: NullableGroups;
  /** Columns of subqueries in FROM by rtindex, and of CTEs by name: filled as they are met. */
  readonly columns: Map<number, readonly ColumnFact[]>;
  readonly ctes: Map<string, readonly ColumnFact[]>;
}

/** A place inside a query: what an expression there may rely on. */
export interface Scope {
  readonly level: Level;
  /** The query around this one (varlevelsup 1). */
  readonly outer: Scope | null;
  /** True where values stand after GROUP BY: outside of aggregates in a grouped query. */
  readonly grouped: boolean;
  /** More than `level.facts` here: variables that are not null in a CASE branch, by key, with their nulling joins. */
  readonly known: ReadonlyMap<string, readonly number[]>;
  /** Joins to be taken as matched here (the two sides of a merged FULL JOIN column). */
  readonly matched: ReadonlySet<number>;
}

/** What is known of one column of a query or of an entry in FROM. */
export interface ColumnFact {
  readonly nullability: Nullability;
  readonly origin: Origin | null;
  readonly view: Origin | null;
}

/**
 * How rows of a relation came to be: `read` by a query; `stale`: by a query that ran earlier (a materialized view), so
 * that a NOT NULL made since then does not hold; `written` through a view, whose WHERE need not hold for them.
 */
export type RowMode = 'read' | 'stale' | 'written';

export type RowCount = 'one' | 'optional' | 'many';

/** What the rules for single nodes need; carries the way back into the recursion, so that no two files import each other. */
export interface Context {
  readonly relations: ReadonlyMap<Oid, Relation>;
  readonly types: Readonly<Record<Oid, PgType>>;
  readonly parents: ReadonlySet<Oid>;
  readonly views: ViewDefinitions;
  readonly equality: ReadonlySet<Oid>;
  readonly nondeterministic: ReadonlySet<Oid>;
  readonly rewritten: ReadonlySet<Oid>;
  readonly nullableParameters: ReadonlySet<number>;
  /** Parsed rules of views, and columns of views by mode and oid: filled as they are met. */
  readonly ruleTrees: Map<Oid, PgNode | null>;
  readonly viewColumns: Map<string, readonly ColumnFact[] | null>;
  nullability(node: PgNode | null, scope: Scope): Nullability;
  columns(query: PgNode, outer: Scope | null, mode: RowMode): readonly ColumnFact[];
  /** A column of an entry in FROM, before any outer join; attno 0 is the whole row. */
  source(scope: Scope, rtindex: number, attno: number): ColumnFact;
  /** How many rows a query gives: `one` and `optional` only where it is certain. */
  rows(query: PgNode, outer: Scope | null): RowCount;
}
