import type { Catalog, Oid } from '../../catalog/types.js';
import type { Nullability, Rows } from '../types.js';

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
