import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnGraphQLApi } from 'aws-cdk-lib/aws-appsync';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from './acknowledge.js';
import type { PgCognitionAuth } from './pg-cognition-auth.js';
import type { AuthMode } from './types.js';

/** An AppSync API that resolvers are put into. */
export interface ApiReference {
  readonly apiId: string;
  /** `arn:aws:appsync:eu-central-1:123456789012:apis/abc` */
  readonly arn: string;
  readonly url: string;
}

export interface ApiSettings {
  readonly name: string;
  readonly auth: PgCognitionAuth;
  /** The first is the default. */
  readonly modes: readonly AuthMode[];
  readonly providers: AuthProviders;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  /** Levels of a query: 1 to 75. */
  readonly queryDepth: number;
}

/** What AppSync must know of the modes `oidc` and `lambda`. */
export interface AuthProviders {
  readonly oidc?: CfnGraphQLApi.OpenIDConnectConfigProperty;
  readonly lambda?: CfnGraphQLApi.LambdaAuthorizerConfigProperty;
}

const types: Readonly<Record<AuthMode, string>> = {
  cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS', iam: 'AWS_IAM', api_key: 'API_KEY', oidc: 'OPENID_CONNECT', lambda: 'AWS_LAMBDA',
};

/** An API whose logs hold errors, and neither headers nor arguments: those have tokens and people's data. */
export function createGraphqlApi(scope: Construct, settings: ApiSettings): ApiReference {
  const [first, ...others] = settings.modes;
  if (first === undefined) throw new Error('an API needs an authorization mode');
  const logs = new Role(scope, 'LogRole', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
  const { userPoolConfig, ...own } = providerOf(scope, first, settings);
  const api = new CfnGraphQLApi(scope, 'Api', {
    name: settings.name, ...own,
    ...(userPoolConfig !== undefined && { userPoolConfig: { ...userPoolConfig, defaultAction: 'ALLOW' } }),
    ...(others.length > 0 && { additionalAuthenticationProviders: others.map((mode) => providerOf(scope, mode, settings)) }),
    introspectionConfig: settings.introspection ? 'ENABLED' : 'DISABLED', queryDepthLimit: settings.queryDepth, xrayEnabled: true,
    logConfig: { cloudWatchLogsRoleArn: logs.roleArn, fieldLogLevel: 'ERROR', excludeVerboseContent: true },
  });
  acknowledge({ on: api, rule: 'AwsSolutions-ASC3', reason: 'Errors of requests are logged. The rule wants verbose content too, which has the tokens and arguments of callers.' });
  letLog(scope, logs, api);
  return { apiId: api.attrApiId, arn: api.attrArn, url: api.attrGraphQlUrl };
}

/** @throws Error for a mode of which nothing is known */
function providerOf(scope: Construct, mode: AuthMode, { auth, providers }: ApiSettings): CfnGraphQLApi.AdditionalAuthenticationProviderProperty & { readonly userPoolConfig?: { readonly userPoolId: string; readonly awsRegion: string; readonly appIdClientRegex: string } } {
  const authenticationType = types[mode];
  if (mode === 'cognito_user_pools') {
    // Tokens of another client of the pool are none of this API's.
    const appIdClientRegex = auth.clientIds.length === 1 ? `^${auth.clientIds[0] ?? ''}$` : `^(${auth.clientIds.join('|')})$`;
    return { authenticationType, userPoolConfig: { userPoolId: auth.userPool.userPoolId, awsRegion: Stack.of(scope).region, appIdClientRegex } };
  }
  const { oidc, lambda } = providers;
  if (mode === 'oidc' && oidc !== undefined) return { authenticationType, openIdConnectConfig: oidc };
  if (mode === 'lambda' && lambda !== undefined) return { authenticationType, lambdaAuthorizerConfig: lambda };
  if (mode === 'oidc' || mode === 'lambda') throw new Error(`the API is generated for auth ${mode}: say what it is, providers: { ${mode}: ... }`);
  return { authenticationType };
}

/** AppSync writes where it wants to by its API's ID; made here, the group has an end of its days, and nothing else is written. */
function letLog(scope: Construct, role: Role, api: CfnGraphQLApi): void {
  const logGroupName = `/aws/appsync/apis/${api.attrApiId}`;
  new LogGroup(scope, 'ApiLog', { logGroupName, retention: RetentionDays.THREE_MONTHS });
  const group = Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const streams = `${group}:log-stream:*`;
  const rights = new Policy(scope, 'LogRights', { roles: [role], statements: [new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [group, streams] })] });
  acknowledgeWildcards(rights, [streams], 'Streams of this one log group: AppSync chooses their names.');
}
