import type { Caller } from '../types.js';

/** The database as the caller: grants and policies decide what is seen and written. Every method throws a CallError. */
export interface LambdaDatabase {
  /** Runs one statement: `{tenant}` stands for the caller's schema, `:name` for a value. Rows by column label. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: Readonly<Record<string, unknown>>): Promise<Row[]>;
  /** Runs what a generated resolver would; `args` are the arguments of its field, and `parent` the keys of its row. */
  run(name: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /**
   * All of it or nothing; inside a transaction, a part of that. After a serialization failure or a deadlock `work` runs
   * again, three times at most, so it may do nothing but database work.
   */
  transaction<Result>(work: (database: LambdaDatabase) => Promise<Result>): Promise<Result>;
}

/** One call of a Lambda resolver. */
export interface LambdaCall {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Keys of the row that the field belongs to; null for a field of Query or Mutation. */
  readonly parent: Readonly<Record<string, unknown>> | null;
  readonly caller: Pick<Caller, 'userId' | 'tenant' | 'role'>;
  readonly database: LambdaDatabase;
  /** Ends the call with an error that the client sees; `field` is the argument it is about. */
  fail(code: string, message: string, field?: string): never;
}

/** Takes a {@link LambdaCall}, which generated types make narrower for each field: hence `never`. */
export type LambdaResolver = (call: never) => unknown;
