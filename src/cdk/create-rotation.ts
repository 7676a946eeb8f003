import { Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundleCode } from './bundle-code.js';
import { createFunction, functionRole } from './create-function.js';
import { databaseVariables, loginFolder } from './database-variables.js';
import { dataApi, folderArn, secretArn, secrets } from './policies.js';
import type { Deployment } from './types.js';

/** Gives logins new passwords, for Secrets Manager: of members, or of roles of tenants, and of no service. */
export function createRotation(scope: Construct, deployment: Deployment): Function {
  const { secretsPrefix } = deployment;
  const own = secretArn(scope, secretsPrefix, 'services/rotation');
  const [logins, trials] = [folderArn(scope, secretsPrefix, loginFolder(deployment)), folderArn(scope, secretsPrefix, 'rotation')];
  const role = functionRole(scope, 'RotationRole', [
    dataApi(deployment.database.clusterArn, ['ExecuteStatement']),
    secrets([own], ['GetSecretValue']), secrets([logins], ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']),
    secrets([trials], ['CreateSecret', 'GetSecretValue', 'DeleteSecret', 'RestoreSecret']),
  ], {
    'It gives new passwords to whatever login the folder has.': [logins],
    'New passwords are tried by secrets of this folder, which live for that moment.': [trials],
  });
  const rotation = createFunction(scope, 'Rotation', {
    role, code: bundleCode(deployment.project, 'lambda/rotation.ts'), handler: 'index.handler', description: 'Gives logins new passwords',
    timeout: Duration.minutes(1), memorySize: 256, environment: databaseVariables(deployment),
  });
  rotation.addPermission('SecretsManager', { principal: new ServicePrincipal('secretsmanager.amazonaws.com'), sourceAccount: Stack.of(scope).account });
  return rotation;
}
