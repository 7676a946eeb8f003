import type { CallError } from './errors.js';
import type { RequestDocument } from './event.js';
import type { Meter } from './log.js';
import type { Caller, LogLine, Manifest, Transport } from './types.js';

/** Fields that the user's own code answers: null for one that it does not. Made by `lambdaResolvers`. */
export type LambdaExtension = (call: Call, document: RequestDocument) => Promise<unknown> | null;

/** Documents of another form than the generated resolvers': null for one that is not. Made by `rawDocuments`. */
export type RawExtension = (event: unknown) => RequestDocument | null;

/** What a data source has for all events. */
export interface Source {
  readonly manifest: Manifest;
  readonly transport: Transport;
  readonly lambda?: LambdaExtension;
  readonly raw?: RawExtension;
  readonly log: (line: LogLine) => void;
  readonly report: (fault: unknown, requestId: string) => void;
}

/** One event of AWS Lambda, its caller, and what of it runs in a transaction. */
export interface Call extends Source {
  readonly requestId: string;
  /** Milliseconds since the epoch when nobody waits any longer. */
  readonly deadline: number;
  readonly caller: Caller;
  /** Why there is no caller. */
  readonly refused?: CallError;
  /** The caller has no tenant, and its call named the one that it has here. */
  readonly tenantNamed: boolean;
  /** Refusals that have their line in the log. */
  readonly told: WeakSet<object>;
  /** Milliseconds that the lookup of the caller took. */
  readonly credentials: number;
  readonly transaction?: string;
  /** Of what runs in turn in a transaction: it can only fail from here on, whatever is made of the failure. */
  readonly spoil?: (failure: unknown) => void;
  /** Of the transaction's line in the log, which its statements share. */
  readonly meter?: Meter;
}
