import type { Action, FactBase } from '@supabase/pg-delta';
import type { Config } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import type { Answers, Hazard, MigrationStep, Question, StepKind } from '../types.js';
import { keyOf } from './facts.js';
import type { ReadChange, TableName } from './read-change.js';
import type { Trial } from './trial.js';

/** What the rules of planning look at. */
export interface Work {
  readonly grammar: Grammar;
  readonly config: Pick<Config, 'templateSchema'>;
  readonly answers: Answers;
  readonly trial: Trial;
  /** The old state, after the first statements; and the new one. */
  readonly from: FactBase;
  readonly to: FactBase;
  /** Tables that this migration makes. */
  readonly fresh: ReadonlySet<string>;
  /** Of partitioned tables in the new state: those that all partitions have. */
  readonly wholeIndexes: ReadonlySet<string>;
  /** Notes down that a column's answer was needed: `using orders.status`. */
  readonly used: Set<string>;
  readonly ask: (question: Question) => void;
}

/** A change as the engine gave it, read. */
export interface Change {
  readonly sql: string;
  readonly read: ReadChange;
  /** Null for a statement that we wrote. */
  readonly action: Action | null;
  /** What comes after it. */
  readonly later: readonly Change[];
}

/** A step with names as the engine writes them. */
export interface Draft {
  readonly kind: StepKind;
  readonly sql: string;
  readonly hazards: readonly Hazard[];
  readonly comment: readonly string[];
  readonly batch: MigrationStep['batch'];
  /** It can wait until all else is done, so that what is in transactions stays in few of them. */
  readonly late: boolean;
}

/** A step in the transaction of its neighbours, unless told otherwise. */
export function draft(sql: string, changes: Partial<Omit<Draft, 'sql'>> = {}): Draft {
  return { kind: 'transaction', sql, hazards: [], comment: [], batch: null, late: false, ...changes };
}

/** The table is there before the migration, and has rows perhaps. */
export function isOld(work: Pick<Work, 'from' | 'fresh'>, table: TableName | null): table is TableName {
  if (table === null || work.fresh.has(tableKey(table))) return false;
  return work.from.has({ kind: 'table', ...table });
}

/** Of `FROM ONLY`-less tables: what CONCURRENTLY and NOT VALID cannot be said of. */
export function isPartitioned(work: Pick<Work, 'from' | 'to'>, table: TableName): boolean {
  const fact = work.to.get({ kind: 'table', ...table }) ?? work.from.get({ kind: 'table', ...table });
  return fact !== undefined && (fact.payload['partitionKey'] ?? null) !== null;
}

export function tableKey({ schema, name }: TableName): string {
  return keyOf({ kind: 'table', schema, name });
}
