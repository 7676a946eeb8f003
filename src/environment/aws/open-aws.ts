import type { EnvironmentConfig } from '../../config/types.js';
import { loadGrammar } from '../../parse/load-grammar.js';
import { openDataApi } from '../data-api/open-data-api.js';
import { openUrl } from '../open-url.js';
import { CommandRefusal } from '../refusal.js';
import type { Environment } from '../types.js';
import { checkAccount } from './check-account.js';
import { invokeWorker } from './invoke-worker.js';
import { openSecrets } from './open-secrets.js';
import { readStack } from './read-stack.js';

export interface AwsOptions {
  readonly name: string;
  readonly config: EnvironmentConfig;
  /** Straight to PostgreSQL instead of through the Data API; null: not so. */
  readonly databaseUrl: string | null;
}

/**
 * An environment in an account of AWS: whose credentials these are is asked first, then what the stack says of itself.
 *
 * @throws CommandRefusal PGC601 to PGC605 and PGC607; what the SDK throws for the rest
 */
export async function openAws({ name, config, databaseUrl }: AwsOptions): Promise<Environment> {
  const { account, region, stack } = config;
  if (account === null || region === null || stack === null) {
    const missing = Object.entries({ account, region, stack }).filter(([, value]) => value === null).map(([key]) => key);
    throw new CommandRefusal('PGC601', `environment ${name} says no ${missing.join(' and no ')}`, `add it to environments.${name} in pgcog.config.ts: { account: '123456789012', region: 'eu-central-1', stack: 'shop' }`);
  }
  const client = { region };
  await checkAccount(client, name, account);
  const outputs = await readStack(client, stack);
  const direct = databaseUrl === null ? null : await openUrl(databaseUrl);
  const database = direct?.database ?? openDataApi({ client, resourceArn: outputs.clusterArn, secretArn: outputs.secretArn, database: outputs.database, grammar: await loadGrammar() });
  const secrets = openSecrets(client, outputs.secretsPrefix);
  return {
    name, database, secrets,
    place: `account ${account}, ${region}, stack ${stack}${direct === null ? '' : `, PostgreSQL at ${direct.place}`}`,
    runWorker: async () => {
      if (outputs.workerFunction === null) return false;
      await invokeWorker(client, outputs.workerFunction);
      return true;
    },
    close: () => {
      secrets.close();
      return database.close();
    },
  };
}
