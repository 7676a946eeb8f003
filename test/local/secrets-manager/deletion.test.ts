import {
  CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, RestoreSecretCommand, UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { dayMs, localClient, refusal } from './local-client.js';

const { client, clock } = await localClient();

const create = (Name: string) => client.send(new CreateSecretCommand({ Name, SecretString: 'value' }));
const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
const remove = (SecretId: string, more: { RecoveryWindowInDays?: number; ForceDeleteWithoutRecovery?: boolean } = {}) => client.send(new DeleteSecretCommand({ SecretId, ...more }));
const marked = { name: 'InvalidRequestException', message: "You can't perform this operation on the secret because it was marked for deletion.", status: 400 };

describe('DeleteSecret', () => {
  it('waits for 30 days, in which the secret is described and not read', async () => {
    const { ARN } = await create('waiting');
    const { DeletionDate, ...answer } = await remove('waiting');
    expect(answer).toMatchObject({ ARN, Name: 'waiting' });
    expect(DeletionDate).toEqual(new Date(clock.now + 30 * dayMs));
    expect(await refusal(get('waiting'))).toEqual(marked);
    expect(await refusal(client.send(new PutSecretValueCommand({ SecretId: 'waiting', SecretString: 'x' })))).toEqual(marked);
    expect(await refusal(client.send(new UpdateSecretCommand({ SecretId: 'waiting', SecretString: 'x' })))).toEqual(marked);
    expect((await client.send(new DescribeSecretCommand({ SecretId: 'waiting' }))).DeletedDate).toEqual(DeletionDate);
    expect(await refusal(create('waiting'))).toEqual({ name: 'InvalidRequestException', message: "You can't create this secret because a secret with this name is already scheduled for deletion.", status: 400 });
    expect((await refusal(remove('waiting'))).name).toBe('InvalidRequestException');
  });

  it('is over when its window is', async () => {
    const { ARN } = await create('window');
    await remove('window', { RecoveryWindowInDays: 7 });
    clock.now += 7 * dayMs - 1;
    expect(await refusal(get('window'))).toEqual(marked);
    clock.now += 1;
    expect((await refusal(get('window'))).name).toBe('ResourceNotFoundException');
    expect((await create('window')).ARN).not.toBe(ARN);
  });

  it.each([6, 31, 0, -1])('refuses a window of %d days', async (RecoveryWindowInDays) => {
    await create(`days${RecoveryWindowInDays}`);
    expect((await refusal(remove(`days${RecoveryWindowInDays}`, { RecoveryWindowInDays }))).name).toBe('InvalidParameterException');
    expect((await get(`days${RecoveryWindowInDays}`)).SecretString).toBe('value');
  });

  it('by force is at once, of a missing secret too, and not with a window', async () => {
    await create('forced');
    expect(await refusal(remove('forced', { ForceDeleteWithoutRecovery: true, RecoveryWindowInDays: 7 }))).toMatchObject({ name: 'InvalidParameterException', message: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays." });
    const gone = await remove('forced', { ForceDeleteWithoutRecovery: true });
    expect(gone.DeletionDate).toEqual(new Date(clock.now));
    expect((await refusal(get('forced'))).name).toBe('ResourceNotFoundException');
    expect((await remove('forced', { ForceDeleteWithoutRecovery: true })).Name).toBe('forced');
    expect((await refusal(remove('forced'))).name).toBe('ResourceNotFoundException');
    await create('forced');
    expect((await refusal(get(gone.ARN ?? ''))).name).toBe('ResourceNotFoundException');
  });

  it('by force ends a recovery window', async () => {
    await create('impatient');
    await remove('impatient');
    await remove('impatient', { ForceDeleteWithoutRecovery: true });
    await create('impatient');
    expect((await get('impatient')).SecretString).toBe('value');
  });
});

describe('RestoreSecret', () => {
  it('undoes it, as the upsert needs', async () => {
    const { ARN } = await create('restored');
    await remove('restored');
    const { ARN: restored, Name } = await client.send(new RestoreSecretCommand({ SecretId: 'restored' }));
    expect({ restored, Name }).toEqual({ restored: ARN, Name: 'restored' });
    await client.send(new PutSecretValueCommand({ SecretId: 'restored', SecretString: 'new' }));
    expect((await get('restored')).SecretString).toBe('new');
    expect((await client.send(new DescribeSecretCommand({ SecretId: 'restored' }))).DeletedDate).toBeUndefined();
    clock.now += 60 * dayMs;
    expect((await get('restored')).SecretString).toBe('new');
  });

  it('changes nothing for a live secret, and finds no missing one', async () => {
    await create('live');
    await client.send(new RestoreSecretCommand({ SecretId: 'live' }));
    expect((await get('live')).SecretString).toBe('value');
    expect((await refusal(client.send(new RestoreSecretCommand({ SecretId: 'never' })))).name).toBe('ResourceNotFoundException');
  });
});
