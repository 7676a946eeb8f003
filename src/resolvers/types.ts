import type { AuthMode } from '../config/auth-mode.js';
import type { Engine, LambdaSettings } from '../config/types.js';
import type { EventPlan, FieldPlan } from '../graphql/types.js';
import type { Codec, OrderOption, Parameter, Piece, Rows } from '../statements/types.js';

/**
 * How a resolver finds the optional parts to ask for: keys present in an argument, `depth` levels down.
 * A part's name in the request is its whole path: `status`, `input.customerId`, `filter.status.eq`.
 */
export interface PartSource {
  /** `[]` for the arguments themselves, `['input']`, `['filter']`. */
  readonly path: readonly string[];
  /** The argument is a list of rows with equal keys: its first row is asked. */
  readonly list: boolean;
  /** 1: `status`; 2 (filters): `status.eq`. */
  readonly depth: 1 | 2;
  /** Names that are parts, in the statement's order, without the path. */
  readonly names: readonly string[];
}

/** One generated resolver. */
export interface ResolverPlan {
  readonly kind: 'resolver';
  readonly parent: string;
  readonly field: string;
  readonly engine: Engine;
  readonly operation: 'Invoke' | 'BatchInvoke';
  /** 0 where nothing is batched. */
  readonly maxBatchSize: number;
  /** Why it is so many: a sentence for the user; null where nothing is batched. */
  readonly batchReason: string | null;
  readonly dataSource: 'statements' | 'lambda';
  /** Of a resolver of the user's own that runs in a function beside the API's; null: in that one. */
  readonly lambda: LambdaSettings | null;
  /** What the request names: a statement, a transaction, or a Lambda resolver, by the coordinates of its field. */
  readonly statement: string;
  readonly access: 'read' | 'write';
  /** Argument names sent under `parameters`. */
  readonly arguments: readonly string[];
  /** Keys of `ctx.source` sent under `parameters.parent`. */
  readonly parentKeys: readonly string[];
  readonly parts: readonly PartSource[];
  readonly ordered: boolean;
  readonly limited: boolean;
  readonly paged: boolean;
  readonly tenantArgument: string | null;
  readonly auth: readonly AuthMode[];
  /** Of a token, or a Lambda authorizer's answer, what the request carries. */
  readonly claims: readonly string[];
  readonly plan: FieldPlan;
}

/**
 * What a generated resolver sends to its data source. Both engines send the same document for the same call.
 * Keys absent from the caller's arguments are absent from `parameters`, and null ones are null.
 */
export interface RequestDocument {
  readonly v: 1;
  /** {@link ResolverPlan.statement} */
  readonly statement: string;
  /** Optional parts whose argument was given, in the statement's order. */
  readonly parts: readonly string[];
  /** The caller's arguments without `orderBy`, `limit` and `nextToken` of a page; `parent`: keys of the parent's row. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Only of a statement that offers more than one order; absent or null: its first. */
  readonly orderBy?: string | null;
  /** Only of a paged statement, like `nextToken`. */
  readonly limit?: number | null;
  readonly nextToken?: string | null;
  /** Null for a caller with an API key. */
  readonly identity: RequestIdentity | null;
}

/** Of AppSync's identity what chooses user, tenant and role, by the caller's mode: never the token. */
export type RequestIdentity =
  /** Cognito user pools and OIDC. */
  | { readonly sub: string; readonly claims: Readonly<Record<string, unknown>> }
  /** A Lambda authorizer's answer. */
  | { readonly resolverContext: Readonly<Record<string, unknown>> }
  | IamIdentity;

export interface IamIdentity {
  readonly userArn: string;
  readonly username: string;
  readonly accountId: string;
  readonly cognitoIdentityPoolId: string | null;
  readonly cognitoIdentityId: string | null;
  readonly cognitoIdentityAuthType: string | null;
  readonly cognitoIdentityAuthProvider: string | null;
}

/** What a data source answers, for a batch once per item: never thrown, so that code and details reach the client. */
export type Envelope =
  | { readonly data: unknown }
  | {
      readonly error: {
        readonly code: string;
        readonly message: string;
        /** Argument or input field that the error is about. */
        readonly field: string | null;
        readonly requestId: string;
        readonly retryable: boolean;
      };
    };

/** An entry of statements.json. */
export interface ManifestStatement {
  readonly operation: 'read' | 'write';
  readonly variants: readonly { readonly roles: readonly string[] | null; readonly sql: readonly Piece[]; readonly labels: readonly string[]; readonly parts: readonly string[] }[];
  readonly parameters: readonly Parameter[];
  readonly columns: readonly { readonly name: string; readonly label: string; readonly codec: Codec; readonly hidden: boolean }[];
  readonly rows: Rows;
  readonly scalar: boolean;
  readonly page: { readonly size: number; readonly max: number } | null;
  readonly orders: readonly OrderOption[];
  /** `rowBytes`: estimated width of a row; a batch whose rows would exceed an answer of 1 MiB is cut by it. */
  readonly batch: { readonly keys: readonly string[]; readonly rowBytes: number } | null;
  readonly allow: readonly string[] | null;
  readonly tenantArgument: string | null;
  readonly uses: readonly string[];
}

export interface ManifestTransaction {
  readonly steps: readonly { readonly statement: string; readonly name: string | null; readonly rows: 'one' | 'many' | null }[];
  readonly result: number;
}

export interface Manifest {
  readonly v: 1;
  /** Hash of all statements: what `/* Query.listOrders <manifest> *\/` shows. */
  readonly manifest: string;
  readonly statements: Readonly<Record<string, ManifestStatement>>;
  readonly transactions: Readonly<Record<string, ManifestTransaction>>;
  /** Fields that the user's own code answers, and who may have it run; `check`: a statement that must return a row first. */
  readonly lambdas: Readonly<Record<string, { readonly check: string | null; readonly allow: readonly string[] | null; readonly tenantArgument: string | null }>>;
  /** Constraint or ERRCODE to what the client is told. */
  readonly errors: Readonly<Record<string, { readonly code: string; readonly field: string | null; readonly message: string }>>;
  /** Absent where there are none. */
  readonly subscriptions?: ManifestSubscriptions;
}

/** What is published after which mutations. */
export interface ManifestSubscriptions {
  readonly events: readonly {
    /** The mutation that publishes: `publishOrderChanged`. */
    readonly mutation: string;
    /** Names of what it is sent after: `Mutation.updateOrder`. */
    readonly on: readonly string[];
    /** Types by field: `{ id: 'ID' }`. */
    readonly fields: Readonly<Record<string, string>>;
  }[];
  /** Calls of `endSubscriptions` that end all subscriptions of a member: AppSync ends five fields' in one. */
  readonly parts: number;
  /** After which of the API's own mutations a member's subscriptions end. */
  readonly ends: readonly string[];
}

export interface ResolversPlan {
  readonly kind: 'resolvers';
  readonly resolvers: readonly ResolverPlan[];
  readonly events: readonly EventPlan[];
  /** Fields of Subscription whose subscriptions one call of `endSubscriptions` ends, call by call. */
  readonly endings: readonly (readonly string[])[];
  readonly manifest: Manifest;
}
