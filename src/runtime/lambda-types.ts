import type { Caller, LogLine, Transport } from './types.js';
import type { CredentialOptions } from './identity/types.js';

/** What the handler uses of AWS Lambda's context object. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

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

export interface DataSourceOptions {
  /** statements.json, as imported. */
  readonly manifest: unknown;
  readonly transport: Transport;
  readonly credentials: CredentialOptions;
  /** Fields that the user's own code answers, by their coordinates: `Mutation.cancelOrder`. */
  readonly resolvers?: Readonly<Record<string, LambdaResolver>>;
  /** Accepts `{ query, parameters, identity }` too: whoever may invoke the function then writes the SQL. False unless set. */
  readonly rawDocuments?: boolean;
  /** One line of JSON on standard output unless set. */
  readonly log?: (line: LogLine) => void;
  /** Exceptions of the user's resolvers, and faults of this package; `console.error` unless set. Never a server's text. */
  readonly report?: (fault: unknown, requestId: string) => void;
}
