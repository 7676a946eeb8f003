import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataApi } from '../../../src/environment/data-api/open-data-api.js';
import type { Database } from '../../../src/environment/types.js';
import { startDataApi, type DataApi } from '../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { RowsInTheWay } from '../../../src/migrations/run/migrate-up.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import { openFleet, type FleetWorld } from './fleet-world.js';

const place = { region: 'eu-central-1', account: '123456789012' };
const resourceArn = `arn:aws:rds:${place.region}:${place.account}:cluster:shop`;
const base = 'create table orders (id int primary key, region text);';
let world: FleetWorld;
let data: DataApi;
let database: Database;

beforeAll(async () => {
  world = await openFleet({ 'tenant_template/a.sql': base }, ['a', 'b', 'c']);
  const password = randomBytes(12).toString('hex');
  const { control, server } = world;
  await control.super.query(`create role api_${control.run} login password '${password}' in role cognition_owner; grant connect on database ${control.database} to api_${control.run}`);
  const store = createSecretStore(place);
  const { ARN } = store.createSecret({ Name: 'api', SecretString: JSON.stringify({ username: `api_${control.run}`, password }) });
  data = await startDataApi({ host: server.host, port: server.port, defaultDatabase: 'postgres', secrets: store, resourceArn, sessionState: 'leak' });
  database = openDataApi({ client: { ...place, endpoint: data.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }, resourceArn, secretArn: ARN ?? '', database: control.database, grammar: await loadGrammar() });
  for (const tenant of Object.values(world.tenants)) await world.rows(`insert into ${tenant}.orders (id) select generate_series(1, 25)`);
}, 60_000);
afterAll(async () => {
  await database.close();
  await data.close();
  await world.close();
});

const through = (): Pick<Parameters<FleetWorld['up']>[0] & object, 'session' | 'lasting' | 'connect' | 'batchSize'> => ({ session: database.session, lasting: database.lasting, connect: () => database.another(), batchSize: 10 });

it('takes tenants along, in transactions and in stretches, through the Data API alone', async () => {
  expect(await world.up(through())).toMatchObject({ template: ['0001_init'] });
  await world.add('note', `alter table orders add column note text;
    -- pgcog step batched orders by id
    update orders set region = 'eu' where region is null;
    -- pgcog step transaction
    alter table orders alter column region set not null;`);
  world.change({ 'tenant_template/a.sql': base.replace('region text', 'region text not null, note text') });
  expect(await world.up({ ...through(), canary: 1 })).toMatchObject({ failures: [], behind: 0, template: ['0002_note'] });
  expect(await world.differences()).toEqual({ a: [], b: [], c: [] });
  expect(await world.rows("select distinct progress ->> 'batches' as n from cognition.migration_ledger where progress is not null")).toEqual([{ n: '3' }]);
});

it('asks rows, and says what it cannot do', async () => {
  const files = world.files();
  await world.add('check', "alter table orders add constraint few check (id < 25);");
  expect(await world.up(through()).catch((error: unknown) => (error instanceof RowsInTheWay ? error.found.map(({ rows }) => rows) : error))).toEqual([[{ id: 25 }], [{ id: 25 }], [{ id: 25 }]]);
  world.setFiles(files);
  await world.add('index', '-- pgcog step alone\ncreate index concurrently orders_note on orders (note);');
  world.change({ 'tenant_template/a.sql': `${base.replace('region text', 'region text not null, note text')} create index orders_note on orders (note);` });
  await expect(world.up(through())).rejects.toMatchObject({ code: 'PGC646', message: 'step 1 of 0003_index can be in no transaction, and the Data API keeps no session besides; nothing was begun' });
  expect(await world.rows('select count(*)::int as n from cognition.migrations')).toEqual([{ n: 2 }]);
  expect(await world.up()).toMatchObject({ failures: [], behind: 0 });
  expect(await world.differences()).toEqual({ a: [], b: [], c: [] });
});
