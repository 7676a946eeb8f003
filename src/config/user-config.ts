import type { AuthMode } from './auth-mode.js';
import type { Engine } from './types.js';

/** A role of the application: `users`, `admins`, `billing`. Each tenant has a PostgreSQL role for it. */
export interface UserRole {
  /** Roles whose rights this one has too. */
  readonly inherits?: readonly string[];
}

/** Where the application is deployed. ARNs are read from parameters that the stack writes. */
export interface UserEnvironment {
  /** AWS region: `eu-central-1`. */
  readonly region?: string;
  /** AWS account, 12 digits as text. A run with credentials of another account stops before it writes. */
  readonly account?: string;
  /** Name of the CloudFormation stack. */
  readonly stack?: string;
  /** Ask for the environment's name before anything is changed in it. */
  readonly protect?: boolean;
}

/** Settings of a project, all optional; unknown keys are errors. */
export interface UserConfig {
  /** Kind of resolvers to write: AppSync's JavaScript runtime or VTL. Default `js`. */
  readonly engine?: Engine;
  /** Major version of the PostgreSQL that the API runs on. Default 17. */
  readonly postgres?: 17 | 18;
  /** Schema of the template in the database. Default `tenant_template`. */
  readonly templateSchema?: string;
  /** Roles of the application. `users`, and `admins` with the rights of users, exist without being named. */
  readonly roles?: Readonly<Record<string, UserRole>>;
  /** A database login per member (`user`, default) or per role of a tenant (`role`). */
  readonly credentials?: 'user' | 'role';
  /** PostgreSQL type to GraphQL scalar where the usual one is not wanted: `{ int8: 'Float' }`. */
  readonly scalars?: Readonly<Record<string, string>>;
  /** Rows that a list field gives when not told (`size`, default 50), and at most (`max`, default 500). */
  readonly limits?: { readonly list?: { readonly size?: number; readonly max?: number } };
  /** For trying things out: grant everything to admins and reading to users. Default false. */
  readonly defaultGrants?: boolean;
  /** Other roles of the cluster that the template may name. */
  readonly knownRoles?: readonly string[];
  /** The API's authorization modes, the default one first. Default `['cognito_user_pools']`. */
  readonly auth?: readonly AuthMode[];
  /** Claims of the token that resolvers hand to the data source. Default `['userid', 'tenant', 'role']`. */
  readonly claims?: readonly string[];
  /** Environments by name. Default `{ local: {} }`. */
  readonly environments?: Readonly<Record<string, UserEnvironment>>;
}
