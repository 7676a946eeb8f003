import { fileURLToPath } from 'node:url';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { createDataSource, type DataSourceOptions } from '../../../src/runtime/data-source.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { Envelope, LogLine, Transport } from '../../../src/runtime/types.js';
import { makeTenants, type LocalTenants, type Person } from '../../support/local-tenants.js';
import { dataOf, identity, lines, prefix, shop } from './support.js';

const resourceArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:local';

/** The shop's tenants acme and globex behind the local Data API. */
export interface LocalSource {
  readonly tenants: LocalTenants;
  readonly api: DataApi;
  readonly transport: Transport;
  readonly acmeAdmin: Person;
  readonly acmeUser: Person;
  readonly acmeBilling: Person;
  readonly globexAdmin: Person;
  readonly support: Person;
  close(): Promise<void>;
}

export async function startLocalSource(limits: { readonly responseBytes?: number } = {}): Promise<LocalSource> {
  const tenants = await makeTenants(fileURLToPath(new URL('../../../fixtures/generate/shop', import.meta.url)), ['acme', 'globex']);
  const store = createSecretStore({ region: 'eu-central-1', account: '123456789012' });
  const add = async (tenant: string | null, role: string): Promise<Person> => {
    const person = await tenants.addPerson(tenant, role);
    store.createSecret({ Name: `${prefix}/users/${person.id}`, SecretString: JSON.stringify({ username: person.id, password: person.password }) });
    return person;
  };
  const api = await startDataApi({ host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets: store, resourceArn, limits });
  const client = new RDSDataClient({ endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  return {
    tenants, api, transport: dataApi({ client, resourceArn, database: tenants.database }),
    acmeAdmin: await add('acme', 'admins'), acmeUser: await add('acme', 'users'), acmeBilling: await add('acme', 'billing'),
    globexAdmin: await add('globex', 'admins'), support: await add(null, 'application_admins'),
    async close() {
      client.destroy();
      await api.close();
      await tenants.close();
    },
  };
}

/** The identity that AppSync would send for a person. */
export function identityOf(person: Person): object {
  return identity(person.id, person.tenant, person.role);
}

/** Calls a data source with the shop's manifest, as a person. */
export interface Caller {
  readonly written: LogLine[];
  /** One document's envelope. */
  ask(person: Person, statement: string, parameters?: object, more?: object): Promise<Envelope>;
  /** The data of it. */
  get<T = Record<string, unknown>>(person: Person, statement: string, parameters?: object, more?: object): Promise<T>;
  readonly handler: ReturnType<typeof createDataSource>;
}

export function callerOn(source: LocalSource, options: Partial<DataSourceOptions> = {}): Caller {
  const { log, written } = lines();
  const handler = createDataSource({ manifest: shop, transport: source.transport, credentials: { prefix }, log, ...options });
  const ask = async (person: Person, statement: string, parameters: object = {}, more: object = {}): Promise<Envelope> =>
    (await handler({ v: 1, statement, parts: [], parameters, identity: identityOf(person), ...more })) as Envelope;
  return { written, handler, ask, get: async <T>(...call: Parameters<typeof ask>) => dataOf(await ask(...call)) as T };
}
