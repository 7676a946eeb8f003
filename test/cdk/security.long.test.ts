import { readFileSync } from 'node:fs';
import { type App, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackParameter, neededOutputs } from '../../src/config/stack-outputs.js';
import { allows, printed, rightsByRole, shortId, type Statement } from './rights.js';
import { account, cdkProject, existingDatabase, read, region, removeFolder, type StackOptions, synthesize, type Synthesized } from './support.js';
import { only, resourcesOf, written } from './templates.js';
import { vtlProject } from './vtl-project.js';

let js: string;
let vtl: string;
let made: Synthesized;
let role: Synthesized;
let taken: Synthesized;

beforeAll(async () => {
  js = cdkProject();
  vtl = await vtlProject();
  made = synthesize({ project: js });
  role = synthesize({ project: vtl, auth: { credentials: 'role' } });
  taken = synthesize({ project: js, ...takenOptions });
});

afterAll(() => [js, vtl].forEach(removeFolder));

const takenOptions: Omit<StackOptions, 'project'> = {
  database: { existing: existingDatabase }, auth: { userPool: { userPoolId: `${region}_AbCdEfGhI`, clientIds: ['one', 'two'] } }, migrations: {},
};

const network = {
  vpcId: 'vpc-0123456789abcdef0', availabilityZones: [`${region}a`, `${region}b`],
  publicSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], isolatedSubnetIds: ['subnet-0123456789abcdef3', 'subnet-0123456789abcdef4'],
};

const secret = (name: string): string => `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
const rightsOf = ({ templates }: Synthesized, id: string): readonly Statement[] => {
  const found = rightsByRole(templates).get(id);
  if (found === undefined) throw new Error(`no role ${id}: ${[...rightsByRole(templates).keys()].join(', ')}`);
  return found;
};

describe('roles', () => {
  it('may do just this', () => {
    const all = [...rightsByRole(made.templates)].map(([id, statements]) => [id, printed(statements)]);
    expect(Object.fromEntries(all)).toMatchInlineSnapshot(`
      {
        "ApiFunctionRole": [
          "appsync:GraphQL <Api.Arn>/types/Mutation/fields/endSubscriptions",
          "appsync:GraphQL <Api.Arn>/types/Mutation/fields/publishOrderChanged",
          "lambda:InvokeFunction <AuthWorker.Arn>",
          "logs:CreateLogStream <ApiFunctionLog.Arn>",
          "logs:PutLogEvents <ApiFunctionLog.Arn>",
          "rds-data:BeginTransaction rds:cluster:<DatabaseCluster>",
          "rds-data:CommitTransaction rds:cluster:<DatabaseCluster>",
          "rds-data:ExecuteStatement rds:cluster:<DatabaseCluster>",
          "rds-data:RollbackTransaction rds:cluster:<DatabaseCluster>",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/users/*",
          "xray:PutTelemetryRecords *",
          "xray:PutTraceSegments *",
        ],
        "ApiInvokingRole": [
          "lambda:InvokeFunction <ApiFunction.Arn>:*",
        ],
        "ApiLogRole": [
          "logs:CreateLogStream logs:log-group:/aws/appsync/apis/<Api.ApiId>",
          "logs:CreateLogStream logs:log-group:/aws/appsync/apis/<Api.ApiId>:log-stream:*",
          "logs:PutLogEvents logs:log-group:/aws/appsync/apis/<Api.ApiId>",
          "logs:PutLogEvents logs:log-group:/aws/appsync/apis/<Api.ApiId>:log-stream:*",
        ],
        "AuthHookRole": [
          "lambda:InvokeFunction lambda:function:shop-production-members",
          "logs:CreateLogStream <AuthPostConfirmationLog.Arn>",
          "logs:CreateLogStream <AuthPreAuthenticationLog.Arn>",
          "logs:CreateLogStream <AuthPreSignUpLog.Arn>",
          "logs:CreateLogStream <AuthPreTokenGenerationLog.Arn>",
          "logs:PutLogEvents <AuthPostConfirmationLog.Arn>",
          "logs:PutLogEvents <AuthPreAuthenticationLog.Arn>",
          "logs:PutLogEvents <AuthPreSignUpLog.Arn>",
          "logs:PutLogEvents <AuthPreTokenGenerationLog.Arn>",
          "rds-data:ExecuteStatement rds:cluster:<DatabaseCluster>",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/services/hooks-??????",
          "xray:PutTelemetryRecords *",
          "xray:PutTraceSegments *",
        ],
        "AuthRotationRole": [
          "logs:CreateLogStream <AuthRotationLog.Arn>",
          "logs:PutLogEvents <AuthRotationLog.Arn>",
          "rds-data:ExecuteStatement rds:cluster:<DatabaseCluster>",
          "secretsmanager:CreateSecret secretsmanager:secret:shop/production/rotation/*",
          "secretsmanager:DeleteSecret secretsmanager:secret:shop/production/rotation/*",
          "secretsmanager:DescribeSecret secretsmanager:secret:shop/production/users/*",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/rotation/*",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/services/rotation-??????",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/users/*",
          "secretsmanager:PutSecretValue secretsmanager:secret:shop/production/users/*",
          "secretsmanager:RestoreSecret secretsmanager:secret:shop/production/rotation/*",
          "secretsmanager:UpdateSecretVersionStage secretsmanager:secret:shop/production/users/*",
          "xray:PutTelemetryRecords *",
          "xray:PutTraceSegments *",
        ],
        "AuthWorkerRole": [
          "appsync:GraphQL <Api.Arn>/types/Mutation/fields/endSubscriptions",
          "cognito-idp:AdminGetUser <AuthUserPool.Arn>",
          "cognito-idp:AdminUserGlobalSignOut <AuthUserPool.Arn>",
          "cognito-idp:ListUsers <AuthUserPool.Arn>",
          "logs:CreateLogStream <AuthWorkerLog.Arn>",
          "logs:PutLogEvents <AuthWorkerLog.Arn>",
          "rds-data:ExecuteStatement rds:cluster:<DatabaseCluster>",
          "secretsmanager:CreateSecret secretsmanager:secret:shop/production/users/*",
          "secretsmanager:DeleteSecret secretsmanager:secret:shop/production/users/*",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/services/worker-??????",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/users/*",
          "secretsmanager:RestoreSecret secretsmanager:secret:shop/production/users/*",
          "sqs:GetQueueAttributes <AuthWorkerFailures.Arn>",
          "sqs:GetQueueUrl <AuthWorkerFailures.Arn>",
          "sqs:SendMessage <AuthWorkerFailures.Arn>",
          "xray:PutTelemetryRecords *",
          "xray:PutTraceSegments *",
        ],
        "DatabaseNetworkAllIAMRole": [
          "logs:CreateLogStream <DatabaseNetworkLog.Arn>",
          "logs:DescribeLogStreams <DatabaseNetworkLog.Arn>",
          "logs:PutLogEvents <DatabaseNetworkLog.Arn>",
        ],
        "MigrationsGithubRole": [
          "lambda:InvokeFunction <AuthWorker.Arn>",
          "rds-data:BeginTransaction rds:cluster:<DatabaseCluster>",
          "rds-data:CommitTransaction rds:cluster:<DatabaseCluster>",
          "rds-data:ExecuteStatement rds:cluster:<DatabaseCluster>",
          "rds-data:RollbackTransaction rds:cluster:<DatabaseCluster>",
          "secretsmanager:CreateSecret secretsmanager:secret:shop/production/services/*",
          "secretsmanager:GetSecretValue <DatabaseCluster.MasterUserSecret.SecretArn>",
          "secretsmanager:GetSecretValue secretsmanager:secret:shop/production/services/*",
          "secretsmanager:RestoreSecret secretsmanager:secret:shop/production/services/*",
          "ssm:GetParameter ssm:parameter<MigrationsParameter>",
        ],
      }
    `);
  });

  it('of resolvers cannot make or change secrets, nor read those of services, of others, or the owner\'s', () => {
    const rights = rightsOf(made, 'ApiFunctionRole');
    const own = secret('shop/production/users/u_00ff-AbCdEf');
    expect(allows(rights, 'secretsmanager:GetSecretValue', own)).toBe(true);
    for (const call of ['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'DeleteSecret', 'RestoreSecret', 'PutResourcePolicy', 'TagResource', 'UpdateSecretVersionStage', 'RotateSecret', 'BatchGetSecretValue']) {
      expect(allows(rights, `secretsmanager:${call}`, own), call).toBe(false);
    }
    const others = ['services/hooks', 'services/worker', 'services/rotation', 'services/owner', 'roles/acme.users', 'overrides/root', 'identities/x', 'rotation/u_1', 'users', 'usersx/u_1'];
    for (const name of others) expect(allows(rights, 'secretsmanager:GetSecretValue', secret(`shop/production/${name}-AbCdEf`)), name).toBe(false);
    for (const name of ['shop/staging/users/u_1-AbCdEf', 'shop/production2/users/u_1-AbCdEf', 'xshop/production/users/u_1-AbCdEf', 'rds!cluster-1-AbCdEf']) expect(allows(rights, 'secretsmanager:GetSecretValue', secret(name)), name).toBe(false);
    expect(allows(rights, 'rds-data:ExecuteStatement', `arn:aws:rds:${region}:${account}:cluster:other`)).toBe(false);
    for (const action of ['rds-data:BatchExecuteStatement', 'rds-data:ExecuteSql', 'rds:ModifyDBCluster', 'lambda:UpdateFunctionCode', 'iam:PassRole', 'sts:AssumeRole', 'cognito-idp:AdminGetUser', 'ssm:GetParameter', 'appsync:GraphQL']) {
      for (const resource of ['*', own, `arn:aws:rds:${region}:${account}:cluster:there`]) expect(allows(rights, action, resource), action).toBe(false);
    }
  });

  it('of resolvers read the logins of their mode alone, and other callers\' where it was said', () => {
    const rights = rightsOf(role, 'ApiFunctionRole');
    expect(allows(rights, 'secretsmanager:GetSecretValue', secret('shop/production/roles/acme.users-AbCdEf'))).toBe(true);
    expect(allows(rights, 'secretsmanager:GetSecretValue', secret('shop/production/users/u_1-AbCdEf'))).toBe(false);
    const more = rightsOf(synthesize({ project: js, api: { otherSecrets: ['overrides'] } }), 'ApiFunctionRole');
    expect(allows(more, 'secretsmanager:GetSecretValue', secret('shop/production/overrides/root-AbCdEf'))).toBe(true);
    expect(allows(more, 'secretsmanager:GetSecretValue', secret('shop/production/identities/root-AbCdEf'))).toBe(false);
  });

  it.each(['user', 'role'] as const)('of hooks cannot read a member\'s secret, nor make one (%s)', (mode) => {
    const rights = rightsOf(mode === 'user' ? made : role, 'AuthHookRole');
    expect(allows(rights, 'secretsmanager:GetSecretValue', secret('shop/production/services/hooks-AbCdEf'))).toBe(true);
    for (const name of ['users/u_1', 'roles/acme.users', 'services/worker', 'services/rotation', 'services/hooks2', 'overrides/root']) {
      for (const call of ['GetSecretValue', 'CreateSecret', 'PutSecretValue', 'DeleteSecret', 'UpdateSecret']) expect(allows(rights, `secretsmanager:${call}`, secret(`shop/production/${name}-AbCdEf`)), `${call} ${name}`).toBe(false);
    }
    expect(allows(rights, 'secretsmanager:CreateSecret', secret('shop/production/services/hooks-AbCdEf'))).toBe(false);
    for (const call of ['BeginTransaction', 'BatchExecuteStatement']) expect(allows(rights, `rds-data:${call}`, '*'), call).toBe(false);
  });

  it('of the worker and the rotation reach neither services\' secrets but their own, nor another folder', () => {
    const [worker, rotation] = [rightsOf(made, 'AuthWorkerRole'), rightsOf(made, 'AuthRotationRole')];
    for (const [rights, own] of [[worker, 'worker'], [rotation, 'rotation']] as const) {
      for (const service of ['hooks', 'worker', 'rotation', 'owner']) expect(allows(rights, 'secretsmanager:GetSecretValue', secret(`shop/production/services/${service}-AbCdEf`)), `${own} ${service}`).toBe(service === own);
      for (const name of ['roles/acme.users', 'overrides/root']) expect(allows(rights, 'secretsmanager:GetSecretValue', secret(`shop/production/${name}-AbCdEf`))).toBe(false);
      for (const call of ['CreateSecret', 'PutSecretValue', 'DeleteSecret']) expect(allows(rights, `secretsmanager:${call}`, secret('shop/production/services/hooks-AbCdEf'))).toBe(false);
    }
    expect(allows(worker, 'secretsmanager:PutSecretValue', secret('shop/production/users/u_1-AbCdEf'))).toBe(false);
    expect(allows(rotation, 'secretsmanager:DeleteSecret', secret('shop/production/users/u_1-AbCdEf'))).toBe(false);
    for (const call of ['AdminCreateUser', 'AdminSetUserPassword', 'AdminUpdateUserAttributes', 'AdminConfirmSignUp']) expect(allows(worker, `cognito-idp:${call}`, '<AuthUserPool8115E87F.Arn>'), call).toBe(false);
  });

  it('that publish events may call just the mutations for that; the worker ends subscriptions, and nothing else', () => {
    const fields = (id: string): readonly string[] => rightsOf(made, id).filter(({ actions }) => actions.includes('appsync:GraphQL')).flatMap(({ resources }) => resources).map((arn) => arn.replace(/^.*\/types/, 'types')).sort();
    const { resolvers } = JSON.parse(read(js, 'generated/resolvers.json')) as { readonly resolvers: readonly { readonly type: string; readonly field: string; readonly dataSource: string }[] };
    expect(fields('ApiFunctionRole')).toEqual(resolvers.filter(({ type, dataSource }) => type === 'Mutation' && dataSource === 'none').map(({ field }) => `types/Mutation/fields/${field}`).sort());
    expect(fields('ApiFunctionRole').length).toBeGreaterThan(1);
    expect(fields('AuthWorkerRole')).toEqual(['types/Mutation/fields/endSubscriptions']);
    for (const [id, statements] of rightsByRole(made.templates)) if (!['ApiFunctionRole', 'AuthWorkerRole'].includes(id)) expect(statements.some(({ actions }) => actions.includes('appsync:GraphQL')), id).toBe(false);
  });

  it('have no wildcard for a resource but X-Ray\'s, no action with one, and no statement that all may use', () => {
    for (const variant of [made, role, taken]) {
      for (const [id, statements] of rightsByRole(variant.templates)) {
        for (const { actions, resources } of statements) {
          expect(actions.filter((action) => action.includes('*')), id).toEqual([]);
          if (resources.some((resource) => resource === '*')) expect(actions, id).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
        }
      }
    }
  });

  it('are taken by those whom they are for', () => {
    const trusts = resourcesOf(made.templates, 'AWS::IAM::Role').map(([id, { Properties }]) => [shortId(id), (written(Properties['AssumeRolePolicyDocument']) as { readonly Statement: readonly { readonly Principal: unknown; readonly Condition?: unknown }[] }).Statement.map(({ Principal, Condition }) => ({ Principal, Condition }))]);
    expect(Object.fromEntries(trusts)).toMatchInlineSnapshot(`
      {
        "ApiFunctionRole": [
          {
            "Condition": undefined,
            "Principal": {
              "Service": "lambda.amazonaws.com",
            },
          },
        ],
        "ApiInvokingRole": [
          {
            "Condition": {
              "ArnEquals": {
                "aws:SourceArn": "<ApiF1A3B7F9.Arn>",
              },
              "StringEquals": {
                "aws:SourceAccount": "123456789012",
              },
            },
            "Principal": {
              "Service": "appsync.amazonaws.com",
            },
          },
        ],
        "ApiLogRole": [
          {
            "Condition": undefined,
            "Principal": {
              "Service": "appsync.amazonaws.com",
            },
          },
        ],
        "AuthHookRole": [
          {
            "Condition": undefined,
            "Principal": {
              "Service": "lambda.amazonaws.com",
            },
          },
        ],
        "AuthRotationRole": [
          {
            "Condition": undefined,
            "Principal": {
              "Service": "lambda.amazonaws.com",
            },
          },
        ],
        "AuthWorkerRole": [
          {
            "Condition": undefined,
            "Principal": {
              "Service": "lambda.amazonaws.com",
            },
          },
        ],
        "DatabaseNetworkAllIAMRole": [
          {
            "Condition": undefined,
            "Principal": {
              "Service": "vpc-flow-logs.amazonaws.com",
            },
          },
        ],
        "MigrationsGithubRole": [
          {
            "Condition": {
              "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": "repo:acme/shop:environment:production",
              },
            },
            "Principal": {
              "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            },
          },
        ],
      }
    `);
  });
});

describe('resources', () => {
  it('functions are invoked by this pool, this account\'s Secrets Manager and this rule alone', () => {
    const grants = resourcesOf(made.templates, 'AWS::Lambda::Permission').map(([, { Properties }]) => written(Properties) as Readonly<Record<string, string>>);
    expect(grants).toHaveLength(6);
    for (const grant of grants) {
      expect(grant['Action']).toBe('lambda:InvokeFunction');
      if (grant['Principal'] === 'cognito-idp.amazonaws.com') expect(grant).toMatchObject({ SourceArn: expect.stringMatching(/^<AuthUserPool.*\.Arn>$/) as unknown, SourceAccount: account });
      else if (grant['Principal'] === 'secretsmanager.amazonaws.com') expect(grant['SourceAccount']).toBe(account);
      else expect(grant).toMatchObject({ Principal: 'events.amazonaws.com', SourceArn: expect.stringMatching(/^<AuthEveryMinute.*\.Arn>$/) as unknown });
    }
  });

  it('functions have one of the newest runtimes, and logs that end', () => {
    for (const [id, { Properties }] of resourcesOf(made.templates, 'AWS::Lambda::Function')) {
      expect(Number(/^nodejs(\d+)\.x$/.exec(String(Properties['Runtime']))?.[1]), id).toBeGreaterThanOrEqual(22);
      expect(Properties['Architectures']).toEqual(['arm64']);
      expect(Object.keys((Properties['Environment'] as { readonly Variables: object }).Variables).filter((name) => /secret$|password|key/i.test(name)), id).toEqual([]);
    }
    for (const [id, { Properties }] of resourcesOf(made.templates, 'AWS::Logs::LogGroup')) expect(Properties['RetentionInDays'], id).toBeGreaterThan(0);
    const triggers = resourcesOf(made.templates, 'AWS::Lambda::Function').filter(([, { Properties }]) => String(Properties['Handler']).startsWith('index.p'));
    expect(triggers.map(([, { Properties }]) => [Properties['Handler'], Properties['Timeout']]).sort()).toEqual([['index.postConfirmation', 5], ['index.preAuthentication', 5], ['index.preSignUp', 5], ['index.preTokenGeneration', 5]]);
  });

  it('a taken database, pool and API are taken as they are', () => {
    expect(resourcesOf(taken.templates, 'AWS::RDS::DBCluster')).toEqual([]);
    expect(resourcesOf(taken.templates, 'AWS::EC2::VPC')).toEqual([]);
    expect(resourcesOf(taken.templates, 'AWS::Cognito::UserPool')).toEqual([]);
    expect(only(taken.templates, 'AWS::AppSync::GraphQLApi')).toMatchObject({ UserPoolConfig: { UserPoolId: `${region}_AbCdEfGhI`, AppIdClientRegex: '^(one|two)$' } });
    expect(allows(rightsOf(taken, 'ApiFunctionRole'), 'rds-data:ExecuteStatement', existingDatabase.clusterArn)).toBe(true);
    const api = { apiId: 'abc', arn: `arn:aws:appsync:${region}:${account}:apis/abc`, url: 'https://api.shop.test/graphql' };
    const inApi = synthesize({ project: js, ...takenOptions, api: { api } });
    expect(resourcesOf(inApi.templates, 'AWS::AppSync::GraphQLApi')).toEqual([]);
    expect(only(inApi.templates, 'AWS::AppSync::GraphQLSchema')).toMatchObject({ ApiId: 'abc' });
    expect(new Set(resourcesOf(inApi.templates, 'AWS::AppSync::Resolver').map(([, { Properties }]) => Properties['ApiId']))).toEqual(new Set(['abc']));
  });

  it('a taken network is used, in its isolated subnets', () => {
    const { templates } = synthesize({ project: js, database: (stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'There', network) }) });
    expect(resourcesOf(templates, 'AWS::EC2::VPC')).toEqual([]);
    expect(only(templates, 'AWS::RDS::DBSubnetGroup')).toMatchObject({ SubnetIds: network.isolatedSubnetIds });
    expect(only(templates, 'AWS::EC2::SecurityGroup')).toMatchObject({ VpcId: network.vpcId });
    expect(JSON.stringify(only(templates, 'AWS::EC2::SecurityGroup')['SecurityGroupIngress'] ?? null)).toBe('null');
    expect(resourcesOf(templates, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  it('the parameter says what pgcog reads, under the name where it looks', () => {
    for (const variant of [made, role, taken]) {
      const { Name, Value } = written(only(variant.templates, 'AWS::SSM::Parameter')) as Readonly<Record<string, string>>;
      expect(Name).toBe(stackParameter('shop'));
      const said = JSON.parse(Value ?? '') as Readonly<Record<string, string>>;
      for (const key of [...neededOutputs, 'userPoolId', 'workerFunction']) expect(said[key], key).toMatch(/./);
    }
    expect(JSON.parse(String(written(only(taken.templates, 'AWS::SSM::Parameter')['Value'])))).toMatchObject({ clusterArn: existingDatabase.clusterArn, secretArn: existingDatabase.ownerSecretArn, database: 'shop', secretsPrefix: 'shop/production', userPoolId: `${region}_AbCdEfGhI` });
  });

  it('of wildcards, tokens and names that are too long a prefix has none', () => {
    for (const secretsPrefix of ['*', 'shop/*', 'shop/p?', '', '/shop', 'shop/', 'shop//x', 'shop/${aws:username}', 'é', 'x'.repeat(101)]) expect(() => synthesize({ project: js, auth: { secretsPrefix } }), secretsPrefix).toThrow(/secretsPrefix .* is not one/);
    expect(() => synthesize({ project: js, auth: { secretsPrefix: `shop/${'x'.repeat(60)}` } })).toThrow(/64 characters/);
    // Functions of a stack `shop` may read shop/users/*.
    for (const secretsPrefix of ['shop/users', 'shop/users/x', 'shop/services', 'shop/rotation/x']) expect(() => synthesize({ project: js, auth: { secretsPrefix } }), secretsPrefix).toThrow(/is a folder below prefixes/);
    for (const repository of ['*/*', 'acme/*', 'acme', 'acme/shop:*']) expect(() => synthesize({ project: js, migrations: { github: { repository, environment: 'production' } } }), repository).toThrow(/github\.repository/);
    expect(() => synthesize({ project: js, migrations: { github: { repository: 'acme/shop', environment: '*' } } })).toThrow(/github\.environment/);
  });
});

/** Of the app that projects begin with: it writes policies and ARNs another way. */
const seededContext = (): Readonly<Record<string, unknown>> => (JSON.parse(readFileSync(new URL('../../templates/app/cdk/cdk.json', import.meta.url), 'utf8')) as { readonly context: Readonly<Record<string, unknown>> }).context;

const variants: readonly (readonly [string, () => StackOptions])[] = [
  ['user, js, made', () => ({ project: js })],
  ['user, vtl, made', () => ({ project: vtl })],
  ['role, js, made', () => ({ project: js, auth: { credentials: 'role', userPool: { mfa: 'REQUIRED', plan: 'PLUS' } }, database: { postgres: 18 as const, standby: true, capacity: { min: 0, max: 4 } } })],
  ['user, js, taken', () => ({ project: js, ...takenOptions })],
  ['role, js, made, as the seeded app', () => ({ project: js, auth: { credentials: 'role' }, context: seededContext() })],
  ['role, vtl, taken', () => ({ project: vtl, ...takenOptions, auth: { ...takenOptions.auth, credentials: 'role' }, api: { otherSecrets: ['overrides', 'identities'] } })],
];

/** What comes out; `after` runs whatever happens. */
function kept<T>(work: () => T, after: () => void): T {
  try {
    return work();
  } finally {
    after();
  }
}

const findings = (app: App): readonly { readonly rule: string; readonly path: string }[] =>
  new AwsSolutionsChecks(app).validateScope(app).violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })));

describe("cdk-nag's AwsSolutions", () => {
  it.each(variants)('finds nothing that is not explained: %s', (_name, options) => {
    expect(findings(synthesize(options()).app)).toEqual([]);
  });

  it.each(variants)('each explanation is of a finding, and says why: %s', (_name, options) => {
    const said: { readonly path: string; readonly rule: string; readonly reason: string }[] = [];
    const of = vi.spyOn(Validations, 'of').mockImplementation((construct) => ({ acknowledge: ({ id, reason }: { readonly id: string; readonly reason: string }) => id.startsWith('AwsSolutions-') && said.push({ path: construct.node.path, rule: id, reason }) }) as unknown as Validations);
    const app = kept(() => synthesize(options()).app, () => of.mockRestore());
    const found = findings(app);
    expect(found.length).toBeGreaterThan(5);
    const explains = (path: string, rule: string) => said.filter((one) => one.rule === rule && (path === one.path || path.startsWith(`${one.path}/`)));
    expect(found.filter(({ path, rule }) => explains(path, rule).length === 0)).toEqual([]);
    expect(said.filter(({ path, rule }) => !found.some((one) => one.rule === rule && (one.path === path || one.path.startsWith(`${path}/`))))).toEqual([]);
    for (const { reason, rule } of said) expect(reason.length, rule).toBeGreaterThan(40);
  });

  it("stops a stack with a finding, as the user's app runs it, and lets this one through", () => {
    const context = { '@aws-cdk/core:failSynthOnValidationErrors': true };
    const withNag = (more: Partial<StackOptions> = {}) => () => synthesize({ project: js, context, plugins: (app) => [new AwsSolutionsChecks(app)], ...more });
    expect(withNag()).not.toThrow();
    expect(withNag({ database: (stack) => (new Queue(stack, 'Plain'), {}) })).toThrow(/validation/i);
  });

  it("CDK's own rules have nothing to say either", () => {
    const context = { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:failSynthOnValidationErrors': true };
    expect(() => synthesize({ project: js, context })).not.toThrow();
    expect(() => synthesize({ project: js, context, database: (stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'There', { ...network, vpcId: 'none' }) }) })).toThrow();
  });
});
