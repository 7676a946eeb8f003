import { randomBytes } from 'node:crypto';
import { openDataApi } from '../../../src/environment/data-api/open-data-api.js';
import type { Database } from '../../../src/environment/types.js';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import type { Limits } from '../../../src/local/data-api/types.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import type { RunOptions } from '../../../src/migrations/run/types.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { FleetWorld } from './fleet-world.js';

/** A fleet's database through a Data API of its own, logged in as somebody who may become the control owner. */
export interface ThroughDataApi {
  readonly data: DataApi;
  readonly database: Database;
  /** What a run needs to go that way alone. */
  readonly options: Pick<RunOptions, 'session' | 'lasting' | 'connect'>;
  close(): Promise<void>;
}

const place = { region: 'eu-central-1', account: '123456789012' };
const resourceArn = `arn:aws:rds:${place.region}:${place.account}:cluster:shop`;

export async function throughDataApi({ control, server }: FleetWorld, limits: Partial<Limits> = {}): Promise<ThroughDataApi> {
  const [password, login] = [randomBytes(12).toString('hex'), `api_${randomBytes(3).toString('hex')}_${control.run}`];
  await control.super.query(`create role ${login} login password '${password}' in role cognition_owner; grant connect on database ${control.database} to ${login}`);
  const store = createSecretStore(place);
  const { ARN } = store.createSecret({ Name: 'api', SecretString: JSON.stringify({ username: login, password }) });
  const data = await startDataApi({ host: server.host, port: server.port, defaultDatabase: 'postgres', secrets: store, resourceArn, sessionState: 'leak', limits });
  const database = openDataApi({ client: { ...place, endpoint: data.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }, resourceArn, secretArn: ARN ?? '', database: control.database, grammar: await loadGrammar() });
  return {
    data, database,
    options: { session: database.session, lasting: database.lasting, connect: () => database.another() },
    close: async () => {
      await database.close();
      await data.close();
    },
  };
}
