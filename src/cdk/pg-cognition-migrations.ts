import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { type StackOutputs, stackParameter } from '../config/stack-outputs.js';
import { acknowledgeWildcards } from './acknowledge.js';
import type { PgCognitionAuth } from './pg-cognition-auth.js';
import { dataApi, folderArn, invoke, secrets } from './policies.js';

export interface PgCognitionMigrationsProps {
  readonly auth: PgCognitionAuth;
  /** `stack` of the environment in pgcog.config.ts: what `pgcog --env` looks for. */
  readonly stack: string;
  /** Roles that are there already and may run `pgcog` too: of people, or of another CI. */
  readonly roles?: readonly IRole[];
  /** A role for jobs of GitHub Actions. Default: none. */
  readonly github?: GithubJob;
}

/** Which jobs of GitHub Actions may run migrations; the account must have GitHub's OIDC provider. */
export interface GithubJob {
  /** `acme/shop` */
  readonly repository: string;
  /** GitHub's environment that a job must be in: its reviewers and branches guard the database. */
  readonly environment: string;
}

/**
 * What `pgcog --env` reads, and who may run it: migrations are a job of CI, over the Data API, as the owner of the
 * database. Nothing runs them inside a deployment, where nobody could stop, answer or go on.
 */
export class PgCognitionMigrations extends Construct {
  readonly parameter: StringParameter;
  /** All that `pgcog` needs, for roles that are not known here. */
  readonly policy: ManagedPolicy;
  readonly githubRole: Role | null;

  constructor(scope: Construct, id: string, props: PgCognitionMigrationsProps) {
    super(scope, id);
    this.parameter = new StringParameter(this, 'Parameter', {
      parameterName: stackParameter(props.stack), description: 'Where pgcog --env finds the database, its secrets and the worker', stringValue: Stack.of(this).toJsonString(outputs(props.auth)),
    });
    this.githubRole = props.github === undefined ? null : createGithubRole(this, props.github);
    this.policy = this.#policyOf(props, [...(props.roles ?? []), ...(this.githubRole === null ? [] : [this.githubRole])]);
    new CfnOutput(this, 'Policy', { value: this.policy.managedPolicyArn });
    if (this.githubRole !== null) new CfnOutput(this, 'Role', { value: this.githubRole.roleArn });
  }

  #policyOf({ auth }: PgCognitionMigrationsProps, roles: IRole[]): ManagedPolicy {
    const services = folderArn(this, auth.secretsPrefix, 'services');
    const policy = new ManagedPolicy(this, 'Rights', {
      description: 'pgcog: control, tenants, members, grants and migrations of one stack', roles,
      statements: [
        dataApi(auth.database.clusterArn), secrets([auth.database.ownerSecretArn], ['GetSecretValue']),
        new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [this.parameter.parameterArn] }),
        secrets([services], ['CreateSecret', 'GetSecretValue', 'RestoreSecret']), invoke(auth.worker.functionArn),
      ],
    });
    acknowledgeWildcards(policy, [services], "Secrets of the hooks, the worker and the rotation, which `pgcog control up` makes: their ARNs end in six characters of AWS's choice.");
    return policy;
  }
}

function outputs({ database, secretsPrefix, userPool, worker }: PgCognitionAuth): StackOutputs {
  return {
    clusterArn: database.clusterArn, secretArn: database.ownerSecretArn, database: database.databaseName, secretsPrefix, userPoolId: userPool.userPoolId, workerFunction: worker.functionName,
  };
}

/** @throws Error for a repository or environment that is no plain name: a wildcard would let in others */
function createGithubRole(scope: Construct, { repository, environment }: GithubJob): Role {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error(`github.repository ${JSON.stringify(repository)} is none: acme/shop`);
  if (!/^[\w.-]+$/.test(environment)) throw new Error(`github.environment ${JSON.stringify(environment)} is none: production`);
  const issuer = 'token.actions.githubusercontent.com';
  const provider = Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: issuer, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  return new Role(scope, 'GithubRole', {
    description: `Migrations by ${repository}`,
    assumedBy: new WebIdentityPrincipal(provider, { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: `repo:${repository}:environment:${environment}` } }),
  });
}
