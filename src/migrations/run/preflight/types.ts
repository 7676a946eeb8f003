/** Keys of tables in the template, and constraints that are there and not valid. */
export interface TemplateFacts {
  /** Columns of primary keys by table. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** `orders.total_check`: `CHECK ((total > 0)) NOT VALID` */
  readonly constraints: ReadonlyMap<string, string>;
}

/** What rows a step would fail on, as a question in the template's names. */
export interface Check {
  readonly migration: string;
  readonly number: number;
  readonly step: number;
  /** `orders.region is to be not null` */
  readonly what: string;
  /** Gives one list in JSON of at most five rows' keys; null or an error of a value where one fails. */
  readonly sql: string;
  /** Of a cast: `{ from: 'orders', key: "jsonb_build_object(...)", value: 'total::int' }`, to find rows one by one. */
  readonly each: { readonly from: string; readonly key: string; readonly value: string } | null;
}

/** A question before its place is known. */
export type Question = Pick<Check, 'what' | 'sql' | 'each'> & {
  readonly table: string;
  /** Columns it is about; empty: all. */
  readonly columns: readonly string[];
};

/** Rows of a tenant that a step would fail on. */
export interface Finding {
  readonly tenant: string;
  readonly migration: string;
  readonly step: number;
  readonly what: string;
  /** Up to five: `{ "id": 17 }`. */
  readonly rows: readonly unknown[];
}
