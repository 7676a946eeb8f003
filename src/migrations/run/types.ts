import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import type { SqlSession } from '../../postgres/sql-session.js';
import type { Template } from '../../tenancy/template/install-template.js';
import type { MigrationFile } from '../types.js';
import type { Finding, Unasked } from './preflight/types.js';

/** One more session of who runs the migrations. */
export interface OwnSession {
  readonly session: SqlSession;
  /** Whether what is set outside a transaction lasts from one call to the next: not so through the Data API. */
  readonly lasting: boolean;
  /** See `Database`: where nothing lasts. */
  readonly runLong?: ((text: string) => Promise<'ended' | 'unknown'>) | undefined;
  /** Ends what is running: its transaction is rolled back. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

export interface Limits {
  /** Milliseconds that a step waits for a lock before it lets others go first, and is tried again. */
  readonly lock: number;
  /** Milliseconds that a step, or a stretch of a batched one, may take. */
  readonly statement: number;
  /** Milliseconds that a step outside transactions may take. */
  readonly outside: number;
}

/** Bytes: a mebibyte is indexed in milliseconds. */
export const smallTable = 2 ** 20;

/** What a run is to do, and where. */
export interface RunOptions {
  /** Of who may become the control schema's owner, outside any transaction. */
  readonly session: SqlSession;
  /** Whether sessions keep what is set outside a transaction: {@link OwnSession.lasting}. */
  readonly lasting: boolean;
  /** For every worker one of its own. */
  readonly connect: () => Promise<OwnSession>;
  readonly grammar: Grammar;
  readonly config: Config;
  /** All of the folder, in their order. */
  readonly files: readonly MigrationFile[];
  /** Today's template, cut; asked for only where the template has to be changed. */
  readonly template: () => Promise<Template>;
  /** Names; null: all. */
  readonly tenants: readonly string[] | null;
  /** So many tenants first, verified; then the others. */
  readonly canary: number;
  readonly parallel: number;
  readonly continueOnError: boolean;
  /** Leaves tenants out whose rows stand in the way. */
  readonly skipFailing: boolean;
  /** Compares every tenant with the template when it is done. */
  readonly verify: boolean;
  readonly limits: Limits;
  /**
   * Bytes: a table that has fewer gets its indexes in a transaction, where a migration has CREATE INDEX CONCURRENTLY.
   * `cognition.apply_at_once` says why. Absent: {@link smallTable}; 0: none.
   */
  readonly small?: number | undefined;
  /** Rows of a stretch of a batched step. */
  readonly batchSize: number;
  /** Times that a step is tried again for a lock, and pause before the first, in milliseconds. */
  readonly tries: number;
  readonly pause: number;
  readonly signal: AbortSignal;
  /** Tells this run from others that are at the same tenants; absent: `migrateUp` makes one. */
  readonly runner?: string | undefined;
  readonly onEvent: (event: RunEvent) => void;
}

export type RunEvent =
  | { readonly event: 'preflight'; readonly tenant: string; readonly done: number; readonly of: number }
  | ({ readonly event: 'unasked' } & Unasked)
  /** May take longer than the Data API lets a transaction's statement: by a hazard of its file. */
  | { readonly event: 'long'; readonly migration: string; readonly hazard: string }
  | { readonly event: 'template'; readonly migrations: readonly string[]; readonly way: string }
  | { readonly event: 'shared'; readonly migration: string }
  | { readonly event: 'waits'; readonly tenant: string; readonly migration: string; readonly why: string }
  | { readonly event: 'tenant'; readonly tenant: string; readonly done: number; readonly failed: number; readonly of: number; readonly milliseconds: number }
  | { readonly event: 'failed'; readonly tenant: string; readonly done: number; readonly failed: number; readonly of: number; readonly migration: string; readonly step: number; readonly why: string };

export interface Failure {
  readonly tenant: string;
  readonly migration: string;
  /** 0: what is no step's. */
  readonly step: number;
  readonly why: string;
}

/** What came of a run. */
export interface RunReport {
  /** Ids of migrations that the template was taken through. */
  readonly template: readonly string[];
  /** Tenants that are current now and were not before. */
  readonly migrated: readonly string[];
  readonly failures: readonly Failure[];
  /** Tenants that were left out for their rows. */
  readonly skipped: readonly Finding[];
  /** Tenants that are still behind. */
  readonly behind: number;
}

/** A step of a stored migration, as far as the runner must know it. */
export interface RunStep {
  readonly number: number;
  readonly id: string;
  readonly step: number;
  readonly kind: 'transaction' | 'alone' | 'batched';
  readonly home: 'tenant' | 'shared';
  readonly outside: boolean;
  readonly inert: boolean;
}

/** `gone`: the tenant was dropped meanwhile. */
export type GroupEnd = 'done' | 'gone';

export type GroupOptions = Pick<RunOptions, 'limits' | 'batchSize' | 'signal' | 'grammar' | 'runner' | 'onEvent'>;
