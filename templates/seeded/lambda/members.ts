import { dataApi } from 'pg-cognition-runtime';
import { createMemberWorker, type Invitation } from 'pg-cognition-runtime/members';
import { endSubscriptions } from 'pg-cognition-runtime/subscriptions';
import manifest from '../generated/statements.json' with { type: 'json' };

/**
 * The worker behind the user pool's triggers: they invoke it, and a schedule does every minute. Its timeout is a minute.
 * This file is yours.
 */
export const handler = createMemberWorker({
  transport: dataApi({ resourceArn: setting('CLUSTER_ARN'), database: setting('DATABASE') }),
  prefix: setting('SECRETS_PREFIX'),
  userPool: { userPoolId: setting('USER_POOL_ID') },
  invite,
  // Whoever is shut out hears no more events.
  signedOut: endSubscriptions({ manifest, url: setting('GRAPHQL_URL') }),
});

/** Send the e-mail here, to `invitation.email`. What throws is tried again later, so it may be sent twice. */
async function invite({ userid, tenant }: Invitation): Promise<void> {
  const link = `${process.env['SIGN_UP_URL'] ?? 'http://localhost:5173/sign-up'}?invitation=${userid}`;
  console.log(JSON.stringify({ invitation: userid, tenant, link }));
}

/** A variable of the function's environment. */
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
