/** A step as the control schema keeps it: `cognition.migration_steps`. */
export interface StoredStep {
  readonly step: number;
  readonly kind: 'transaction' | 'alone' | 'batched';
  readonly home: 'tenant' | 'shared';
  readonly statement: string;
  /** A text, a slot's name, a text, ... */
  readonly pieces: readonly string[];
  readonly path: readonly string[];
  /** What the template gets instead, within a transaction; null: nothing. */
  readonly templatePieces: readonly string[] | null;
  readonly batch: StoredBatch | null;
  /** Null: the step can be in a transaction. */
  readonly outside: Outside | null;
  readonly careful: boolean;
  /** See `isInert`. */
  readonly inert: boolean;
  /** Of shared: waits until every tenant has the migration. */
  readonly late: boolean;
}

/** Names as SQL writes them. */
export interface StoredBatch {
  readonly table: string;
  readonly alias: string;
  readonly key: readonly string[];
}

/** A statement that PostgreSQL refuses in a transaction, and how to tell whether it was done by somebody who is no more. */
export type Outside =
  | { readonly does: 'create index'; readonly name: string; readonly table: string }
  | { readonly does: 'drop index'; readonly name: string }
  /** `alter table ... detach partition ... concurrently` */
  | { readonly does: 'detach'; readonly table: string; readonly partition: string }
  /** May be done twice: `reindex`, `vacuum`. */
  | { readonly does: 'again'; readonly reindexes?: { readonly object: 'table' | 'index'; readonly name: string } };

/** A migration, cut and ready to be stored. */
export interface CutMigration {
  readonly number: number;
  readonly id: string;
  readonly after: string | null;
  readonly checksum: string;
  readonly steps: readonly StoredStep[];
}
