/** Operations of the RDS Data Service, 2018-08-01, that Aurora PostgreSQL Serverless v2 and provisioned clusters answer. */
export type Operation = 'ExecuteStatement' | 'BatchExecuteStatement' | 'BeginTransaction' | 'CommitTransaction' | 'RollbackTransaction';

/** Where secrets are read: `SecretStore` of the local Secrets Manager is one. What it throws has AWS's error name as `code`. */
export interface SecretSource {
  getSecretValue(request: { readonly SecretId: string }): SecretText | Promise<SecretText>;
}

export interface SecretText {
  readonly ARN?: string | undefined;
  readonly SecretString?: string | undefined;
}

/** AWS's limits; tests make them smaller. */
export interface Limits {
  /** Bytes of an answer's JSON. */
  readonly responseBytes: number;
  /** Bytes of `formattedRecords`. */
  readonly formattedBytes: number;
  /** Bytes of a request's body. */
  readonly requestBytes: number;
  /** Milliseconds that a call may run. */
  readonly statementMs: number;
  /** Milliseconds from one call of a transaction to the next. */
  readonly idleMs: number;
  /** Milliseconds from a transaction's begin to its end. */
  readonly transactionMs: number;
  /** PostgreSQL connections at one time. */
  readonly connections: number;
}

/** What an IAM policy decides about. */
export interface AccessRequest {
  readonly accessKeyId: string;
  /** `rds-data:ExecuteStatement`, ..., `secretsmanager:GetSecretValue`. */
  readonly action: string;
  /** ARN of the cluster, or of the secret. */
  readonly resource: string;
}

export interface DataApiOptions {
  /** PostgreSQL's host, or its socket's folder. It must ask for passwords. */
  readonly host: string;
  readonly port: number;
  /** Where a call names no database; `postgres` by default. */
  readonly defaultDatabase?: string;
  readonly secrets: SecretSource;
  /** ARN of the one cluster that there is. */
  readonly resourceArn: string;
  /** What the next call finds of a session: nothing (the default), or all. AWS promises neither. */
  readonly sessionState?: 'reset' | 'leak';
  /**
   * What a failing statement does to its transaction: end it (the default, as the service's troubleshooting page says), or
   * leave it aborted until a rollback, to a savepoint too (as some clients rely on).
   */
  readonly failedStatement?: 'end' | 'keep';
  /** If given, signatures must be for it. */
  readonly region?: string;
  /** Milliseconds since the epoch; the machine's by default. */
  readonly clock?: () => number;
  /** From 0 to below 1, for faults by chance. */
  readonly random?: () => number;
  /** IAM; everything is allowed by default. */
  readonly allow?: (request: AccessRequest) => boolean;
  readonly limits?: Partial<Limits>;
}

/** A value for PostgreSQL: OID of its type (0: PostgreSQL finds it), and its text or bytes. */
export interface BoundValue {
  readonly oid: number;
  readonly value: string | Buffer | null;
}

export interface NamedValue extends BoundValue {
  readonly name: string;
}

/** SQL with `$n` for its parameters. */
export interface BoundSql {
  readonly text: string;
  readonly values: readonly BoundValue[];
}
