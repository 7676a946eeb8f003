import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDataSource } from 'aws-cdk-lib/aws-appsync';
import { type PolicyStatement, Policy, PrincipalWithConditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Code, Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge.js';
import { createFunction, functionRole } from './create-function.js';
import type { ApiReference } from './create-graphql-api.js';
import type { FunctionGroup } from './function-groups.js';
import { invoke } from './policies.js';

export interface DataSourceSettings {
  readonly api: ApiReference;
  readonly code: Code;
  /** Of generated/statements.json. */
  readonly manifest: string;
  readonly groups: readonly FunctionGroup[];
  /** What the functions may, and which resources of that end in wildcards, by the reason why. */
  readonly statements: readonly PolicyStatement[];
  readonly wildcards: Readonly<Record<string, readonly string[]>>;
  readonly environment: Readonly<Record<string, string>>;
  /** MB and seconds, where a group says nothing else. */
  readonly memory: number;
  readonly timeout: number;
}

/** Functions and data sources by group; null is the API's own. */
export interface DataSources {
  readonly functions: ReadonlyMap<string | null, Function>;
  /** Names, as resolvers say them. */
  readonly names: ReadonlyMap<string | null, string>;
}

/**
 * The functions behind the resolvers, and for today's manifest a version and a data source of each.
 *
 * A deployment changes resolvers one after the other, while requests come. CloudFormation makes what is new first: a
 * version that knows the new statements, and a data source under a name of its own that invokes it. Then resolvers are
 * moved, each in one step, to code that asks for a new statement and to the source that has it. Those that have not been
 * moved ask their old source, whose version is as it was. What is old is deleted when all is done, or what is new when a
 * deployment fails and all resolvers are back. With one source for all, or an alias, that moment would be somebody's error.
 */
export function createDataSources(scope: Construct, settings: DataSourceSettings): DataSources {
  const role = functionRole(scope, 'FunctionRole', settings.statements, settings.wildcards);
  const functions = new Map(settings.groups.map((group) => [group.name, createOne(scope, group, role, settings)]));
  const serviceRole = invokingRole(scope, settings.api, [...functions.values()]);
  const names = new Map([...functions].map(([group, made]) => {
    const name = `${group === null ? 'statements' : `lambda_${group}`}_${settings.manifest}`;
    const source = new CfnDataSource(scope, `Source-${name}`, {
      apiId: settings.api.apiId, name, type: 'AWS_LAMBDA', serviceRoleArn: serviceRole.roleArn, lambdaConfig: { lambdaFunctionArn: made.currentVersion.functionArn },
    });
    source.node.addDependency(serviceRole);
    return [group, source.attrName] as const;
  }));
  return { functions, names };
}

function createOne(scope: Construct, { name, memory, timeout }: FunctionGroup, role: Role, settings: DataSourceSettings): Function {
  return createFunction(scope, name === null ? 'Function' : `Function-${name}`, {
    role, code: settings.code, handler: 'index.handler', description: name === null ? 'Runs the statements of the API' : `Runs resolvers of the group ${name}`,
    memorySize: memory ?? settings.memory, timeout: Duration.seconds(timeout ?? settings.timeout), environment: settings.environment,
    // Kept: whoever must go back by hand finds what ran before. What a failed deployment has made goes with it.
    more: { currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } },
  });
}

/**
 * What AppSync invokes functions by: all versions of just these. A role for each version would be too young to be taken by
 * AppSync when the first resolver is moved, and rights on today's version alone would take yesterday's from resolvers that still ask it.
 */
function invokingRole(scope: Construct, api: ApiReference, functions: readonly Function[]): Role {
  const own = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account }, ArnEquals: { 'aws:SourceArn': api.arn } };
  const role = new Role(scope, 'InvokingRole', { assumedBy: new PrincipalWithConditions(new ServicePrincipal('appsync.amazonaws.com'), own) });
  const versions = functions.map(({ functionArn }) => `${functionArn}:*`);
  const rights = new Policy(role, 'Rights', { roles: [role], statements: [invoke(...versions)] });
  acknowledgeWildcards(rights, versions, 'Versions of these functions: old resolvers ask the old one while new ones ask the new one.');
  return role;
}
