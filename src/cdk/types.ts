import type { IConstruct } from 'constructs';

/** A database that functions and `pgcog` reach through the Data API: made here, or there already. */
export interface DatabaseReference {
  /** Of the Aurora cluster. */
  readonly clusterArn: string;
  /** Of the master user's secret, who owns the database. */
  readonly ownerSecretArn: string;
  readonly databaseName: string;
}

/** How members log in: `credentials` of pgcog.config.ts. */
export type CredentialMode = 'user' | 'role';

/** What functions are made of and may reach. */
export interface Deployment {
  /** The project's folder: has generated/ and lambda/. */
  readonly project: string;
  readonly database: DatabaseReference;
  /** `shop/production`: what names of secrets begin with. */
  readonly secretsPrefix: string;
  readonly credentials: CredentialMode;
}

/** Where a rule of a reviewer is not followed, and why. */
export interface Exception {
  readonly on: IConstruct;
  /** `AwsSolutions-COG2` */
  readonly rule: string;
  readonly reason: string;
}

/** AppSync's authorization modes, as `auth` of pgcog.config.ts. */
export type { AuthMode } from '../config/auth-mode.js';
