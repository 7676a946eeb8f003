import type { Deployment } from './types.js';

/** Variables of the environment that every seeded function reads. */
export function databaseVariables({ database, secretsPrefix }: Deployment): Record<'CLUSTER_ARN' | 'DATABASE' | 'SECRETS_PREFIX', string> {
  return { CLUSTER_ARN: database.clusterArn, DATABASE: database.databaseName, SECRETS_PREFIX: secretsPrefix };
}

/** The folder below the prefix where members' logins are: `users` or `roles`. */
export function loginFolder({ credentials }: Pick<Deployment, 'credentials'>): 'users' | 'roles' {
  return credentials === 'user' ? 'users' : 'roles';
}
