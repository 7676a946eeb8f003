import { CfnOutput } from 'aws-cdk-lib';
import { type IUserPool, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { createHooks, letPoolInvoke, type Hooks } from './create-hooks.js';
import { createRotation } from './create-rotation.js';
import { createClient, createUserPool, type UserPoolSettings } from './create-user-pool.js';
import { createWorker } from './create-worker.js';
import { checkPrefix, functionName } from './names.js';
import type { CredentialMode, DatabaseReference, Deployment } from './types.js';

export interface PgCognitionAuthProps {
  /** The project's folder: has generated/ and lambda/. */
  readonly project: string;
  readonly database: DatabaseReference;
  /** What names of secrets begin with: `shop/production`. */
  readonly secretsPrefix: string;
  /** `credentials` of pgcog.config.ts. Default `user`. */
  readonly credentials?: CredentialMode;
  /** How the pool is made; or one that is there, by its ID: its triggers must then be set by hand to what the outputs say. */
  readonly userPool?: UserPoolSettings | { readonly userPoolId: string; readonly clientIds: readonly string[] };
  /** Calls of each trigger at once that are kept free for it. Default: none; new accounts have too few to keep any. */
  readonly reservedConcurrency?: number;
}

/** The user pool and what stands behind it: its triggers, the worker that makes logins, the rotation of passwords. */
export class PgCognitionAuth extends Construct implements Deployment {
  readonly project: string;
  readonly database: DatabaseReference;
  readonly secretsPrefix: string;
  readonly credentials: CredentialMode;
  readonly userPool: IUserPool;
  /** IDs of the app clients whose tokens the API takes. */
  readonly clientIds: readonly string[];
  readonly hooks: Hooks;
  /** Sends invitations: give it the rights and variables that lambda/members.ts needs for that. */
  readonly worker: Function;
  readonly rotation: Function;

  constructor(scope: Construct, id: string, props: PgCognitionAuthProps) {
    super(scope, id);
    this.project = props.project;
    this.database = props.database;
    this.secretsPrefix = checkPrefix(props.secretsPrefix);
    this.credentials = props.credentials ?? 'user';
    // The triggers invoke the worker, which asks the pool, which has the triggers: a name breaks the circle.
    const workerName = functionName(this.secretsPrefix, 'members');
    this.hooks = createHooks(this, this, { workerName, reservedConcurrency: props.reservedConcurrency });
    const { pool, clientIds } = this.#poolOf(props.userPool ?? {});
    this.userPool = pool;
    this.clientIds = clientIds;
    letPoolInvoke(this, pool, this.hooks);
    this.worker = createWorker(this, this, { workerName, pool });
    this.rotation = createRotation(this, this);
  }

  #poolOf(wanted: NonNullable<PgCognitionAuthProps['userPool']>): { readonly pool: IUserPool; readonly clientIds: readonly string[] } {
    if ('userPoolId' in wanted) {
      // CloudFormation changes no pool that it has not made.
      for (const [name, { functionArn }] of Object.entries(this.hooks)) new CfnOutput(this, `${name}Trigger`, { value: functionArn });
      return { pool: UserPool.fromUserPoolId(this, 'UserPool', wanted.userPoolId), clientIds: wanted.clientIds };
    }
    const arns = Object.fromEntries(Object.entries(this.hooks).map(([name, { functionArn }]) => [name, functionArn])) as Record<keyof Hooks, string>;
    const pool = createUserPool(this, wanted, arns);
    const client: UserPoolClient = createClient(pool);
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
    new CfnOutput(this, 'ClientId', { value: client.userPoolClientId });
    return { pool, clientIds: [client.userPoolClientId] };
  }
}
