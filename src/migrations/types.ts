import type { SourceText, Span } from '../source/types.js';

/**
 * How a step of a migration runs. `transaction`: with its neighbours of the same kind in one transaction, for each tenant.
 * `alone`: outside any transaction (`create index concurrently`, `alter type ... add value` that is used afterwards).
 * `batched`: an update, repeated over stretches of a key until the end, each stretch a transaction.
 */
export type StepKind = 'transaction' | 'alone' | 'batched';

/** Whom a step is for: the template and every tenant, or the schema beside them, once. */
export type StepHome = 'tenant' | 'shared';

export interface MigrationStep {
  /** From 1, in the order of the file. */
  readonly number: number;
  readonly kind: StepKind;
  readonly home: StepHome;
  /** One statement, in the template's names: `alter table orders add column note text`; no semicolon. */
  readonly sql: SourceText;
  readonly span: Span;
  /** Of a batched step: the table and the key columns that it goes along. */
  readonly batch: { readonly table: string; readonly key: readonly string[] } | null;
}

/** `migrations/0002_add_order_note.sql` */
export interface MigrationFile {
  readonly path: string;
  readonly number: number;
  readonly name: string;
  /** `0002_add_order_note` */
  readonly id: string;
  /** The id before it; null for the first. */
  readonly after: string | null;
  /** SHA-256 of its statements, kinds and homes, in hexadecimal: comments and blanks do not count. */
  readonly checksum: string;
  /** As the header says them, by name. */
  readonly hazards: readonly Hazard[];
  readonly steps: readonly MigrationStep[];
}

export type HazardKind = 'deletes-data' | 'rewrites' | 'locks' | 'alone' | 'breaks-statement' | 'may-fail' | 'long';

/** `deletes-data: column customers.old` */
export interface Hazard {
  readonly kind: HazardKind;
  /** What is concerned: `column customers.old`, `index orders_note`, `Query.listOrders`. */
  readonly object: string;
}

/** What SQL cannot guess, as flags say it. */
export interface Answers {
  /** `--rename orders.note=remark`, `--rename orders=purchases` */
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  /** `--using orders.status='status::order_status'` by column. */
  readonly using: Readonly<Record<string, string>>;
  /** `--fill orders.region="'eu'"` by column. */
  readonly fill: Readonly<Record<string, string>>;
  /** `--allow deletes-data` */
  readonly allow: readonly HazardKind[];
}

/** What has to be answered before a migration can be written. */
export interface Question {
  readonly kind: 'rename' | 'using' | 'fill' | 'allow';
  /** `column orders.note` */
  readonly object: string;
  /** `orders.note was dropped and orders.remark added: is it renamed?` */
  readonly text: string;
  /** Flags, any of which answers: `--rename orders.note=remark`. */
  readonly flags: readonly string[];
}

/** What takes the schema of the last migration to today's. */
export interface MigrationPlan {
  readonly steps: readonly PlannedStep[];
  readonly hazards: readonly Hazard[];
  readonly questions: readonly Question[];
}

export interface PlannedStep {
  readonly kind: StepKind;
  readonly home: StepHome;
  readonly sql: string;
  readonly batch: MigrationStep['batch'];
  /** Lines above it in the file; none where the statement says it all. */
  readonly comment: readonly string[];
}
