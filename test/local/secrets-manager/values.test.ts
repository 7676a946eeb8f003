import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, TagResourceCommand, UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { arnPrefix, dayMs, localClient, refusal } from './local-client.js';

const { client, clock } = await localClient();

const create = (Name: string, SecretString?: string, ClientRequestToken?: string) => client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));
const get = (SecretId: string, VersionStage?: string, VersionId?: string) => client.send(new GetSecretValueCommand({ SecretId, VersionStage, VersionId }));
const put = (SecretId: string, SecretString: string, more: { ClientRequestToken?: string; VersionStages?: string[] } = {}) => client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more }));
const versions = async (SecretId: string) => (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

describe('CreateSecret and GetSecretValue', () => {
  it('keep a value, with an ARN of six random characters and the token as version', async () => {
    const token = randomUUID();
    const { ARN, Name, VersionId } = await create('app/users/ann', '{"username":"ann"}', token);
    expect(ARN).toMatch(new RegExp(`^${arnPrefix}app/users/ann-[A-Za-z0-9]{6}$`));
    expect({ Name, VersionId }).toEqual({ Name: 'app/users/ann', VersionId: token });
    expect(await get('app/users/ann')).toMatchObject({ ARN, Name, VersionId: token, SecretString: '{"username":"ann"}', VersionStages: ['AWSCURRENT'] });
  });

  it('refuse a live name', async () => {
    await create('taken', 'a');
    expect(await refusal(create('taken', 'a'))).toEqual({ name: 'ResourceExistsException', message: 'The operation failed because the secret taken already exists.', status: 400 });
  });

  it('answer the same request twice, and another with its token not', async () => {
    const token = randomUUID();
    const first = await create('twice', 'a', token);
    expect((await create('twice', 'a', token)).ARN).toBe(first.ARN);
    expect((await refusal(create('twice', 'b', token))).name).toBe('ResourceExistsException');
    expect((await get('twice')).SecretString).toBe('a');
  });

  it('make a secret without a value', async () => {
    expect((await create('empty')).VersionId).toBeUndefined();
    expect(await refusal(get('empty'))).toEqual({ name: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT", status: 400 });
    expect(await versions('empty')).toBeUndefined();
    expect((await put('empty', 'first', { VersionStages: ['AWSPENDING'] })).VersionStages).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  it('refuse text and bytes together', async () => {
    const both = client.send(new CreateSecretCommand({ Name: 'both', SecretString: 'a', SecretBinary: new Uint8Array([1]) }));
    expect((await refusal(both)).name).toBe('InvalidParameterException');
  });

  it('count 65,536 bytes, not characters', async () => {
    await create('large', 'é'.repeat(32_768));
    expect((await get('large')).SecretString).toHaveLength(32_768);
    const refused = await refusal(create('larger', `é${'x'.repeat(65_535)}`));
    expect(refused).toEqual({ name: 'ValidationException', message: "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536", status: 400 });
    expect((await refusal(create('none', ''))).name).toBe('ValidationException');
  });

  it('give back every text as it came', async () => {
    await create('round', 'x');
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), async (text) => {
      await put('round', text);
      expect((await get('round')).SecretString).toBe(text);
      clock.now += 2 * dayMs;
    }), { numRuns: 150 });
  });
});

describe('GetSecretValue by version and stage', () => {
  it('finds the previous value, a version by id, and both if they agree', async () => {
    const { VersionId: old } = await create('staged', 'one');
    const { VersionId: current } = await put('staged', 'two');
    expect((await get('staged', 'AWSPREVIOUS')).SecretString).toBe('one');
    expect((await get('staged', undefined, old)).SecretString).toBe('one');
    expect((await get('staged', 'AWSCURRENT', current)).SecretString).toBe('two');
    expect(await refusal(get('staged', 'AWSPREVIOUS', current))).toMatchObject({ name: 'InvalidRequestException', message: 'You provided a VersionStage that is not associated to the provided VersionId.' });
    const unknown = randomUUID();
    expect((await refusal(get('staged', undefined, unknown))).message).toBe(`Secrets Manager can't find the specified secret value for VersionId: ${unknown}`);
    expect((await refusal(get('staged', 'AWSPENDING'))).message).toBe("Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
  });
});

describe('PutSecretValue', () => {
  it('moves AWSCURRENT, and AWSPREVIOUS behind it; a version without labels is not shown', async () => {
    const { VersionId: one } = await create('moving', 'one');
    const { VersionId: two } = await put('moving', 'two');
    expect(await versions('moving')).toEqual({ [one ?? '']: ['AWSPREVIOUS'], [two ?? '']: ['AWSCURRENT'] });
    const { VersionId: three, VersionStages } = await put('moving', 'three');
    expect(VersionStages).toEqual(['AWSCURRENT']);
    expect(await versions('moving')).toEqual({ [two ?? '']: ['AWSPREVIOUS'], [three ?? '']: ['AWSCURRENT'] });
  });

  it('leaves AWSCURRENT where other labels are given', async () => {
    const { VersionId: one } = await create('pending', 'one');
    const { VersionId: two } = await put('pending', 'two', { VersionStages: ['AWSPENDING', 'mine'] });
    expect(await versions('pending')).toEqual({ [one ?? '']: ['AWSCURRENT'], [two ?? '']: ['AWSPENDING', 'mine'] });
    expect((await get('pending')).SecretString).toBe('one');
    expect((await get('pending', 'mine')).SecretString).toBe('two');
  });

  it('does nothing for a token and value that it had, and refuses the token with another value', async () => {
    const { ARN } = await create('again', 'one');
    const ClientRequestToken = randomUUID();
    await put('again', 'two', { ClientRequestToken });
    await put('again', 'three');
    expect((await put('again', 'two', { ClientRequestToken })).VersionStages).toEqual(['AWSPREVIOUS']);
    expect((await get('again')).SecretString).toBe('three');
    expect(await refusal(put('again', 'four', { ClientRequestToken }))).toMatchObject({ name: 'ResourceExistsException', message: `You can't use ClientRequestToken ${ClientRequestToken} because that value is already in use for a version of secret ${ARN}.` });
  });

  it('needs a value, a token of 32 to 64 characters, and a secret', async () => {
    await create('checked', 'one');
    expect((await refusal(client.send(new PutSecretValueCommand({ SecretId: 'checked' })))).name).toBe('InvalidRequestException');
    expect(await refusal(put('checked', 'x', { ClientRequestToken: 'short' }))).toMatchObject({ name: 'InvalidParameterException', message: 'ClientRequestToken must be 32-64 characters long.' });
    expect((await refusal(put('unknown', 'x'))).name).toBe('ResourceNotFoundException');
  });

  it('attaches 20 labels at most', async () => {
    await create('labels', 'one');
    const VersionStages = Array.from({ length: 19 }, (_, index) => `L${index}`);
    await put('labels', 'two', { VersionStages });
    expect((await refusal(put('labels', 'three'))).name).toBe('LimitExceededException');
    expect((await get('labels')).SecretString).toBe('one');
  });

  it('keeps about a hundred versions, and removes none younger than a day', async () => {
    await create('often', '0');
    for (let count = 1; count < 100; count++) await put('often', String(count));
    expect((await refusal(put('often', 'too often'))).name).toBe('LimitExceededException');
    expect((await get('often')).SecretString).toBe('99');
    clock.now += dayMs;
    await put('often', '100');
    expect((await get('often', 'AWSPREVIOUS')).SecretString).toBe('99');
  });
});

describe('UpdateSecret', () => {
  it('takes a new value, or a description alone', async () => {
    await create('updated', 'one');
    const { VersionId } = await client.send(new UpdateSecretCommand({ SecretId: 'updated', SecretString: 'two' }));
    expect(await get('updated')).toMatchObject({ SecretString: 'two', VersionId });
    const second = await client.send(new UpdateSecretCommand({ SecretId: 'updated', Description: 'login' }));
    expect(second.VersionId).toBeUndefined();
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'updated' }))).toMatchObject({ Description: 'login' });
    expect((await get('updated')).SecretString).toBe('two');
  });

  it('never takes a token twice, not even with the same value', async () => {
    const token = randomUUID();
    await create('token', 'one', token);
    const again = client.send(new UpdateSecretCommand({ SecretId: 'token', SecretString: 'one', ClientRequestToken: token }));
    expect((await refusal(again)).name).toBe('ResourceExistsException');
  });
});

describe('DescribeSecret and TagResource', () => {
  it('show everything but the value', async () => {
    await client.send(new CreateSecretCommand({ Name: 'shown', SecretString: 'hidden-value', Description: 'd', Tags: [{ Key: 'user', Value: 'u1' }] }));
    await get('shown');
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'shown' }));
    expect(described).toMatchObject({ Name: 'shown', Description: 'd', Tags: [{ Key: 'user', Value: 'u1' }], CreatedDate: new Date(clock.now), LastAccessedDate: new Date(Math.floor(clock.now / dayMs) * dayMs) });
    expect(described.RotationEnabled ?? false).toBe(false);
    expect(described.DeletedDate).toBeUndefined();
    expect(JSON.stringify(described)).not.toContain('hidden-value');
  });

  it('replace a tag of the same key, and refuse the 51st', async () => {
    await create('tagged', 'x');
    const tag = (Tags: { Key: string; Value: string }[]) => client.send(new TagResourceCommand({ SecretId: 'tagged', Tags }));
    await tag([{ Key: 'a', Value: '1' }, { Key: '__proto__', Value: 'p' }]);
    await tag([{ Key: 'a', Value: '2' }]);
    expect((await client.send(new DescribeSecretCommand({ SecretId: 'tagged' }))).Tags).toEqual([{ Key: 'a', Value: '2' }, { Key: '__proto__', Value: 'p' }]);
    expect((await refusal(tag(Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))))).name).toBe('InvalidParameterException');
    expect((await refusal(tag([{ Key: 'aws:x', Value: '' }]))).name).toBe('InvalidParameterException');
  });
});
