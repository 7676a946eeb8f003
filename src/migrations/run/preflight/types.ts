/** A table of tenants, or of `shared`, as it is today. */
export interface TableFact {
  readonly columns: readonly ColumnFact[];
  /** Of its primary key; empty: it has none. */
  readonly key: readonly string[];
  /** Row level security holds for the tenant's owner, too: a step sees rows that a question does not. */
  readonly hidden: boolean;
  /** Triggers or rules of its own run when rows change. */
  readonly fires: boolean;
  /** Rows of other tables follow its rows: `on delete cascade`. */
  readonly cascades: boolean;
  readonly constraints: readonly ConstraintFact[];
  /** Unique indexes without a constraint: `CREATE UNIQUE INDEX ...`. */
  readonly indexes: readonly string[];
  /** Tables that it inherits from, or is a partition of. */
  readonly parents: readonly string[];
  /** `LIST (region)`, and the partition that takes what no other does; null: it has no partitions. */
  readonly partitioned: { readonly by: string; readonly rest: string | null } | null;
}

export interface ColumnFact {
  readonly name: string;
  /** `character varying(5)` */
  readonly type: string;
  /** What that type is known by where it is of the template, and no array: `state`, `shared.state`. */
  readonly own: string | null;
  /** The server gives it a value when nobody does. */
  readonly given: boolean;
  readonly generated: boolean;
  readonly notNull: boolean;
}

export interface ConstraintFact {
  readonly name: string;
  /** `CHECK ((total > 0))` */
  readonly definition: string;
  readonly valid: boolean;
  /** `orders`, `shared.plans`; null: it refers to no table. */
  readonly refers: string | null;
}

export interface DomainFact {
  /** `character varying(5)` */
  readonly base: string;
  /** The domain of the template that it is over: `short`; null: it is over none. */
  readonly over: string | null;
  readonly notNull: boolean;
  readonly checks: readonly { readonly name: string; readonly definition: string }[];
}

/** What questions need to know of a tenant; tables of `shared` are called `shared.plans`. */
export interface Facts {
  readonly tables: ReadonlyMap<string, TableFact>;
  readonly domains: ReadonlyMap<string, DomainFact>;
  /** Labels of enums. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
  /** Names of functions that read more than they are given, PostgreSQL's own apart. */
  readonly readers: ReadonlySet<string>;
  /** Names of PostgreSQL's own types. */
  readonly builtin: ReadonlySet<string>;
}

/** What rows a step would fail on, as a question in the template's names. */
export interface Question {
  /** `orders.region is to be not null` */
  readonly what: string;
  /** Gives one list in JSON of at most five rows' keys, or null; null: there is nothing to ask but {@link each}. */
  readonly sql: string | null;
  /** A value of every row that must not be an error as what is assigned to this type. */
  readonly each: EachRow;
}

export interface EachRow {
  readonly type: string;
  /** Gives that value of all rows. */
  readonly all: string;
  /** Gives `pgcog_key`, `pgcog_table` and `pgcog_ctid` of all rows. */
  readonly rows: string;
  /** Gives that value of the row `pgcog_one`. */
  readonly one: string;
}

interface Place {
  readonly migration: string;
  readonly number: number;
  readonly step: number;
}

/** A question at its step. */
export type Check = Question & Place;

/** A step that rows may fail, and that cannot be asked about before it runs. */
export interface Unasked {
  readonly migration: string;
  readonly step: number;
  readonly what: string;
  readonly why: string;
  /** Empty: all. */
  readonly tenants: readonly string[];
}

/** Rows of a tenant that a step would fail on. */
export interface Finding {
  readonly tenant: string;
  readonly migration: string;
  readonly step: number;
  readonly what: string;
  /** Up to five, by their key: `{ "id": 17 }`. */
  readonly rows: readonly unknown[];
}
