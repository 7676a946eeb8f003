import type { Duration } from 'aws-cdk-lib';
import { Policy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function, type FunctionOptions, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge.js';

/** What all functions of a project have in common. */
const nodeRuntime = Runtime.NODEJS_24_X;

export interface FunctionSettings {
  readonly code: Code;
  /** `index.preSignUp` */
  readonly handler: string;
  readonly description: string;
  readonly role: Role;
  readonly timeout: Duration;
  /** MB */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where others must know its name beforehand. */
  readonly functionName?: string;
  readonly reservedConcurrency?: number | undefined;
  readonly more?: Pick<FunctionOptions, 'onFailure' | 'maxEventAge' | 'retryAttempts' | 'currentVersionOptions'>;
}

/** A function with a log group of its own; its role may write there and nothing else but what was said of it. */
export function createFunction(scope: Construct, id: string, settings: FunctionSettings): Function {
  const { role, environment, functionName, reservedConcurrency, more, ...rest } = settings;
  const logGroup = new LogGroup(scope, `${id}Log`, { retention: RetentionDays.THREE_MONTHS });
  logGroup.grantWrite(role);
  return new Function(scope, id, {
    ...rest, ...more, role, logGroup, runtime: nodeRuntime, architecture: Architecture.ARM_64, tracing: Tracing.ACTIVE, environment: { ...environment },
    ...(functionName !== undefined && { functionName }), ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
  });
}

/**
 * A role for functions with just these rights. AWS's managed policy for functions would let it write to any log group.
 *
 * @param wildcards resources of the statements that end in a wildcard, by the reason why
 */
export function functionRole(scope: Construct, id: string, statements: readonly PolicyStatement[], wildcards: Readonly<Record<string, readonly string[]>>): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  // A child of the role: functions are made after all of it, so that none runs without its rights.
  const rights = new Policy(role, 'Rights', { roles: [role], statements: [...statements] });
  for (const [reason, resources] of Object.entries(wildcards)) acknowledgeWildcards(rights, resources, reason);
  acknowledgeWildcards(role, ['*'], 'X-Ray has no resources: PutTraceSegments and PutTelemetryRecords are allowed on all or not at all.');
  return role;
}
