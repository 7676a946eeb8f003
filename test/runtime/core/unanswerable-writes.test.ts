import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDataApi } from '../../../src/local/data-api/start-data-api.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { direct } from '../../../src/runtime/direct.js';
import { lambdaResolvers, type LambdaCall } from '../../../src/runtime/lambda.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { Envelope, ManifestStatement, Transport } from '../../../src/runtime/types.js';
import { makeUsers, type Users } from '../transport/support.js';
import { dataOf, errorOf, identity, manifestOf, prefix, statement } from './support.js';

const resourceArn = 'arn:aws:rds:eu-central-1:123456789012:cluster:shop';
const write = (sql: string, more: Partial<ManifestStatement> = {}): ManifestStatement => statement({ operation: 'write', sql: [sql], columns: [{ name: 'x', label: 'x', codec: { kind: 'text' }, hidden: false }], ...more });
const amount = { columns: [{ name: 'x', label: 'x', codec: { kind: 'float' as const }, hidden: false }] };

/** By name: what is written and cannot be answered with, and the code that says so. */
const refused: Readonly<Record<string, readonly [code: string, made: ManifestStatement]>> = {
  'rows that are too many': ['too_large', write("insert into {tenant}.notes select generate_series(1, 100) returning repeat('x', 60000)")],
  'one row that is too large': ['too_large', write("insert into {tenant}.notes values (1) returning repeat('x', 6000000)", { rows: 'one' })],
  'characters that JSON writes in six': ['too_large', write("insert into {tenant}.notes values (1) returning repeat(chr(1), 1000000)", { rows: 'one' })],
  'what has no form in JSON': ['internal', write("insert into {tenant}.notes values (1) returning 'NaN'::float8", { rows: 'one', ...amount })],
  'two rows where one is meant': ['internal', write("insert into {tenant}.notes values (1), (2) returning 'x'", { rows: 'one' })],
  'no row where one must be': ['not_found', write("with more as (insert into {tenant}.notes values (1) returning n) delete from {tenant}.notes where n = 7 returning 'x'", { rows: 'one' })],
};
const manifest = manifestOf({ ...Object.fromEntries(Object.entries(refused).map(([name, [, made]]) => [name, made])), good: write("insert into {tenant}.notes values (1) returning 'x'", { rows: 'one' }), slow: write("insert into {tenant}.notes select 1 from pg_sleep(2) returning 'x'"), none: write('delete from {tenant}.notes', { rows: 'none', columns: [] }) }, {
  lambdas: { 'Mutation.inside': { check: null, allow: null, tenantArgument: null } },
});
/** Makes nothing of it. */
const inside = ({ database }: LambdaCall): Promise<unknown> => database.transaction(async (one) => {
  await one.run('good');
  return one.run('rows that are too many').catch(() => 'well');
});

let users: Users;
let transports: Record<'dataApi' | 'direct', Transport>;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  users = await makeUsers();
  const { host, port, database, logins, admin } = users;
  const store = createSecretStore({ region: 'eu-central-1', account: '123456789012' });
  for (const [Name, login] of logins) store.createSecret({ Name, SecretString: JSON.stringify(login) });
  const api = await startDataApi({ host, port, secrets: store, resourceArn });
  const client = new RDSDataClient({ endpoint: api.url, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  const straight = direct({ host, port, database, secrets: (secret) => Promise.resolve(logins.get(secret.replace(prefix, 'shop')) ?? null) });
  for (const [Name, login] of logins) store.createSecret({ Name: Name.replace('shop', prefix), SecretString: JSON.stringify(login) });
  transports = { dataApi: dataApi({ client, resourceArn, database }), direct: straight };
  const owner = logins.get('shop/users/one')?.username ?? '';
  await admin.query(`set role ${owner}; create table ${owner}.notes (n int); reset role`);
  closing.push(() => straight.close(), () => client.destroy(), () => api.close(), () => users.close());
});
afterAll(async () => {
  for (const close of closing) await close();
});

describe.each(['dataApi', 'direct'] as const)('%s: a write that cannot be answered', (name) => {
  let sent: string[];
  const schema = (): string => users.logins.get('shop/users/one')?.username ?? '';
  const ask = async (field: string, time = 20_000): Promise<Envelope> => {
    const { [name]: transport } = transports;
    sent = [];
    const noted: Transport = {
      execute: (request) => (sent.push('execute'), transport.execute(request)), begin: (secret, deadline) => (sent.push('begin'), transport.begin(secret, deadline)),
      commit: (...end) => (sent.push('commit'), transport.commit(...end)), rollback: (...end) => (sent.push('rollback'), transport.rollback(...end)),
    };
    const handler = createDataSource({ manifest, transport: noted, credentials: { prefix }, log: () => undefined, report: () => undefined, lambda: lambdaResolvers({ 'Mutation.inside': inside }) });
    await users.admin.query(`truncate ${schema()}.notes`);
    return (await handler({ v: 1, statement: field, parameters: {}, identity: identity('one', schema(), 'users') }, { getRemainingTimeInMillis: () => time })) as Envelope;
  };
  const written = async (): Promise<number | null> => (await users.admin.query(`select from ${schema()}.notes`)).rowCount;

  it.each(Object.keys(refused))('has not been written: %s', async (field) => {
    expect(errorOf(await ask(field))).toMatchObject({ code: refused[field]?.[0], retryable: false });
    expect([sent, await written()]).toEqual([['begin', 'execute', 'rollback'], 0]);
  });

  it('is written where it can, and in one call where there is nothing to answer with', async () => {
    expect(dataOf(await ask('good'))).toEqual({ x: 'x' });
    expect([sent, await written()]).toEqual([['begin', 'execute', 'commit'], 1]);
    expect(dataOf(await ask('none'))).toBe(0);
    expect(sent).toEqual(['execute']);
  });

  it('is answered before the function ends where its statement goes on', async () => {
    const start = performance.now();
    expect(errorOf(await ask('slow', 1_500))).toMatchObject({ code: 'timeout', retryable: false });
    expect(performance.now() - start).toBeLessThan(1_500);
    await expect.poll(written, { timeout: 10_000 }).toBe(0);
  });

  it('takes the transaction along that it is a part of, whoever catches that', async () => {
    expect(errorOf(await ask('Mutation.inside')).code).toBe('too_large');
    expect([sent, await written()]).toEqual([['begin', 'execute', 'execute', 'rollback'], 0]);
  });
});
