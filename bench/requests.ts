/**
 * node scripts/ts.mjs bench/requests.ts: what a request costs in the Lambda's handler without the network, and a batch of
 * 100 children beside one call for each child, over the local Data API and a real PostgreSQL. Medians, in turn.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { startDataApi } from '../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../src/local/secrets-manager/create-secret-store.js';
import { createDataSource, dataApi, type StatementResult, type Transport } from '../src/runtime/index.js';
import { makeTenants } from '../test/support/local-tenants.js';

const shop = 'fixtures/generate/shop';
const manifest: unknown = JSON.parse(readFileSync(join(shop, 'expected/generated/statements.json'), 'utf8'));
const rounds = 15;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function time(work: () => Promise<unknown>, times: number): Promise<number> {
  const started = process.hrtime.bigint();
  for (let n = 0; n < times; n += 1) await work();
  return Number(process.hrtime.bigint() - started) / 1e3 / times;
}

/** Medians of one call of each, microseconds. */
async function measure<Name extends string>(works: Readonly<Record<Name, () => Promise<unknown>>>, times: number): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(works) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -3; round < rounds; round += 1) {
    for (const name of names) {
      const spent = await time(works[name], times);
      if (round >= 0) found[name].push(spent);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(found[name])])) as Record<Name, number>;
}

// The sample's settings as JSON: its TypeScript ones import the package, which a bundled script has no way to.
const project = mkdtempSync(join(tmpdir(), 'pgcog-bench-'));
for (const folder of ['tenant_template', 'shared']) cpSync(join(shop, folder), join(project, folder), { recursive: true });
writeFileSync(join(project, 'pgcog.config.json'), JSON.stringify({ roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } }));

const tenants = await makeTenants(project, ['acme']);
const store = createSecretStore({ region: 'eu-central-1', account: '123456789012' });
const resourceArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:local';
const api = await startDataApi({ host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets: store, resourceArn });
const client = new RDSDataClient({ endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
try {
  const ann = await tenants.addPerson('acme', 'users');
  store.createSecret({ Name: `shop/local/users/${ann.id}`, SecretString: JSON.stringify({ username: ann.id, password: ann.password }) });
  await tenants.admin.query(`reset role; set search_path = "${tenants.tenants['acme'] ?? ''}", extensions`);
  await tenants.admin.query(`insert into customers (name, email) select 'Customer ' || n, 'c' || n || '@example.test' from generate_series(1, 100) n`);
  await tenants.admin.query(`insert into orders (customer_id, note, owner_id) select c.id, 'note ' || n, 'u' from customers c, generate_series(1, 5) n`);
  const { rows } = await tenants.admin.query<{ id: string }>('select id from customers order by id');

  const identity = { sub: 'sub', claims: { userid: ann.id, tenant: ann.tenant, role: ann.role } };
  const list = { v: 1, statement: 'Query.listOrders', parts: [], parameters: {}, orderBy: null, limit: 50, nextToken: null, identity };
  const child = (parent: string): object => ({ v: 1, statement: 'Customer.latestOrders', parts: [], parameters: { limit: 5, parent: { id: parent } }, identity });

  const online = dataApi({ client, resourceArn, database: tenants.database });
  const kept: StatementResult[] = [];
  const recording: Transport = { ...online, execute: async (request) => {
    const result = await online.execute(request);
    kept.push(result);
    return result;
  } };
  const options = { manifest, credentials: { prefix: 'shop/local' }, log: () => undefined };
  const answer = await createDataSource({ ...options, transport: recording })(list);
  const [page] = kept;
  if (page?.records.length !== 51) throw new Error(JSON.stringify(answer));
  const offline = createDataSource({ ...options, transport: { ...online, execute: () => Promise.resolve(page) } });
  const texts = [JSON.stringify(list), JSON.stringify(page.records), JSON.stringify(answer)];
  const alone = await measure({ handler: () => offline(list), json: () => Promise.resolve(texts.map((text) => JSON.stringify(JSON.parse(text)))) }, 200);
  process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, median of ${rounds} rounds\n\n`);
  process.stdout.write(`a page of 50 orders, the database's answer at hand\n  handler ${alone.handler.toFixed(0)} µs\n  JSON there and back of event, records and answer ${alone.json.toFixed(0)} µs\n  handler / JSON ${(alone.handler / alone.json).toFixed(2)}\n\n`);

  const handler = createDataSource({ ...options, transport: online });
  const children = rows.map(({ id }) => child(id));
  const together = await measure({
    batch: () => handler(children),
    one: async () => {
      for (const event of children) await handler([event]);
    },
    abreast: () => Promise.all(children.map((event) => handler([event]))),
  }, 1);
  process.stdout.write(`100 parents, 5 children each, over the Data API on this machine\n  one batch ${(together.batch / 1e3).toFixed(1)} ms\n  a call for each child, one after the other ${(together.one / 1e3).toFixed(1)} ms: ${(together.one / together.batch).toFixed(1)} times as long\n  a call for each child, all at once ${(together.abreast / 1e3).toFixed(1)} ms: ${(together.abreast / together.batch).toFixed(1)} times as long\n`);
} finally {
  client.destroy();
  await api.close();
  await tenants.close();
  rmSync(project, { recursive: true, force: true });
}
