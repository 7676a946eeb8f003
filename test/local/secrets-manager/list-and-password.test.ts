import { CreateSecretCommand, DeleteSecretCommand, GetRandomPasswordCommand, ListSecretsCommand, paginateListSecrets, type GetRandomPasswordCommandInput, type ListSecretsCommandInput } from '@aws-sdk/client-secrets-manager';
import { fc } from '../../support/property.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { localClient, refusal } from './local-client.js';

const { client, clock } = await localClient();

const names = async (input: ListSecretsCommandInput = {}) => (await client.send(new ListSecretsCommand(input))).SecretList?.map(({ Name }) => Name);

describe('ListSecrets', () => {
  beforeAll(async () => {
    for (const [Name, Description] of [['app/users/ann', 'Login of Ann'], ['app/users/bob', 'Login of Bob'], ['app/overrides/root', 'Root'], ['other', 'x']] as const) {
      clock.now += 1;
      await client.send(new CreateSecretCommand({ Name, Description, SecretString: 'secret-value', Tags: [{ Key: 'user', Value: Name }] }));
    }
    await client.send(new DeleteSecretCommand({ SecretId: 'other' }));
  });

  it('shows what is not scheduled for deletion, never a value', async () => {
    expect(await names()).toEqual(['app/users/ann', 'app/users/bob', 'app/overrides/root']);
    expect(await names({ IncludePlannedDeletion: true, SortOrder: 'desc' })).toEqual(['other', 'app/overrides/root', 'app/users/bob', 'app/users/ann']);
    expect(JSON.stringify(await client.send(new ListSecretsCommand({})))).not.toContain('secret-value');
  });

  it('filters by beginnings', async () => {
    expect(await names({ Filters: [{ Key: 'name', Values: ['app/users/'] }] })).toEqual(['app/users/ann', 'app/users/bob']);
    expect(await names({ Filters: [{ Key: 'name', Values: ['!app/users/'] }] })).toEqual(['app/overrides/root']);
    expect(await names({ Filters: [{ Key: 'name', Values: ['APP'] }] })).toEqual([]);
    expect(await names({ Filters: [{ Key: 'description', Values: ['login of b'] }] })).toEqual(['app/users/bob']);
    expect(await names({ Filters: [{ Key: 'tag-key', Values: ['user'] }, { Key: 'tag-value', Values: ['app/o'] }] })).toEqual(['app/overrides/root']);
    expect(await names({ Filters: [{ Key: 'all', Values: ['ROOT'] }] })).toEqual(['app/overrides/root']);
  });

  it('pages, and loses nothing when what was shown is deleted', async () => {
    const seen: (string | undefined)[] = [];
    for await (const { SecretList = [] } of paginateListSecrets({ client, pageSize: 1 }, {})) {
      for (const { Name } of SecretList) {
        seen.push(Name);
        await client.send(new DeleteSecretCommand({ SecretId: Name }));
      }
    }
    expect(seen).toEqual(['app/users/ann', 'app/users/bob', 'app/overrides/root']);
    expect((await refusal(names({ NextToken: 'nonsense' }))).name).toBe('InvalidNextTokenException');
  });
});

describe('GetRandomPassword', () => {
  const password = async (input: GetRandomPasswordCommandInput) => (await client.send(new GetRandomPasswordCommand(input))).RandomPassword ?? '';

  it('has 32 characters of every kind, another each time', async () => {
    const [one, other] = [await password({}), await password({})];
    expect(one).toHaveLength(32);
    expect(one).not.toBe(other);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[!-/:-@[-`{-~]/]) expect(one).toMatch(kind);
  });

  it('leaves out what is excluded, whatever the length', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 3, max: 300 }), fc.string({ unit: fc.constantFrom(...'aB3xyz019'), maxLength: 6 }), async (PasswordLength, ExcludeCharacters) => {
      const made = await password({ PasswordLength, ExcludeCharacters, ExcludePunctuation: true });
      expect(made).toMatch(new RegExp(`^[A-Za-z0-9]{${PasswordLength}}$`));
      for (const character of ExcludeCharacters) expect(made).not.toContain(character);
    }), { numRuns: 50 });
  });

  it('has a space if asked, and one kind only if told', async () => {
    expect(await password({ IncludeSpace: true })).toContain(' ');
    expect(await password({ PasswordLength: 50, ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true })).toMatch(/^[0-9]{50}$/);
    expect(await password({ PasswordLength: 2, RequireEachIncludedType: false })).toHaveLength(2);
  });

  it('refuses what cannot be done', async () => {
    expect((await refusal(password({ PasswordLength: 4097 }))).name).toBe('ValidationException');
    expect((await refusal(password({ PasswordLength: 3 }))).name).toBe('InvalidParameterException');
    expect((await refusal(password({ ExcludeCharacters: '0123456789' }))).name).toBe('InvalidParameterException');
  });
});
