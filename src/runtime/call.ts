import type { CallError } from './errors.js';
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

/** What a statement or transaction took, added up while it runs. */
export interface Meter {
  /** Milliseconds. */
  dataApi: number;
  rows: number;
  bytes: number;
  /** The caller's, or the one that it named. */
  tenant: string | null;
  tenantNamed: boolean;
}

/** What a generated resolver asks for, checked for its form alone. */
export interface RequestDocument {
  readonly statement: string;
  readonly parts: readonly unknown[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null or undefined where nothing is asked for, as in the next two. */
  readonly orderBy?: unknown;
  readonly limit?: unknown;
  readonly nextToken?: unknown;
  readonly identity: unknown;
  /** Answers a document of another form. */
  readonly run?: (call: Call) => Promise<unknown>;
  /** Data, and at last the envelope. */
  answer?: unknown;
}
