/**
 * node scripts/ts.mjs bench/role.ts: what entering costs in credential mode `role`, over the local Data API and straight
 * to PostgreSQL: the same calls by a login that enters as nobody, as every login of credential mode `user`. Medians, in turn.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { startDataApi } from '../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../src/local/secrets-manager/create-secret-store.js';
import { direct } from '../src/runtime/direct.js';
import { createDataSource, dataApi, type Transport } from '../src/runtime/index.js';
import { roleLogins } from '../src/runtime/role.js';
import { makeTenants } from '../test/support/local-tenants.js';

const shop = 'fixtures/generate/shop';
const manifest: unknown = JSON.parse(readFileSync(join(shop, 'expected/generated/statements.json'), 'utf8'));
const [rounds, times] = [15, 20];
const region = 'eu-central-1';
const account = '123456789012';
const resourceArn = `arn:aws:rds:${region}:${account}:cluster:local`;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The sample's settings as JSON: its TypeScript ones import the package, which a bundled script has no way to. */
const project = mkdtempSync(join(tmpdir(), 'pgcog-bench-'));
for (const folder of ['tenant_template', 'shared']) cpSync(join(shop, folder), join(project, folder), { recursive: true });
writeFileSync(join(project, 'pgcog.config.json'), JSON.stringify({ roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } }));

const tenants = await makeTenants(project, ['acme'], 'role');
const adam = await tenants.addPerson('acme', 'admins');
const [login] = tenants.logins;
if (login === undefined) throw new Error('nobody has a login');
const store = createSecretStore({ region, account });
const { secret, ...values } = login;
for (const name of [secret, 'overrides/plain']) store.createSecret({ Name: `shop/local/${name}`, SecretString: JSON.stringify(values) });
const api = await startDataApi({ host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets: store, resourceArn });
const client = new RDSDataClient({ endpoint: api.url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
const straight = direct({ host: tenants.host, port: tenants.port, database: tenants.database, secrets: () => Promise.resolve(values) });

const asNobody = { accountId: account, userArn: `arn:aws:sts::${account}:assumed-role/plain/bench` };
const asMember = { sub: 'sub', claims: { userid: adam.id, tenant: adam.tenant, role: adam.role } };

async function measure(transport: Transport, document: object): Promise<readonly number[]> {
  const handler = createDataSource({
    manifest, log: () => undefined,
    ...roleLogins({ transport, credentials: { prefix: 'shop/local', assumedRoleOverrides: { [`${account}/plain`]: { secret: 'plain', tenant: adam.tenant, role: adam.role } } } }),
  });
  const found: [number[], number[]] = [[], []];
  for (let round = -3; round < rounds; round += 1) {
    for (const [at, identity] of [asNobody, asMember].entries()) {
      const started = performance.now();
      for (let n = 0; n < times; n += 1) {
        const answer = await handler({ v: 1, parts: [], ...document, identity });
        if (JSON.stringify(answer).includes('"error"')) throw new Error(JSON.stringify(answer));
      }
      if (round >= 0) found[at]?.push((performance.now() - started) / times);
    }
  }
  return found.map(median);
}

try {
  await tenants.admin.query(`set search_path = "${adam.tenant ?? ''}", extensions; insert into customers (name, email) select 'Customer ' || n, 'c' || n || '@example.test' from generate_series(1, 100) n`);
  const { rows: [customer] } = await tenants.admin.query<{ id: string }>('select id from customers limit 1');
  const read = { statement: 'Query.listCustomers', parameters: {}, limit: 50 };
  const write = { statement: 'Mutation.updateCustomer', parts: ['input.name'], parameters: { id: customer?.id, input: { name: 'Somebody' } } };
  process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, median of ${rounds} rounds\n`);
  for (const [name, transport] of [['the Data API on this machine', dataApi({ client, resourceArn, database: tenants.database })], ['a connection', straight]] as const) {
    for (const [what, document] of [['a read of 50 rows', read], ['a write', write]] as const) {
      const [nobody = Number.NaN, member = Number.NaN] = await measure(transport, document);
      process.stdout.write(`${what}, over ${name}: ${nobody.toFixed(1)} ms, entering as a member ${member.toFixed(1)} ms: ${(member / nobody).toFixed(2)} times as long\n`);
    }
  }
} finally {
  await straight.close();
  client.destroy();
  await api.close();
  await tenants.close();
  rmSync(project, { recursive: true, force: true });
}
