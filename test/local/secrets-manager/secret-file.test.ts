import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import type { SecretStore } from '../../../src/local/secrets-manager/types.js';

let directory: string;
let file: string;
const open = (clock?: () => number): SecretStore => createSecretStore({ region: 'eu-west-1', account: '123456789012', file, ...(clock && { clock }) });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pgcog-secrets-'));
  file = join(directory, 'secrets.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("a store's file", () => {
  it('keeps secrets, versions, labels and tags between runs', () => {
    const store = open();
    store.createSecret({ Name: 'text', SecretString: 'päss"wörd', Tags: [{ Key: 'a', Value: 'b' }] });
    store.createSecret({ Name: 'bytes', SecretBinary: new Uint8Array([0, 1, 255]) });
    store.putSecretValue({ SecretId: 'text', SecretString: 'two', VersionStages: ['AWSPENDING'] });
    store.deleteSecret({ SecretId: 'bytes', RecoveryWindowInDays: 7 });
    const again = open();
    expect(again.describeSecret({ SecretId: 'text' })).toEqual(store.describeSecret({ SecretId: 'text' }));
    expect(again.getSecretValue({ SecretId: 'text' })).toEqual(store.getSecretValue({ SecretId: 'text' }));
    expect(again.getSecretValue({ SecretId: 'text', VersionStage: 'AWSPENDING' }).SecretString).toBe('two');
    again.restoreSecret({ SecretId: 'bytes' });
    expect(again.getSecretValue({ SecretId: 'bytes' }).SecretBinary).toEqual(Buffer.from([0, 1, 255]));
    again.deleteSecret({ SecretId: 'text', ForceDeleteWithoutRecovery: true });
    expect(open().listSecrets({}).SecretList?.map(({ Name }) => Name)).toEqual(['bytes']);
  });

  it('is readable by its owner only, even where it was not before, and leaves nothing beside it', () => {
    open().createSecret({ Name: 'a', SecretString: 'x' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    open();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['secrets.json']);
  });

  it('drops values whose recovery window is over', () => {
    const store = open(() => 0);
    store.createSecret({ Name: 'old', SecretString: 'forget-me' });
    store.deleteSecret({ SecretId: 'old', RecoveryWindowInDays: 7 });
    expect(open(() => 8 * 24 * 60 * 60 * 1000).listSecrets({ IncludePlannedDeletion: true }).SecretList).toEqual([]);
    expect(readFileSync(file, 'utf8')).not.toContain('forget-me');
  });

  it.each(['', '{', '[]', '{"v":2}', '{"v":1,"secrets":[null]}'])('is not overwritten where it holds %j', (text) => {
    writeFileSync(file, text);
    expect(open).toThrow(/is not a file of secrets/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('that cannot be written changes nothing', () => {
    const store = open();
    store.createSecret({ Name: 'a', SecretString: 'one' });
    rmSync(file);
    mkdirSync(file);
    expect(() => store.putSecretValue({ SecretId: 'a', SecretString: 'two' })).toThrow();
    expect(store.getSecretValue({ SecretId: 'a' }).SecretString).toBe('one');
    expect(readdirSync(directory)).toEqual(['secrets.json']);
  });
});
