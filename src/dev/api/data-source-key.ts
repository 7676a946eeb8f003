import { home } from '../start-services.js';
import type { ApiInput } from './open-api.js';

/** Who the data source is for the API that it publishes events to: whoever signs with the functions' own key. */
export function dataSourceKey({ AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' }: Readonly<Record<string, string>>): NonNullable<ApiInput['iam']> {
  return { region: home.region, keys: { [id]: { secretAccessKey, accountId: home.account, userArn: `arn:aws:sts::${home.account}:assumed-role/data-source/local`, username: 'data-source' } } };
}
