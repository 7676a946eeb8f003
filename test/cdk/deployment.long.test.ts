import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, LambdaHandler } from '../../src/local/appsync/types.js';
import { startDataApi, type DataApi } from '../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { makeTenants, type LocalTenants, type Person } from '../support/local-tenants.js';
import { makeProject, removeProject, run, sharedServer } from '../support/project.js';
import { LocalCloud } from './local-cloud.js';
import { planDeployment } from './plan-deployment.js';
import { account, cdkProject, dataSource, region, removeFolder, synthesize } from './support.js';
import { resourcesOf, type Templates } from './templates.js';

const template = `create table customers (id int primary key generated always as identity, name text not null, email text not null unique);
create table orders (id int primary key generated always as identity, customer_id int not null references customers, total int not null default 0);
grant select, insert, update on customers, orders to tenant_users;
`;
const spec = (orders: string, more: string): string => `version: 1\ncrud: { customers: [list], orders: [${orders}] }\nrelations: auto\nresolvers:\n${more}`;
/** What a customer spent is found by another key in each: neither function can answer the other's resolver. */
const specs = {
  before: spec('get, list', `  Customer.spent: { sql: "select coalesce(sum(total), 0)::int as spent from orders where customer_id = :parent.id" }\n  Query.soonGone: { sql: "select count(*)::int as n from orders" }\n`),
  after: spec('get, list, update', `  Customer.spent: { sql: "select coalesce(sum(o.total), 0)::int as spent from orders o join customers c on c.id = o.customer_id where c.email = :parent.email" }\n  Query.brandNew: { sql: "select count(*)::int as n from orders" }\n`),
};

const resourceArn = `arn:aws:rds:${region}:${account}:cluster:local`;
const server = sharedServer();
const folders: string[] = [];
const variables: Record<string, string> = { AWS_REGION: region, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', CLUSTER_ARN: resourceArn, SECRETS_PREFIX: 'shop/local', WORKER_FUNCTION: 'nobody', USER_POOL_ID: `${region}_none`, GRAPHQL_URL: 'http://127.0.0.1:9/graphql' };
const environment = Object.keys(variables).concat('AWS_ENDPOINT_URL_RDS_DATA', 'DATABASE').map((name) => [name, process.env[name]] as const);
let tenants: LocalTenants;
let data: DataApi;
let ann: Person;
let before: Templates;
let after: Templates;
const code = new Map<string, LambdaHandler>();

/** A project's stack; the code of its functions is loaded as Lambda does, from what was bundled for it. */
async function deployable(resolvers: string): Promise<Templates> {
  const root = makeProject({ 'tenant_template/010.sql': template, 'resolvers.yaml': resolvers });
  const outcome = await run(root, ['generate', '--quiet'], server.start);
  if (outcome.status !== 0) throw new Error(outcome.stderr);
  const project = cdkProject(root, (folder) => writeFileSync(join(folder, 'lambda/data-source.ts'), dataSource.replace('...whose }', '...whose, log: () => {} }')));
  const { templates } = synthesize({ project, api: { authorization: ['cognito_user_pools'] } });
  const folder = mkdtempSync(join(tmpdir(), 'pgcog-asset-'));
  folders.push(root, project, folder);
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [key, text] of templates.code) {
    if (!text.includes('Query.listCustomers')) continue;
    writeFileSync(join(folder, `${key}.mjs`), text);
    const { handler } = (await import(pathToFileURL(join(folder, `${key}.mjs`)).href)) as { readonly handler: LambdaHandler };
    code.set(key, handler);
  }
  return templates;
}

beforeAll(async () => {
  const root = makeProject({ 'tenant_template/010.sql': template });
  folders.push(root);
  tenants = await makeTenants(root, ['acme']);
  ann = await tenants.addPerson('acme', 'users', 'ann');
  const schema = tenants.tenants['acme'] ?? '';
  await tenants.admin.query(`insert into ${schema}.customers (name, email) select 'c' || n, n || '@c.test' from generate_series(1, 3) n`);
  await tenants.admin.query(`insert into ${schema}.orders (customer_id, total) select c, c * 10 from generate_series(1, 3) c`);
  const secrets = createSecretStore({ region, account });
  secrets.createSecret({ Name: `shop/local/users/${ann.id}`, SecretString: JSON.stringify({ username: ann.id, password: ann.password }) });
  data = await startDataApi({ host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets, resourceArn });
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL_RDS_DATA: data.url, DATABASE: tenants.database });
  before = await deployable(specs.before);
  after = await deployable(specs.after);
});

afterAll(async () => {
  for (const [name, value] of environment) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await data?.close();
  await tenants?.close();
  await server.stop();
  folders.forEach((folder) => { removeFolder(folder); removeProject(folder); });
});

/** What clients ask that know neither what comes nor what goes. */
const requests = ['{ listCustomers { items { name spent { spent } } } }', '{ listOrders { items { total customer { name spent { spent } } } } }', '{ getOrder(id: 2) { total customer { spent { spent } } } }'];

function caller(): Caller {
  const claims = { sub: 'sub-ann', userid: ann.id, tenant: ann.tenant, role: ann.role };
  return { mode: 'cognito_user_pools', identity: { sub: 'sub-ann', username: 'ann', issuer: 'local', claims, sourceIp: ['127.0.0.1'], defaultAuthStrategy: 'ALLOW', groups: null } };
}

/** Clients that go on asking until they are told to stop. */
function startClients(cloud: LocalCloud): { readonly answers: string[]; more(count: number): Promise<void>; stop(): Promise<void> } {
  const answers: string[] = [];
  let going = true;
  const client = async (number: number): Promise<void> => {
    for (let i = number; going; i += 1) answers.push(JSON.stringify(await cloud.run(requests[i % requests.length] ?? '', caller()).catch((error: Error) => ({ errors: [error.message] }))));
  };
  const clients = requests.map((_request, number) => client(number));
  const more = async (count: number): Promise<void> => {
    const wanted = answers.length + count;
    while (answers.length < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { answers, more, stop: async () => { going = false; await Promise.all(clients); } };
}

/** The same numbers each time. */
function seeded(seed: number): () => number {
  let count = 0;
  return () => createHash('sha256').update(`${seed}/${count++}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** Deploys while clients ask; `failing`: after so many steps all is put back. What they were answered. */
async function deployed(seed: number, [from, to]: readonly [Templates, Templates], failing = Infinity): Promise<{ readonly cloud: LocalCloud; readonly answers: ReadonlySet<string>; readonly steps: number }> {
  const random = seeded(seed);
  const cloud = new LocalCloud((asset) => code.get(asset) ?? (() => Promise.reject(new Error(`no code ${asset}`))));
  for (const change of planDeployment(null, from, random)) cloud.apply(change);
  const clients = startClients(cloud);
  await clients.more(3);
  const steps = planDeployment(from, to, random).filter(({ type }) => /^AWS::(AppSync|Lambda|IAM)::/.test(type));
  const done = steps.slice(0, failing);
  for (const change of done) {
    cloud.apply(change);
    if (/Resolver|DataSource|Schema|Function$/.test(change.type)) await clients.more(1);
  }
  if (failing !== Infinity) {
    const touched = new Set(done.map(({ id }) => id));
    for (const change of planDeployment(to, from, random).filter(({ id }) => touched.has(id))) {
      cloud.apply(change);
      await clients.more(1);
    }
  }
  await clients.more(3);
  await clients.stop();
  return { cloud, answers: new Set(clients.answers), steps: steps.length };
}

/** One source for all resolvers, and the function as it is now: what a deployment does without versions. */
function withoutVersions(templates: Templates): Templates {
  const text = JSON.stringify({ main: templates.main, nested: [...templates.nested] });
  const [source = ''] = /ApiSourcestatements[0-9a-f]{12}[0-9A-F]{8}/.exec(text) ?? [];
  const [version = ''] = /ApiFunctionCurrentVersion[0-9A-F]{8}[0-9a-f]{32}/.exec(text) ?? [];
  const [owner = ''] = /ApiFunction[0-9A-F]{8}/.exec(text) ?? [];
  const plain = text.replaceAll(source, 'ApiSource').replaceAll(`{"Ref":"${version}"}`, `{"Fn::GetAtt":["${owner}","Arn"]}`).replaceAll(/statements_[0-9a-f]{12}/g, 'statements').replaceAll('":*"', '"*"');
  const { main, nested } = JSON.parse(plain) as { readonly main: Templates['main']; readonly nested: [string, Templates['main']][] };
  return { ...templates, main, nested: new Map(nested) };
}

describe('a deployment in any order, while clients ask', () => {
  const right = new Set<string>();

  it('has requests that mean the same before and after', async () => {
    const cloud = new LocalCloud((asset) => code.get(asset) ?? (() => Promise.reject(new Error(asset))));
    for (const change of planDeployment(null, after, seeded(1))) cloud.apply(change);
    for (const request of requests) {
      const answer = await cloud.run(request, caller());
      expect(answer.errors, request).toBeUndefined();
      right.add(JSON.stringify(answer));
    }
    expect([...right].join()).toContain('"spent":{"spent":30}');
  });

  it.each([1, 2, 3, 4, 5, 6])('refuses nobody (%i)', async (seed) => {
    const { cloud, answers, steps } = await deployed(seed, [before, after]);
    expect(answers).toEqual(right);
    expect(steps).toBeGreaterThan(10);
    expect(cloud.resolverNames).toEqual(resourcesOf(after, 'AWS::AppSync::Resolver').map(([, { Properties }]) => `${String(Properties['TypeName'])}.${String(Properties['FieldName'])}`).sort());
    expect(cloud.sourceNames).toEqual(resourcesOf(after, 'AWS::AppSync::DataSource').map(([, { Properties }]) => Properties['Name']));
  });

  it.each([[11, 3], [12, 6], [13, 9], [14, 12]])('refuses nobody where it fails and all is put back (%i, after %i steps)', async (seed, failing) => {
    const { answers } = await deployed(seed, [before, after], failing);
    expect(answers).toEqual(right);
  });

  it('goes back to what was there as well', async () => {
    expect((await deployed(21, [after, before])).answers).toEqual(right);
  });

  it('would refuse some with one function for all', async () => {
    const { answers } = await deployed(1, [withoutVersions(before), withoutVersions(after)]);
    expect([...answers].filter((answer) => !right.has(answer)).join()).toContain('errors');
  });
});
