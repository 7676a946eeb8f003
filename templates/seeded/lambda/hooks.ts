import { dataApi } from 'pg-cognition-runtime';
import { createHooks, invokeLater } from 'pg-cognition-runtime/hooks';

/**
 * The triggers of the user pool: one Lambda function for each, with the handlers hooks.preSignUp, hooks.postConfirmation,
 * hooks.preAuthentication and hooks.preTokenGeneration, and a timeout of 5 seconds. This file is yours.
 */
export const { preSignUp, postConfirmation, preAuthentication, preTokenGeneration } = createHooks({
  transport: dataApi({ resourceArn: setting('CLUSTER_ARN'), database: setting('DATABASE') }),
  secret: `${setting('SECRETS_PREFIX')}/services/hooks`,
  provision: invokeLater({ functionName: setting('WORKER_FUNCTION') }),
});

/** A variable of the function's environment. */
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
