import type { STSClientConfig } from '@aws-sdk/client-sts';
import { CommandRefusal } from '../refusal.js';

/**
 * Makes sure that the credentials at hand are of the environment's account, before anything else is asked of AWS.
 *
 * @throws CommandRefusal PGC602 where they are of another, PGC603 where there are none or AWS takes them for none
 */
export async function checkAccount(client: STSClientConfig, environment: string, account: string): Promise<void> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const sts = new STSClient(client);
  const identity = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new CommandRefusal('PGC603', `AWS does not say who this is: ${error instanceof Error ? error.message : String(error)}`, 'name credentials by AWS_PROFILE, or log in (aws sso login)');
  }).finally(() => sts.destroy());
  if (identity.Account === account) return;
  throw new CommandRefusal('PGC602', `these credentials are of account ${identity.Account ?? 'nobody'}, environment ${environment} is ${account}`, `use credentials of account ${account}, or put environments.${environment}.account right in pgcog.config.ts`);
}
