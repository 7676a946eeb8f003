import type { AuthMode } from '../identity/types.js';

/** An HTTP request as it came: what a signature or a token is checked against. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Names in lower case; those of a repeated header are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who calls: `identity` becomes `ctx.identity` as it is. */
export interface Caller {
  readonly mode: AuthMode;
  readonly identity: unknown;
  /** `Type.field`, or its ARN: of a Lambda authorizer. */
  readonly deniedFields?: readonly string[];
}

/** A request that authentication refuses: the errorType, its message and the HTTP status. */
export interface RefusedCaller {
  readonly error: string;
  readonly message: string;
  readonly status: number;
}

export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** An entry of resolvers.json, as far as it is run by. */
export interface ResolverEntry {
  readonly type: string;
  readonly field: string;
  readonly engine: 'js' | 'vtl';
  /** Paths that `read` knows: `code` of a JavaScript resolver, `request` and `response` of mapping templates. */
  readonly files: { readonly code?: string; readonly request?: string; readonly response?: string };
  /** A key of `dataSources`, or `NONE`: the payload is the result. */
  readonly dataSource: string;
  readonly maxBatchSize?: number;
}

export interface ResolversFile {
  readonly resolvers: readonly ResolverEntry[];
}

/** AppSync's quotas: `request` in milliseconds, the others counts. */
export interface Limits {
  /** 1 to 75; null: any. */
  readonly queryDepth: number | null;
  readonly resolvers: number;
  readonly request: number;
}

/** What is worth a line: the calls of `console` and `$util.log`, and each request. Never identities, arguments or results. */
export type LogLine =
  | { readonly kind: 'console'; readonly resolver: string; readonly level: string; readonly values: readonly unknown[] }
  | { readonly kind: 'request'; readonly requestId: string; readonly mode: AuthMode; readonly resolvers: number; readonly errors: number; readonly milliseconds: number };

export interface AppSyncOptions {
  /** schema.graphql as it is uploaded: without the prelude's scalars and directives. */
  readonly schema: string;
  readonly resolvers: ResolversFile;
  readonly read: (file: string) => string;
  readonly dataSources: Readonly<Record<string, LambdaHandler>>;
  readonly authenticate: (request: HttpRequest) => Promise<Caller | RefusedCaller>;
  /** Mode of types and fields without a directive. */
  readonly defaultAuth: AuthMode;
  /** `ctx.env`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly introspection?: 'ENABLED' | 'DISABLED';
  readonly graphiql?: boolean;
  readonly limits?: Partial<Limits>;
  readonly log?: (line: LogLine) => void;
}

/** A GraphQL request's body. */
export interface GraphqlParams {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** An entry of `errors`, in AppSync's form. */
export interface ErrorEntry {
  readonly path: readonly (string | number)[] | null;
  readonly data?: unknown;
  readonly errorType?: string | null;
  readonly errorInfo?: unknown;
  readonly locations: readonly { readonly line: number; readonly column: number; readonly sourceName: null }[] | null;
  readonly message: string;
}

export interface GraphqlResult {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly ErrorEntry[];
}

export interface RunningAppSync {
  /** Of the endpoint: `http://127.0.0.1:<port>/graphql`. */
  readonly url: string;
  /** Runs a query or mutation as a caller who is authenticated already. */
  execute(params: GraphqlParams, caller: Caller, headers?: Readonly<Record<string, string>>): Promise<GraphqlResult>;
  close(): Promise<void>;
}
