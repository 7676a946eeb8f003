import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLambda } from '../../src/local/lambda/start-lambda.js';
import { createSecretStore } from '../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../src/local/secrets-manager/start-secrets-manager.js';
import { openLocalDatabase, pgcog, removeProject, shopProject, type World } from './support.js';

let root = '';
let local: Awaited<ReturnType<typeof openLocalDatabase>>;
beforeAll(() => void (root = shopProject()));
afterAll(async () => {
  await local.close();
  removeProject(root);
});

const count = async (sql: string): Promise<unknown> => (await local.client.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]?.n;

describe('commands at once', () => {
  it('take turns from the first start on', async () => {
    const all = await Promise.all([1, 2, 3].map(() => pgcog(root, ['control', 'up', '--admin', 'me@x.test', '--json'])));
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0]);
    local = await openLocalDatabase(root);
    expect(await count('cognition.users')).toBe(1);
    expect(await count("cognition.audit_log where action = 'password'")).toBe(3);
    const { secrets } = JSON.parse(readFileSync(join(root, '.pgcog/local/secrets.json'), 'utf8')) as { secrets: readonly { name: string }[] };
    expect(secrets.map(({ name }) => name).sort()).toEqual(['pgcog/local/services/hooks', 'pgcog/local/services/owner', 'pgcog/local/services/rotation', 'pgcog/local/services/worker']);
  });

  it('of which one only can be right leave one', async () => {
    const all = await Promise.all([1, 2, 3].map(() => pgcog(root, ['tenant', 'create', 'acme'])));
    expect(all.map(({ status }) => status).sort()).toEqual([0, 1, 1]);
    expect(all.filter(({ status }) => status === 1).map(({ err }) => err)).toEqual(Array(2).fill(expect.stringContaining('error PGC614: this name is taken')));
    const invited = await Promise.all([1, 2, 3].map(() => pgcog(root, ['user', 'invite', 'ann@acme.test', '--tenant', 'acme', '--role', 'users'])));
    expect(invited.map(({ status }) => status).sort()).toEqual([0, 1, 1]);
    expect(await count("cognition.users where email = 'ann@acme.test'")).toBe(1);
  });
});

describe('local services that are running', () => {
  it('keep the secrets and have the worker called', async () => {
    const store = createSecretStore({ region: 'local', account: '000000000000' });
    const vault = await startSecretsManager({ store });
    const lambda = await startLambda({ functions: { worker: (event) => Promise.resolve(event) } });
    const env = { AWS_ENDPOINT_URL_SECRETS_MANAGER: vault.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url, PGCOG_WORKER_FUNCTION: 'worker', PGCOG_SECRETS_PREFIX: 'shop/local' };
    const world: World = { env };
    const up = await pgcog(root, ['control', 'up', '--json'], world);
    expect(up.json).toMatchObject({ services: ['cognition_hooks', 'cognition_worker', 'cognition_rotation'], events: { workerCalled: true } });
    expect(store.listSecrets({}).SecretList?.map(({ Name }) => Name).sort()).toEqual(['shop/local/services/hooks', 'shop/local/services/owner', 'shop/local/services/rotation', 'shop/local/services/worker']);
    store.deleteSecret({ SecretId: 'shop/local/services/hooks' });
    expect((await pgcog(root, ['control', 'up', '--json'], world)).json).toMatchObject({ changed: false });
    expect(store.describeSecret({ SecretId: 'shop/local/services/hooks' }).DeletedDate).toBeUndefined();
    await lambda.idle();
    expect(lambda.invocations.every(({ type }) => type === 'Event')).toBe(true);
    await lambda.close();
    // The write is done though nobody is there to be called.
    const later = await pgcog(root, ['user', 'invite', 'bob@acme.test', '--tenant', 'acme', '--role', 'users'], world);
    expect([later.status, later.err]).toEqual([0, expect.stringContaining('the worker could not be called')]);
    await vault.close();
  });
});
