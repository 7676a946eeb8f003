import { CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { fc } from '../../support/property.js';
import { describe, expect, it } from 'vitest';
import { arnPrefix, localClient, refusal } from './local-client.js';

const { client } = await localClient();

const create = (Name: string) => client.send(new CreateSecretCommand({ Name, SecretString: Name.slice(0, 100) }));
const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
const notFound = { name: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret.", status: 400 };
const invalid = { name: 'ValidationException', message: 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!', status: 400 };

describe('names', () => {
  it.each(['a', 'x'.repeat(512), 'Valid/_+=.@-Name', 'ann+tag@example.com', 'rds!cluster', '__proto__', 'constructor', '/', 's-c64bdc03', 'name-a1b2c3'])('may be %s', async (name) => {
    await create(name);
    expect((await get(name)).SecretString).toBe(name.slice(0, 100));
  });

  it.each([...'\'#$%&*?^{|}~` "<>\\:;,()é\u0000\n'].map((character) => `o${character}b@x.com`))('may not be %j', async (name) => {
    expect(await refusal(create(name))).toEqual(invalid);
    expect(await refusal(get(name))).toEqual(invalid);
    expect(await refusal(client.send(new DescribeSecretCommand({ SecretId: name })))).toEqual(invalid);
    expect(await refusal(client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true })))).toEqual(invalid);
  });

  it('have 1 to 512 characters', async () => {
    expect((await refusal(create(''))).name).toBe('ValidationException');
    expect((await refusal(create('x'.repeat(513)))).name).toBe('ValidationException');
    expect(await refusal(get('x'.repeat(513)))).toEqual(invalid);
  });

  it('are case-sensitive', async () => {
    await create('Case');
    expect(await refusal(get('case'))).toEqual(notFound);
  });

  it('are found by nothing but themselves', async () => {
    await create('exact/name');
    const made = ['exact/name', 'a', '/'];
    await fc.assert(fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'exact/nm*?.%_'), minLength: 1, maxLength: 12 }).filter((id) => !made.includes(id)), async (id) => {
      expect(['ResourceNotFoundException', 'ValidationException']).toContain((await refusal(get(id))).name);
    }), { numRuns: 60 });
  });
});

describe('ARNs', () => {
  it('resolve in full, or without their suffix', async () => {
    const { ARN = '' } = await create('by/arn');
    for (const id of [ARN, `${arnPrefix}by/arn`]) expect((await get(id)).SecretString).toBe('by/arn');
    expect(ARN).not.toBe(`${arnPrefix}by/arn`);
  });

  it('with another suffix, account, region or partition find nothing', async () => {
    const { ARN = '' } = await create('other/arn');
    const wrong = [`${arnPrefix}other/arn-AAAAAA`, ARN.replace('123456789012', '210987654321'), ARN.replace('eu-west-1', 'us-east-1'), ARN.replace('arn:aws:', 'arn:aws-cn:')];
    for (const id of wrong) expect(await refusal(get(id)), id).toEqual(notFound);
  });

  it('without suffix are mistaken for whole ones where the name ends in a hyphen and six characters', async () => {
    const name = 'users/ann@example.xn--80aswg';
    const { ARN = '' } = await create(name);
    expect(await refusal(get(`${arnPrefix}${name}`))).toEqual(notFound);
    expect((await get(name)).ARN).toBe(ARN);
    expect((await get(ARN)).Name).toBe(name);
  });

  it('do not lead from such a name to a secret of the shorter name', async () => {
    await create('users/bob');
    await create('users/bob-a1b2c3');
    expect(await refusal(get(`${arnPrefix}users/bob-a1b2c3`))).toEqual(notFound);
    expect((await get(`${arnPrefix}users/bob`)).Name).toBe('users/bob');
  });

  it('have their suffix to themselves: a name with it is no name', async () => {
    const { ARN = '' } = await create('suffix');
    expect(await refusal(get(ARN.slice(arnPrefix.length)))).toEqual(notFound);
  });

  it('may be malformed', async () => {
    for (const id of ['arn:', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:', 'arn:aws:rds:eu-west-1:123456789012:secret:by/arn', `${arnPrefix}a b`]) expect(await refusal(get(id)), id).toEqual(invalid);
  });

  it('change when a secret is made again', async () => {
    const { ARN = '' } = await create('made/again');
    await client.send(new DeleteSecretCommand({ SecretId: 'made/again', ForceDeleteWithoutRecovery: true }));
    const { ARN: next } = await create('made/again');
    expect(next).not.toBe(ARN);
    expect(await refusal(get(ARN))).toEqual(notFound);
    expect((await get(`${arnPrefix}made/again`)).ARN).toBe(next);
  });
});
