import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoopback, type LoopbackServer } from '../../../src/local/http/start-loopback.js';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import { startSecretsManager } from '../../../src/local/secrets-manager/start-secrets-manager.js';
import type { SecretStore } from '../../../src/local/secrets-manager/types.js';
import { createSecrets, type Secrets } from '../../../src/runtime/secrets/create-secrets.js';
import { createSecretsService } from '../../../src/runtime/secrets/secrets-service.js';
import { credentials, region } from './support/user-pool.js';

let store: SecretStore;
let behind: LoopbackServer;
let front: LoopbackServer;
let client: SecretsManagerClient;
let secrets: Secrets;
/** Answers for the next calls, by operation; what is not here goes through. */
const lag: (readonly [string, string, string?])[] = [];

beforeAll(async () => {
  store = createSecretStore({ region, account: '123456789012' });
  behind = await startSecretsManager({ store });
  front = await startLoopback(async ({ headers, body }) => {
    const operation = (headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    const at = lag.findIndex(([name]) => name === operation);
    const [late] = at === -1 ? [] : lag.splice(at, 1);
    if (late !== undefined) return { status: 400, body: JSON.stringify({ __type: late[1], Message: late[2] ?? '' }) };
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const answer = await fetch(behind.url, { method: 'POST', headers: passed, body: new Uint8Array(body) });
    return { status: answer.status, body: await answer.text() };
  });
  client = new SecretsManagerClient({ endpoint: front.url, region, credentials });
  secrets = createSecrets(createSecretsService(client));
});
afterAll(async () => {
  client.destroy();
  await front.close();
  await behind.close();
});

const username = 'u_0';

describe('createOrRead', () => {
  it('is one password for all who ask at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => secrets.createOrRead('a', { username })));
    expect(new Set(made.map(({ password }) => password)).size).toBe(1);
    expect(await secrets.read('a')).toEqual(made[0]);
  });

  it('waits where a name is taken by a secret that is being deleted', async () => {
    lag.push(['CreateSecret', 'InvalidRequestException', 'scheduled for deletion'], ['RestoreSecret', 'ResourceNotFoundException'], ['CreateSecret', 'ResourceExistsException'], ['GetSecretValue', 'ResourceNotFoundException']);
    const made = await secrets.createOrRead('late', { username });
    expect(lag).toEqual([]);
    expect(await secrets.read('late')).toEqual(made);
  });

  it('reads again what was made and is not known everywhere yet', async () => {
    const made = await secrets.createOrRead('fresh', { username });
    lag.push(['GetSecretValue', 'ResourceNotFoundException'], ['GetSecretValue', 'ResourceNotFoundException']);
    expect(await secrets.createOrRead('fresh', { username })).toEqual(made);
  });

  it('restores what waits for its deletion', async () => {
    const made = await secrets.createOrRead('kept', { username });
    await secrets.withdraw('kept', () => Promise.resolve(false));
    expect(await secrets.read('kept')).toBeNull();
    expect(await secrets.createOrRead('kept', { username })).toEqual(made);
  });

  it('refuses another login\'s, and passes on what it does not know', async () => {
    await secrets.createOrRead('mine', { username });
    await expect(secrets.createOrRead('mine', { username: 'u_1' })).rejects.toMatchObject({ name: 'SecretRefused', message: 'the secret mine is of another login' });
    lag.push(['CreateSecret', 'AccessDeniedException', 'no']);
    await expect(secrets.createOrRead('denied', { username })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('deleting', () => {
  it('is done where it was done before', async () => {
    await secrets.createOrRead('gone', { username });
    await secrets.remove('gone');
    await secrets.remove('gone');
    await secrets.withdraw('gone', () => Promise.resolve(true));
    expect(await secrets.read('gone')).toBeNull();
  });

  it('is undone where the secret is wanted after all', async () => {
    const made = await secrets.createOrRead('wanted', { username });
    await secrets.withdraw('wanted', () => Promise.resolve(true));
    expect(await secrets.read('wanted')).toEqual(made);
  });

  it('takes what is scheduled already', async () => {
    await secrets.createOrRead('twice', { username });
    await secrets.withdraw('twice', () => Promise.resolve(false));
    await secrets.withdraw('twice', () => Promise.resolve(false));
    await secrets.remove('twice');
    expect(store.listSecrets({ IncludePlannedDeletion: true }).SecretList?.some(({ Name }) => Name === 'twice')).toBe(false);
  });
});
