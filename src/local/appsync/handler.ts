import type { AppsyncError } from './appsync-error.js';

/** `ctx` of a handler: JSON, all of it. */
export interface HandlerContext {
  readonly args: Readonly<Record<string, unknown>>;
  readonly source: unknown;
  readonly identity: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly type: string } | null;
  readonly stash?: Readonly<Record<string, unknown>>;
  readonly request?: { readonly headers: Readonly<Record<string, string>>; readonly domainName: null };
  readonly info?: HandlerInfo;
  readonly env?: Readonly<Record<string, string>>;
  /** What `util.authType()` says. */
  readonly authType?: string;
}

/** `ctx.info`. The two selections are left out where the whole of it is made JSON of. */
export interface HandlerInfo {
  readonly fieldName: string;
  readonly parentTypeName: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly selectionSetList: readonly string[];
  readonly selectionSetGraphQL: string;
}

/** A call of one of the functions of `extensions`. */
export interface ExtensionCall {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** What came of a handler. */
export interface Outcome {
  /** `early`: `runtime.earlyReturn` or `#return`, which end the resolver in its request handler. */
  readonly kind: 'value' | 'early' | 'error';
  readonly value: unknown;
  readonly error: AppsyncError | null;
  readonly stash: Readonly<Record<string, unknown>>;
  readonly appended: readonly AppsyncError[];
  readonly extensions: readonly ExtensionCall[];
}

/** Both handlers of a resolver, compiled. Neither throws. */
export interface Handlers {
  run(handler: 'request' | 'response', context: HandlerContext): Outcome;
}

/** Where `console` and `$util.log` write. */
export type Console = (level: string, values: readonly unknown[]) => void;
