import { Duration } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { bundleCode } from './bundle-code.js';
import { createFunction, functionRole } from './create-function.js';
import { databaseVariables, loginFolder } from './database-variables.js';
import { dataApi, folderArn, secretArn, secrets } from './policies.js';
import type { Deployment } from './types.js';

/** Makes logins and their secrets, and does what the database notes to be done outside it; every minute at least. */
export function createWorker(scope: Construct, deployment: Deployment, { workerName, pool }: { readonly workerName: string; readonly pool: IUserPool }): Function {
  const own = secretArn(scope, deployment.secretsPrefix, 'services/worker');
  const logins = folderArn(scope, deployment.secretsPrefix, loginFolder(deployment));
  const role = functionRole(scope, 'WorkerRole', [
    dataApi(deployment.database.clusterArn, ['ExecuteStatement']),
    secrets([own], ['GetSecretValue']), secrets([logins], ['CreateSecret', 'GetSecretValue', 'DeleteSecret', 'RestoreSecret']),
    new PolicyStatement({ actions: ['cognito-idp:AdminGetUser', 'cognito-idp:ListUsers', 'cognito-idp:AdminUserGlobalSignOut'], resources: [pool.userPoolArn] }),
  ], {
    'It makes the secrets of this folder, whose names end in random ids that nobody knows before.': [logins],
  });
  const failures = failureQueue(scope);
  const worker = createFunction(scope, 'Worker', {
    role, functionName: workerName, code: bundleCode(deployment.project, 'lambda/members.ts'), handler: 'index.handler', timeout: Duration.minutes(1), memorySize: 512,
    description: 'Makes logins of members, and does what the database notes to be done outside it',
    environment: { ...databaseVariables(deployment), USER_POOL_ID: pool.userPoolId }, more: { onFailure: new SqsDestination(failures) },
  });
  // What is lost on the way is found by the next minute's call.
  new Rule(scope, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)), targets: [new LambdaFunction(worker, { retryAttempts: 0 })] });
  return worker;
}

/** Calls of the worker that failed three times, to be looked at. */
function failureQueue(scope: Construct): Queue {
  const queue = new Queue(scope, 'WorkerFailures', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
  acknowledge({ on: queue, rule: 'AwsSolutions-SQS3', reason: 'It is where failed calls end, which nobody takes from it but people.' });
  return queue;
}
