import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Exception } from './types.js';

/** Tells cdk-nag, where the user's app runs it, why a rule is not followed here. Without it nothing happens. */
export function acknowledge({ on, rule, reason }: Exception): void {
  Validations.of(on).acknowledge({ id: rule, reason });
}

/**
 * The same for wildcards in policies (AwsSolutions-IAM5), one by one: a wildcard that nobody explained stays a finding.
 *
 * @param resources as they stand in the policy, tokens included
 */
export function acknowledgeWildcards(on: IConstruct, resources: readonly string[], reason: string): void {
  for (const resource of resources) acknowledge({ on, rule: `AwsSolutions-IAM5[Resource::${flattened(Stack.of(on).resolve(resource))}]`, reason });
}

/** A value of a template as cdk-nag's findings print it: `<Logical.Arn>:*`, `arn:<AWS::Partition>:...`. */
function flattened(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, inside] = ['', '']] = Object.entries(value as Readonly<Record<string, unknown>>);
  if (name === 'Ref') return `<${String(inside)}>`;
  if (name === 'Fn::GetAtt' && Array.isArray(inside)) return `<${inside.join('.')}>`;
  if (name === 'Fn::Join' && Array.isArray(inside) && Array.isArray(inside[1])) return inside[1].map(flattened).join(String(inside[0]));
  return flattened(inside);
}
