import type { LambdaResolver } from './lambda-types.js';
import type { StatementBook } from './statement-book.js';
import type { Caller, LogLine, Transport } from './types.js';

/** What a data source has for all events. */
export interface Source {
  readonly book: StatementBook;
  readonly transport: Transport;
  readonly resolvers: Readonly<Record<string, LambdaResolver>>;
  readonly rawDocuments: boolean;
  readonly log: (line: LogLine) => void;
  readonly report: (fault: unknown, requestId: string) => void;
}

/** One event of AWS Lambda. */
export interface Invocation extends Source {
  readonly requestId: string;
  /** Milliseconds since the epoch when nobody waits any longer. */
  readonly deadline: number;
}

/** An event whose caller is known. */
export interface Call extends Invocation {
  readonly caller: Caller;
  /** The caller has no tenant, and its call named the one that it has here. */
  readonly tenantNamed: boolean;
  /** Milliseconds that the lookup of the caller took. */
  readonly credentials: number;
}
