import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { applicationName } from '../src/local/data-api/open-connection.js';
import { startDataApi } from '../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../src/local/secrets-manager/create-secret-store.js';
import { direct } from '../src/runtime/direct.js';
import { createDataSource, dataApi, type Transport } from '../src/runtime/index.js';
import { lambdaResolvers } from '../src/runtime/lambda.js';
import { checkWrites, type Found } from './support/check-writes.js';
import { injectFaults } from './support/inject-faults.js';
import { killBackends, sessionsOf } from './support/kill-backends.js';
import { makeLedger, type Handler, type Ledger } from './support/ledger.js';
import { eventOf, nothingSeen, runLoad, type Seen } from './support/load.js';
import { createRandom } from './support/random.js';
import { startDroppingProxy } from './support/start-dropping-proxy.js';
import { watchTransactions } from './support/watch-transactions.js';

const seed = Number(process.env['FAULTS_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const told = `FAULTS_SEED=${seed}`;
const resourceArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:local';
const prefix = 'ledger/test';
const connections = 14;
/** Milliseconds until the service ends a transaction that nobody uses. */
const idleMs = 4_000;
const waves = 8;
/** What the direct transport's connections are called in `pg_stat_activity`. */
const directName = 'pg-cognition';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await makeLedger();
});
beforeEach(() => ledger.empty());
afterAll(() => ledger?.close());

function handlerOn(transport: Transport, seen: Seen): Handler {
  const report = (fault: unknown): void => void seen.wrong.push(`reported: ${String(fault)}`);
  return createDataSource({ manifest: ledger.manifest, transport, credentials: { prefix }, lambda: lambdaResolvers(ledger.resolvers), log: () => undefined, report });
}

/** Every caller is served again when nothing goes wrong any more, by sessions that remember their own user or nobody. */
async function expectHealth(handler: Handler, remembers: boolean): Promise<void> {
  for (const person of ledger.people) {
    const answers = await Promise.all([1, 2, 3].map(() => handler(eventOf(person, 'Query.listLedgers', {}, { limit: 1 }))));
    for (const answer of answers) expect(answer, told).toHaveProperty('data');
    await handler(eventOf(person, 'Query.visit', {}));
    expect(await handler(eventOf(person, 'Query.visit', {})), told).toEqual({ data: remembers ? person.id : null });
  }
}

function expectTruth(seen: Seen, found: Found): void {
  expect([...seen.wrong, ...found.wrong], told).toEqual([]);
  // The load was one: faults of all outcomes came, and most calls got through.
  expect(seen.reads, told).toBeGreaterThan(100);
  expect(found.ok, told).toBeGreaterThan(seen.writes.length / 4);
  expect(Math.min(found.retryable, found.uncertain.written, found.uncertain.not), told).toBeGreaterThan(0);
}

const activeOf = async (application: string): Promise<readonly (string | null)[]> => (await sessionsOf(ledger.tenants.admin, application)).map(({ state }) => state).filter((state) => state !== 'idle');

describe.each(['reset', 'leak'] as const)('the Data API, whose sessions %s what a call left in them', (sessionState) => {
  it('under faults: no write twice, no row of another caller, nothing left open', async () => {
    const { tenants, people } = ledger;
    const random = createRandom(seed);
    const store = createSecretStore({ region: 'eu-central-1', account: '123456789012' });
    for (const { id, password } of people) store.createSecret({ Name: `${prefix}/users/${id}`, SecretString: JSON.stringify({ username: id, password }) });
    const api = await startDataApi({
      host: tenants.host, port: tenants.port, defaultDatabase: tenants.database, secrets: store, resourceArn, sessionState, random, limits: { connections, idleMs },
    });
    onTestFinished(() => api.close());
    // As it is by default: the SDK would try again three times, and repeat writes.
    const client = new RDSDataClient({ endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    onTestFinished(() => client.destroy());
    const transport = watchTransactions(dataApi({ client, resourceArn, database: tenants.database }));
    const seen = nothingSeen();
    const handler = handlerOn(transport, seen);
    const killer = await killBackends(tenants, applicationName, createRandom(seed + 1), 60);
    for (let wave = 0; wave < waves; wave++) {
      injectFaults(api.faults, 0.5 + random());
      await runLoad({ handler, people, random, seen, streams: 2, calls: 9, hurry: wave % 2 === 0 });
      expect([...transport.open], told).toEqual([]);
      // Of a begin whose answer was lost nobody has the id: the service ends it after a while.
      expect(api.transactions(), told).toBeLessThanOrEqual(transport.unknownBegins() + transport.failedRollbacks());
      // Three tries of one may all meet something.
      expect(transport.failedRollbacks(), told).toBeLessThanOrEqual(2);
    }
    api.faults.clear();
    const { users, killed } = await killer.stop();
    expect([...users].filter((user) => !people.some(({ id }) => id === user)), told).toEqual([]);
    expect(Math.min(killed, api.faults.struck()), told).toBeGreaterThan(10);
    await expect.poll(() => api.transactions(), { timeout: idleMs + 5_000, message: told }).toBe(0);
    await expect.poll(() => activeOf(applicationName), { timeout: 5_000, message: told }).toEqual([]);
    expectTruth(seen, await checkWrites(ledger, seen.writes));
    await expectHealth(handler, sessionState === 'leak');
    await expect.poll(async () => (await sessionsOf(tenants.admin, applicationName)).length - api.connections(), { timeout: 5_000, message: told }).toBe(0);
    expect(api.connections(), told).toBeLessThanOrEqual(connections);
    expect(api.transactions(), told).toBe(0);
    await api.close();
    await expect.poll(() => sessionsOf(tenants.admin, applicationName), { timeout: 5_000, message: told }).toEqual([]);
  });
});

it('a direct connection under killed backends and broken connections: the same', async () => {
  const { tenants, people } = ledger;
  const random = createRandom(seed);
  const proxy = await startDroppingProxy(tenants.host, tenants.port, () => random() < 0.01);
  onTestFinished(() => proxy.close());
  const passwords = new Map(people.map(({ id, password }) => [`${prefix}/users/${id}`, { username: id, password }]));
  const secrets = (secret: string) => Promise.resolve(passwords.get(secret) ?? null);
  const killer = await killBackends(tenants, directName, createRandom(seed + 1), 30);
  const seen = nothingSeen();
  for (let wave = 0; wave < waves; wave++) {
    // A transport of its own, as each new Lambda has.
    const connection = direct({ host: '127.0.0.1', port: proxy.port, database: tenants.database, secrets, maxConnections: connections, maxConnectionsPerUser: 2 });
    const transport = watchTransactions(connection);
    await runLoad({ handler: handlerOn(transport, seen), people, random, seen, streams: 3, calls: 8, hurry: wave % 2 === 0 });
    expect([...transport.open], told).toEqual([]);
    await connection.close();
    // What was cancelled may be ending still.
    await expect.poll(() => sessionsOf(tenants.admin, directName), { timeout: 5_000, message: told }).toEqual([]);
  }
  const { users, killed } = await killer.stop();
  expect([...users].filter((user) => !people.some(({ id }) => id === user)), told).toEqual([]);
  expect(killed, told).toBeGreaterThan(10);
  expectTruth(seen, await checkWrites(ledger, seen.writes));
  const connection = direct({ host: tenants.host, port: tenants.port, database: tenants.database, secrets });
  await expectHealth(handlerOn(connection, seen), true);
  await connection.close();
});
