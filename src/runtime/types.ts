/** The form of statements.json, of the Data API's values, and of what the runtime's parts hand to each other. */

/** How one value travels between GraphQL and PostgreSQL: statements.json has one for each parameter and column. */
export type Codec =
  | { readonly kind: 'boolean' | 'int' | 'float' | 'bigint' | 'numeric' | 'text' | 'bytea' | 'json' | 'date' | 'time' | 'timetz' | 'timestamp' | 'timestamptz' | 'uuid' }
  /** Label in PostgreSQL to value in GraphQL; a label that is not in it is its own value. */
  | { readonly kind: 'enum'; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'list'; readonly element: Codec }
  /** Travels as JSON text, and so does a list of records. `column` is the key in that JSON. */
  | { readonly kind: 'record'; readonly fields: readonly { readonly name: string; readonly column: string; readonly codec: Codec }[] };

/** A statement's text: `{tenant}` stands for the caller's quoted schema, `:name` for a parameter. */
export type Piece =
  | string
  | { readonly kind: 'part'; readonly part: string; readonly sql: string }
  | { readonly kind: 'list'; readonly separator: string; readonly parts: readonly { readonly part: string; readonly sql: string }[]; readonly empty: string }
  | { readonly kind: 'order'; readonly orders: Readonly<Record<string, string>> }
  | { readonly kind: 'after'; readonly orders: Readonly<Record<string, string>> };

export interface Parameter {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: string;
  readonly codec: Codec;
  readonly nullable: boolean;
  readonly default: string | number | boolean | null;
  readonly max: number | null;
  readonly part: string | null;
}

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly codec: Codec;
  readonly hidden: boolean;
}

export interface Variant {
  readonly roles: readonly string[] | null;
  readonly sql: readonly Piece[];
  /** In the order of the result's columns. */
  readonly labels: readonly string[];
  readonly parts: readonly string[];
}

export interface OrderOption {
  readonly name: string;
  readonly cursor: readonly { readonly label: string; readonly parameter: string; readonly type: string }[];
}

export interface ManifestStatement {
  readonly operation: 'read' | 'write';
  readonly variants: readonly Variant[];
  readonly parameters: readonly Parameter[];
  readonly columns: readonly Column[];
  readonly rows: 'one' | 'optional' | 'many' | 'none';
  readonly scalar: boolean;
  readonly page: { readonly size: number; readonly max: number } | null;
  readonly orders: readonly OrderOption[];
  readonly batch: { readonly keys: readonly string[]; readonly rowBytes: number } | null;
  readonly allow: readonly string[] | null;
  readonly tenantArgument: string | null;
  readonly uses: readonly string[];
}

export interface ManifestTransaction {
  readonly steps: readonly { readonly statement: string; readonly name: string | null; readonly rows: 'one' | 'many' | null }[];
  readonly result: number;
}

/** What is published after which mutations. */
export interface ManifestSubscriptions {
  readonly events: readonly { readonly mutation: string; readonly on: readonly string[]; readonly fields: Readonly<Record<string, string>> }[];
  /** Calls of `endSubscriptions` that end all of a member's. */
  readonly parts: number;
  /** Mutations after which those of the member with their argument `id` end. */
  readonly ends: readonly string[];
}

/** statements.json. */
export interface Manifest {
  readonly v: 1;
  readonly manifest: string;
  readonly statements: Readonly<Record<string, ManifestStatement>>;
  readonly transactions: Readonly<Record<string, ManifestTransaction>>;
  /** Fields that the user's own code answers; `check`: a statement that must return a row before. */
  readonly lambdas: Readonly<Record<string, { readonly check: string | null; readonly allow: readonly string[] | null; readonly tenantArgument: string | null }>>;
  readonly errors: Readonly<Record<string, { readonly code: string; readonly field: string | null; readonly message: string }>>;
  /** Absent where there are none. */
  readonly subscriptions?: ManifestSubscriptions;
}

/** A value as the Data API has it (RDS Data Service, `Field`): exactly one member. */
export type Field =
  | { readonly isNull: true }
  | { readonly booleanValue: boolean }
  | { readonly longValue: number }
  | { readonly doubleValue: number }
  | { readonly stringValue: string }
  | { readonly blobValue: Uint8Array }
  | { readonly arrayValue: ArrayValue };

/** Elements may be null. */
export type ArrayValue =
  | { readonly booleanValues: readonly (boolean | null)[] }
  | { readonly longValues: readonly (number | null)[] }
  | { readonly doubleValues: readonly (number | null)[] }
  | { readonly stringValues: readonly (string | null)[] }
  | { readonly arrayValues: readonly (ArrayValue | null)[] };

export interface SqlParameter {
  readonly name: string;
  readonly value: Field;
  /** Only with a stringValue. Generated statements need none: they cast. */
  readonly typeHint?: 'DATE' | 'DECIMAL' | 'JSON' | 'TIME' | 'TIMESTAMP' | 'UUID';
}

/** Who calls, in the database's terms; made from a verified identity and from nothing else. */
export interface Caller {
  /** Name of the secret with the login's username and password. */
  readonly secret: string;
  /** `cognition.users.id`; null where an override stands for no member. */
  readonly userId: string | null;
  /** Name of the tenant and of its schema, checked; null where the caller has none. */
  readonly tenant: string | null;
  /** A role of the config, or `application_admins`; null where unknown. */
  readonly role: string | null;
}

export interface StatementRequest {
  readonly secret: string;
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
  /** Null: the statement is its own transaction. */
  readonly transaction: string | null;
  /** A write of unknown outcome is never sent twice. */
  readonly access: 'read' | 'write';
  /** 64-bit integers come as stringValue. */
  readonly longsAsText: boolean;
  /** Columns are wanted in the answer. */
  readonly columns: boolean;
  /** Milliseconds since the epoch when nobody waits any longer. */
  readonly deadline: number;
}

export interface StatementResult {
  readonly records: readonly (readonly Field[])[];
  /** Null where not asked for. `type` is pg_type's name. */
  readonly columns: readonly { readonly label: string; readonly type: string }[] | null;
  /** Rows written, of a statement without RETURNING. */
  readonly updated: number;
  /** Of the answer, estimated. */
  readonly bytes: number;
}

/** A way to the database. Every method rejects with a DatabaseFailure, and with nothing else. */
export interface Transport {
  execute(request: StatementRequest): Promise<StatementResult>;
  begin(secret: string, deadline: number): Promise<string>;
  commit(secret: string, transaction: string, deadline: number): Promise<void>;
  /** Never rejects for a transaction that is gone already. */
  rollback(secret: string, transaction: string): Promise<void>;
}

/** Codes that a data source answers with on its own account; clients branch on them. */
export type ErrorCode = 'not_authorized' | 'conflict' | 'invalid_input' | 'not_found' | 'rejected' | 'unavailable' | 'timeout' | 'too_large' | 'internal' | 'not_implemented';

/** What is answered for each call. */
export type Envelope =
  | { readonly data: unknown }
  | { readonly error: { readonly code: string; readonly message: string; readonly field: string | null; readonly requestId: string; readonly retryable: boolean } };

/** One line of the log for each statement or transaction that a call ran; no values of parameters, no tokens. */
export interface LogLine {
  readonly statement: string;
  readonly manifest: string;
  readonly tenant: string | null;
  readonly role: string | null;
  readonly userId: string | null;
  readonly requestId: string;
  /** Calls that were answered by it: more than 1 for a batch. */
  readonly calls: number;
  /** Milliseconds. */
  readonly ms: { readonly credentials: number; readonly dataApi: number; readonly total: number };
  readonly rows: number;
  readonly bytes: number;
  /** `ok`, or the code of the error. */
  readonly code: string;
  readonly sqlstate: string | null;
  /** A caller without a tenant of its own named this one. */
  readonly tenantNamed: boolean;
}
