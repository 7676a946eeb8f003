import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, RotateSecretCommand, SecretsManagerClient, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createSecretStore } from '../../../src/local/secrets-manager/create-secret-store.js';
import type { RotationEvent } from '../../../src/local/secrets-manager/run-rotation.js';
import { startSecretsManager } from '../../../src/local/secrets-manager/start-secrets-manager.js';
import { localClient, refusal } from './local-client.js';

const { client } = await localClient();
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rotation';
const token = (letter: string): string => letter.repeat(32);

async function rotating(Name: string): Promise<{ current: string; pending: string }> {
  const { VersionId: current = '' } = await client.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
  const { VersionId: pending = '' } = await client.send(new RotateSecretCommand({ SecretId: Name, RotationLambdaARN: functionArn }));
  return { current, pending };
}

describe('RotateSecret', () => {
  it('begins with a version that is pending and has no value', async () => {
    const { current, pending } = await rotating('begin');
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'begin' }))).toMatchObject({
      RotationEnabled: true, RotationLambdaARN: functionArn, VersionIdsToStages: { [current]: ['AWSCURRENT'], [pending]: ['AWSPENDING'] },
    });
    expect(await refusal(client.send(new GetSecretValueCommand({ SecretId: 'begin', VersionId: pending, VersionStage: 'AWSPENDING' })))).toMatchObject({ name: 'ResourceNotFoundException' });
    const put = (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: 'begin', ClientRequestToken: pending, SecretString, VersionStages: ['AWSPENDING'] }));
    expect((await put('two')).VersionStages).toEqual(['AWSPENDING']);
    await put('two');
    expect((await refusal(put('three'))).name).toBe('ResourceExistsException');
    await client.send(new UpdateSecretVersionStageCommand({ SecretId: 'begin', VersionStage: 'AWSCURRENT', MoveToVersionId: pending, RemoveFromVersionId: current }));
    expect((await client.send(new GetSecretValueCommand({ SecretId: 'begin' }))).SecretString).toBe('two');
  });

  it('wants a function, and to be finished before it begins again', async () => {
    await client.send(new CreateSecretCommand({ Name: 'refused', SecretString: 'one' }));
    const rotate = (ClientRequestToken: string, more = {}) => client.send(new RotateSecretCommand({ SecretId: 'refused', ClientRequestToken, ...more }));
    expect(await refusal(rotate(token('a')))).toMatchObject({ name: 'InvalidRequestException', message: 'No Lambda rotation function ARN is associated with this secret.' });
    expect((await rotate(token('a'), { RotationLambdaARN: functionArn, RotateImmediately: false })).VersionId).toBeUndefined();
    expect((await rotate(token('a'))).VersionId).toBe(token('a'));
    expect((await rotate(token('a'))).VersionId).toBe(token('a'));
    expect(await refusal(rotate(token('b')))).toMatchObject({ name: 'InvalidRequestException', message: "A previous rotation isn't complete. That rotation will be reattempted." });
    await client.send(new CreateSecretCommand({ Name: 'empty' }));
    expect((await refusal(client.send(new RotateSecretCommand({ SecretId: 'empty', RotationLambdaARN: functionArn })))).name).toBe('InvalidRequestException');
    expect((await refusal(client.send(new RotateSecretCommand({ SecretId: 'nobody', RotationLambdaARN: functionArn })))).name).toBe('ResourceNotFoundException');
  });

  it('invokes the function four times, as far as it does not fail', async () => {
    const events: RotationEvent[] = [];
    const store = createSecretStore({ region: 'eu-west-1', account: '123456789012' });
    let stopped = (): void => undefined;
    const done = new Promise<void>((resolve) => (stopped = resolve));
    const service = await startSecretsManager({ store, invoke: async (arn, event) => {
      events.push(event);
      if (event.Step === 'finishSecret' || (event.SecretId.includes('failing') && event.Step === 'setSecret')) stopped();
      if (event.SecretId.includes('failing') && event.Step === 'setSecret') throw new Error(arn);
    } });
    const own = new SecretsManagerClient({ endpoint: service.url, region: 'eu-west-1', credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' } });
    const { ARN: arn = '' } = await own.send(new CreateSecretCommand({ Name: 'going', SecretString: 'one' }));
    const { VersionId } = await own.send(new RotateSecretCommand({ SecretId: 'going', RotationLambdaARN: functionArn }));
    await done;
    expect(events).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((Step) => ({ Step, SecretId: arn, ClientRequestToken: VersionId })));
    events.length = 0;
    await own.send(new CreateSecretCommand({ Name: 'failing', SecretString: 'one' }));
    await own.send(new RotateSecretCommand({ SecretId: 'failing', RotationLambdaARN: functionArn }));
    await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(events.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret']);
    own.destroy();
    await service.close();
  });

  it('is kept in the file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pgcog-secrets-'));
    const open = () => createSecretStore({ region: 'eu-west-1', account: '123456789012', file: join(directory, 'secrets.json') });
    const store = open();
    store.createSecret({ Name: 'kept', SecretString: 'one', ClientRequestToken: token('a') });
    store.rotateSecret({ SecretId: 'kept', RotationLambdaARN: functionArn, ClientRequestToken: token('b') });
    expect(open().describeSecret({ SecretId: 'kept' })).toEqual(store.describeSecret({ SecretId: 'kept' }));
    rmSync(directory, { recursive: true });
  });
});
