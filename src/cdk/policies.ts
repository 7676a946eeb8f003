import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const dataApiCalls = ['ExecuteStatement', 'BeginTransaction', 'CommitTransaction', 'RollbackTransaction'] as const;

/** Calls of the Data API on one cluster; what they may do there the login decides that goes with each. */
export function dataApi(clusterArn: string, calls: readonly (typeof dataApiCalls)[number][] = dataApiCalls): PolicyStatement {
  return new PolicyStatement({ actions: calls.map((call) => `rds-data:${call}`), resources: [clusterArn] });
}

/** @param calls of Secrets Manager: `GetSecretValue` */
export function secrets(resources: readonly string[], calls: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: calls.map((call) => `secretsmanager:${call}`), resources: [...resources] });
}

/** One secret. Six characters of AWS's own choice end its ARN, and no other name's ARN has this form. */
export function secretArn(scope: Construct, prefix: string, name: string): string {
  return secretsArn(scope, `${prefix}/${name}-??????`);
}

/** All secrets below a folder: `users`. */
export function folderArn(scope: Construct, prefix: string, folder: string): string {
  return secretsArn(scope, `${prefix}/${folder}/*`);
}

function secretsArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'secretsmanager', resource: 'secret', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** @param name of a function of this account and region, which need not be there yet */
export function functionArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'lambda', resource: 'function', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

export function invoke(...functions: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...functions] });
}
