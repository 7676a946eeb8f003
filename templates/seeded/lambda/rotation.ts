import { dataApi } from 'pg-cognition-runtime';
import { createRotation } from 'pg-cognition-runtime/rotation';

/**
 * Gives logins new passwords, for Secrets Manager: `RotateSecret` of a secret names this function. Its timeout is a minute.
 * This file is yours.
 */
export const handler = createRotation({
  transport: dataApi({ resourceArn: setting('CLUSTER_ARN'), database: setting('DATABASE') }),
  prefix: setting('SECRETS_PREFIX'),
});

/** A variable of the function's environment. */
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
