/** What a function is told about its call, as Lambda's Node.js runtime does. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  /** `$LATEST`. */
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  getRemainingTimeInMillis(): number;
}

export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** A handler with Lambda's own timeout of 3 s, or with one of its own (milliseconds). */
export type LambdaFunction = LambdaHandler | { readonly handler: LambdaHandler; readonly timeout?: number };

export interface LambdaOptions {
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** `eu-west-1` by default; with `account` it makes the ARNs. */
  readonly region?: string;
  /** `123456789012` by default. */
  readonly account?: string;
  /** Milliseconds before each further try of an `Event` that failed; two short ones by default (Lambda waits minutes). */
  readonly retryWaits?: readonly number[];
}

export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

export type InvocationOutcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'answered'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string };

/** A call that was accepted. */
export interface Invocation {
  readonly requestId: string;
  readonly name: string;
  readonly type: InvocationType;
  readonly payload: unknown;
  /** How often the function has been started. */
  readonly attempts: number;
  /** Of the last attempt. */
  readonly outcome: InvocationOutcome;
}

export interface RunningLambda {
  /** `http://127.0.0.1:PORT`: the endpoint for Lambda's clients. */
  readonly url: string;
  /** The last 1000, oldest first, as they stand now. */
  readonly invocations: readonly Invocation[];
  /** Resolves when no `Event` is waiting or running. */
  idle(): Promise<void>;
  /** Adds a function, or replaces the one of that name. @throws Error for a name that Lambda does not take */
  register(name: string, definition: LambdaFunction): void;
  /** What runs goes on; what waits for another try is dropped. */
  close(): Promise<void>;
}
