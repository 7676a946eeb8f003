import type { ConnectionOptions } from 'node:tls';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** What a database user logs in with. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The login of a secret's name; null where there is no such secret. */
export type LoginLookup = (secret: string) => Promise<Login | null>;

export interface DirectOptions {
  /** Whatever a secret says, every connection goes here. */
  readonly host: string;
  /** Default 5432. */
  readonly port?: number;
  readonly database: string;
  /** Default: TLS with the server's certificate verified, except to this machine. */
  readonly ssl?: boolean | ConnectionOptions;
  /** Where logins are found; absent: AWS Secrets Manager, by a client of the transport's own. */
  readonly secrets?: SecretsManagerClient | LoginLookup;
  /** Of the transport's own client; absent: as the SDK finds them. */
  readonly region?: string;
  readonly endpoint?: string;
  /** Default 4. */
  readonly maxConnectionsPerUser?: number;
  /** Of all users; beyond it the connection that is idle longest is closed. Default 20. */
  readonly maxConnections?: number;
  /** Milliseconds until an idle connection is closed. Default a minute. */
  readonly idleTime?: number;
  /** Milliseconds for which a login read from a secret, and a connection made with it, is used. Default 5 minutes. */
  readonly loginAge?: number;
  /** Milliseconds that the server gives a statement. Default 45 seconds, as the Data API. */
  readonly statementTimeout?: number;
  /** Milliseconds after which the server ends an idle transaction. Default 3 minutes, as the Data API. */
  readonly transactionIdleTime?: number;
}
