import { Duration, Stack } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundleCode } from './bundle-code.js';
import { createFunction, functionRole } from './create-function.js';
import { databaseVariables } from './database-variables.js';
import { dataApi, functionArn, invoke, secretArn, secrets } from './policies.js';
import type { Deployment } from './types.js';

/** Functions of the pool's triggers. */
export interface Hooks {
  readonly preSignUp: Function;
  readonly postConfirmation: Function;
  readonly preAuthentication: Function;
  readonly preTokenGeneration: Function;
}

export interface HookSettings {
  readonly workerName: string;
  readonly reservedConcurrency: number | undefined;
}

/** They ask the database who is invited and who is a member, by a secret of their own; members' secrets they cannot read. */
export function createHooks(scope: Construct, deployment: Deployment, { workerName, reservedConcurrency }: HookSettings): Hooks {
  const own = secretArn(scope, deployment.secretsPrefix, 'services/hooks');
  const role = functionRole(scope, 'HookRole', [
    dataApi(deployment.database.clusterArn, ['ExecuteStatement']), secrets([own], ['GetSecretValue']), invoke(functionArn(scope, workerName)),
  ], {});
  const code = bundleCode(deployment.project, 'lambda/hooks.ts');
  const hook = (id: string, name: string): Function => createFunction(scope, id, {
    code, role, reservedConcurrency, handler: `index.${name}`, description: `Trigger of the user pool: ${name}`,
    // Cognito waits for five seconds and asks three times.
    timeout: Duration.seconds(5), memorySize: 512, environment: { ...databaseVariables(deployment), WORKER_FUNCTION: workerName },
  });
  return {
    preSignUp: hook('PreSignUp', 'preSignUp'), postConfirmation: hook('PostConfirmation', 'postConfirmation'),
    preAuthentication: hook('PreAuthentication', 'preAuthentication'), preTokenGeneration: hook('PreTokenGeneration', 'preTokenGeneration'),
  };
}

/** This pool alone, of this account: a pool of somebody else that names these functions gets no answer. */
export function letPoolInvoke(scope: Construct, pool: IUserPool, hooks: Hooks): void {
  for (const [name, { functionArn: arn }] of Object.entries(hooks) as [string, Function][]) {
    new CfnPermission(scope, `${name}Permission`, {
      action: 'lambda:InvokeFunction', functionName: arn, principal: 'cognito-idp.amazonaws.com', sourceArn: pool.userPoolArn, sourceAccount: Stack.of(scope).account,
    });
  }
}
