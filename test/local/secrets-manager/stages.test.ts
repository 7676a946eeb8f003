import { CreateSecretCommand, DescribeSecretCommand, PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { localClient, refusal } from './local-client.js';

const { client } = await localClient();

/** A secret whose version `one` is current and `two` has the labels given. */
async function rotating(name: string, VersionStages: string[]): Promise<{ one: string; two: string }> {
  const { VersionId: one = '' } = await client.send(new CreateSecretCommand({ Name: name, SecretString: 'one' }));
  const { VersionId: two = '' } = await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'two', VersionStages }));
  return { one, two };
}
const move = (SecretId: string, VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
  client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }));
const versions = async (SecretId: string) => (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

describe('UpdateSecretVersionStage', () => {
  it('finishes a rotation: AWSCURRENT joins AWSPENDING, AWSPREVIOUS stays behind', async () => {
    const { one, two } = await rotating('rotation', ['AWSPENDING', 'mine']);
    await move('rotation', 'AWSCURRENT', two, one);
    expect(await versions('rotation')).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT', 'AWSPENDING', 'mine'] });
    const { VersionId: three = '' } = await client.send(new PutSecretValueCommand({ SecretId: 'rotation', SecretString: 'three' }));
    expect(await versions('rotation')).toEqual({ [two]: ['AWSPREVIOUS', 'mine'], [three]: ['AWSCURRENT'] });
  });

  it('wants to know which version a label leaves', async () => {
    const { one, two } = await rotating('leaving', ['AWSPENDING']);
    expect(await refusal(move('leaving', 'AWSCURRENT', two))).toMatchObject({
      name: 'InvalidParameterException',
      message: `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${one}, so you must explicitly reference that version in RemoveFromVersionId.`,
    });
    expect((await refusal(move('leaving', 'AWSCURRENT', two, two))).name).toBe('InvalidParameterException');
    expect(await versions('leaving')).toEqual({ [one]: ['AWSCURRENT'], [two]: ['AWSPENDING'] });
  });

  it('adds a label, and takes one away, though never AWSCURRENT', async () => {
    const { one, two } = await rotating('adding', ['AWSPENDING']);
    await move('adding', 'blue', one);
    expect(await versions('adding')).toEqual({ [one]: ['AWSCURRENT', 'blue'], [two]: ['AWSPENDING'] });
    await move('adding', 'AWSPENDING', undefined, two);
    expect(await versions('adding')).toEqual({ [one]: ['AWSCURRENT', 'blue'] });
    expect((await refusal(move('adding', 'AWSCURRENT', undefined, one))).message).toBe("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
  });

  it('refuses versions that are not there, and a request without any', async () => {
    const { one } = await rotating('missing', ['AWSPENDING']);
    expect((await refusal(move('missing', 'AWSCURRENT', 'x'.repeat(32), one))).name).toBe('ResourceNotFoundException');
    expect((await refusal(move('missing', 'AWSCURRENT'))).name).toBe('InvalidParameterException');
    expect((await refusal(move('missing', '', one))).name).toBe('ValidationException');
  });
});
