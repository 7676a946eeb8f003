/** How many of how many. */
export interface Count {
  readonly taken: number;
  readonly all: number;
}

export interface LeftOut {
  /** `column film.fulltext`, `relation film_language_id_fkey`. */
  readonly object: string;
  readonly code: string;
  readonly reason: string;
}

/** What of one schema is in its API. */
export interface Tally {
  /** Tables and views, without partitions. */
  readonly tables: Count;
  readonly columns: Count;
  /** Foreign keys; taken where both ends have their field. */
  readonly relations: Count;
  readonly functions: Count;
  /** Served by the tables they belong to. */
  readonly partitions: number;
  /** Columns of taken tables that are NOT NULL: those that the schema says `!` of. */
  readonly notNull: Count;
  /** Columns of taken views: those that the schema says `!` of. */
  readonly viewColumns: Count;
  readonly leftOut: readonly LeftOut[];
}

/** One schema of the corpus: what became of it. */
export interface SchemaReport {
  readonly name: string;
  readonly tally: Tally;
  /** Everything that must not be; empty where all is well. */
  readonly failures: readonly string[];
  /** Codes of warnings, for the record. */
  readonly warnings: readonly string[];
  readonly resolvers: number;
  readonly seconds: number;
}

export interface CorpusReport {
  readonly schemas: readonly SchemaReport[];
  readonly total: Tally;
  readonly failures: readonly string[];
}
