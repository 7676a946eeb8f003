import {
  AdminCreateUserCommand, AdminGetUserCommand, AdminUpdateUserAttributesCommand, ChangePasswordCommand, DescribeUserPoolClientCommand, DescribeUserPoolCommand, GetUserCommand, InitiateAuthCommand,
  ListUsersCommand, RespondToAuthChallengeCommand, UpdateUserAttributesCommand, VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, describe, expect, it } from 'vitest';
import { attributes, attributesOf, madeByAdmin, member, password, refusal, signIn, signUp, testPool, tokensOf } from './harness.js';

const pool = await testPool({ code: '424242' });
const { client, cognito, behaviour } = pool;
const UserPoolId = cognito.userPoolId;
afterEach(() => {
  for (const name of Object.keys(behaviour)) Reflect.deleteProperty(behaviour, name);
  pool.events();
});

const create = (Username: string, named: Readonly<Record<string, string>> = {}): Promise<unknown> => client.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes: attributes(named), ValidationData: attributes({ by: 'root' }) }));
const update = (Username: string, named: Readonly<Record<string, string>>): Promise<unknown> => client.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes: attributes(named) }));
const wrong = 'NotAuthorizedException: Incorrect username or password.';

describe('AdminCreateUser', () => {
  it('asks PreSignUp, and no other trigger', async () => {
    expect(await create('ann@shop.test', { email: 'ann@shop.test', email_verified: 'true' })).toMatchObject({ User: { UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true } });
    const { sub } = await attributesOf(pool, 'ann@shop.test');
    expect(pool.events()).toEqual([expect.objectContaining({
      triggerSource: 'PreSignUp_AdminCreateUser', userName: sub, callerContext: { awsSdkVersion: expect.any(String) as string, clientId: 'CLIENT_ID_NOT_APPLICABLE' },
      request: { userAttributes: { email: 'ann@shop.test', email_verified: 'true' }, validationData: { by: 'root' }, clientMetadata: null },
    })]);
  });

  it('makes nobody whom PreSignUp refuses, whose address is taken, or who would have attributes that are not for this', async () => {
    behaviour.PreSignUp = () => Promise.reject(new Error('no'));
    expect(await refusal(create('bob@shop.test'))).toBe('UserLambdaValidationException: PreSignUp failed with error no.');
    Reflect.deleteProperty(behaviour, 'PreSignUp');
    await create('carl@shop.test');
    expect(await refusal(create('CARL@shop.test'))).toMatch(/^UsernameExistsException/);
    for (const name of ['sub', 'custom:tenant', 'cognito:user_status']) expect(await refusal(create('bob@shop.test', { [name]: 'x' }))).toMatch(/^InvalidParameterException/);
    expect(await refusal(attributesOf(pool, 'bob@shop.test'))).toMatch(/^UserNotFoundException/);
  });

  it('leads to a new password, by a session that counts once', async () => {
    await create('dora@shop.test', { email_verified: 'true' });
    expect(await refusal(signIn(pool, 'dora@shop.test', 'not-the-temporary-one'))).toBe(wrong);
    const temporary = (await cognito.lastCode('dora@shop.test')) ?? '';
    const { ChallengeName, Session } = await signIn(pool, 'dora@shop.test', temporary);
    expect([temporary, ChallengeName]).toEqual(['424242', 'NEW_PASSWORD_REQUIRED']);
    const answer = (session: string | undefined, USERNAME: string): Promise<Parameters<typeof tokensOf>[0]> => client.send(new RespondToAuthChallengeCommand({ ClientId: 'web', ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: session, ChallengeResponses: { USERNAME, NEW_PASSWORD: password } }));
    pool.events();
    expect(tokensOf(await answer(Session, 'Dora@shop.test')).id['email']).toBe('dora@shop.test');
    expect(pool.events().map(({ triggerSource }) => triggerSource)).toEqual(['PostAuthentication_Authentication', 'TokenGeneration_NewPasswordChallenge']);
    for (const session of [Session, 'made-up-session-of-some-length']) expect(await refusal(answer(session, 'dora@shop.test'))).toMatch(/^NotAuthorizedException: Invalid session/);
    expect(tokensOf(await signIn(pool, 'dora@shop.test')).id['email']).toBe('dora@shop.test');
  });

  it('leaves nobody else’s account to whoever answers', async () => {
    await create('eve@shop.test');
    await member(pool, 'victim@shop.test');
    const { Session } = await signIn(pool, 'eve@shop.test', '424242');
    const steal = client.send(new RespondToAuthChallengeCommand({ ClientId: 'web', ChallengeName: 'NEW_PASSWORD_REQUIRED', Session, ChallengeResponses: { USERNAME: 'victim@shop.test', NEW_PASSWORD: 'St0len-password' } }));
    expect(await refusal(steal)).toMatch(/^NotAuthorizedException/);
    expect(await refusal(signIn(pool, 'victim@shop.test', 'St0len-password'))).toBe(wrong);
  });
});

describe('a user', () => {
  it('is listed, read and changed by administrators', async () => {
    await madeByAdmin(pool, 'frank@shop.test');
    const sub = (await attributesOf(pool, 'frank@shop.test'))['sub'];
    expect(await client.send(new AdminGetUserCommand({ UserPoolId, Username: sub }))).toMatchObject({ Username: sub, Enabled: true, UserStatus: 'CONFIRMED', UserCreateDate: expect.any(Date) as Date });
    const { Users } = await client.send(new ListUsersCommand({ UserPoolId, Filter: 'email = "frank@shop.test"' }));
    expect(Users?.map(({ Username }) => Username)).toEqual([sub]);
    await update('Frank@shop.test', { email_verified: 'false', given_name: 'F' });
    expect(await attributesOf(pool, 'frank@shop.test')).toMatchObject({ email: 'frank@shop.test', email_verified: 'false', given_name: 'F' });
    await update('frank@shop.test', { email_verified: 'true' });
    await update('frank@shop.test', { email: 'franz@shop.test' });
    expect(await attributesOf(pool, 'FRANZ@shop.test')).toMatchObject({ sub, email_verified: 'false' });
    expect(await refusal(update('franz@shop.test', { email: 'ANN@shop.test' }))).toBe('AliasExistsException: An account with the given email already exists.');
    for (const named of [{ email: '' }, { sub: 'x' }, { 'custom:x': 'y' }, { email_verified: 'yes' }]) expect(await refusal(update('franz@shop.test', named))).toMatch(/^InvalidParameterException/);
    expect(await refusal(update('nobody@shop.test', { given_name: 'N' }))).toBe('UserNotFoundException: User does not exist.');
  });

  it('has another address when its code has come back, and not before', async () => {
    await member(pool, 'gina@shop.test');
    const { accessToken: AccessToken } = tokensOf(await signIn(pool, 'gina@shop.test'));
    const change = (named: Readonly<Record<string, string>>): Promise<unknown> => client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: attributes(named) }));
    const verify = (Code: string): Promise<unknown> => client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));
    for (const named of [{ email_verified: 'true' }, { sub: 'x' }, { 'custom:tenant': 'x' }]) expect(await refusal(change(named))).toBe('NotAuthorizedException: A client attempted to write unauthorized attribute');
    expect(await refusal(change({ email: 'Ann@shop.test' }))).toMatch(/^AliasExistsException/);
    for (const Code of ['1', '']) expect(await refusal(verify(Code))).not.toBe('');
    await change({ email: 'georgina@shop.test' });
    expect(await attributesOf(pool, 'gina@shop.test')).toMatchObject({ email: 'gina@shop.test', email_verified: 'true' });
    expect(await refusal(verify('999999'))).toMatch(/^CodeMismatchException/);
    await verify((await cognito.lastCode('gina@shop.test')) ?? '');
    expect(await attributesOf(pool, 'georgina@shop.test')).toMatchObject({ email: 'georgina@shop.test', email_verified: 'true' });
    await change({ email: 'late@shop.test' });
    await signUp(pool, 'late@shop.test');
    expect(await refusal(verify('424242'))).toMatch(/^AliasExistsException/);
  });

  it('is believed nothing but an access token of this pool', async () => {
    await member(pool, 'hugo@shop.test');
    const { accessToken, idToken, access } = tokensOf(await signIn(pool, 'hugo@shop.test'));
    expect(await client.send(new GetUserCommand({ AccessToken: accessToken }))).toMatchObject({ Username: access['sub'] });
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [header = '', , signature = ''] = accessToken.split('.');
    const victim = part({ ...access, sub: (await attributesOf(pool, 'ann@shop.test'))['sub'] });
    for (const AccessToken of [idToken, `${part({ alg: 'none' })}.${victim}.`, `${header}.${victim}.${signature}`, 'x']) expect(await refusal(client.send(new GetUserCommand({ AccessToken })))).toBe('NotAuthorizedException: Invalid Access Token');
  });

  it('changes the password by the one there is', async () => {
    await member(pool, 'ida@shop.test');
    const { accessToken: AccessToken } = tokensOf(await signIn(pool, 'ida@shop.test'));
    const change = (PreviousPassword: string, ProposedPassword: string): Promise<unknown> => client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    expect(await refusal(change('Wr0ng-password', 'An0ther-password'))).toBe(wrong);
    expect(await refusal(change(password, 'weak'))).toMatch(/^InvalidPasswordException/);
    await change(password, 'An0ther-password');
    expect(tokensOf(await signIn(pool, 'ida@shop.test', 'An0ther-password')).id['email']).toBe('ida@shop.test');
  });
});

describe('the pool', () => {
  it('says how it is made', async () => {
    const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({ Id: UserPoolId, UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } });
    expect((await client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: 'web' }))).UserPoolClient).toMatchObject({ ClientId: 'web', PreventUserExistenceErrors: 'ENABLED' });
  });

  it('is the only one', async () => {
    expect(await refusal(client.send(new ListUsersCommand({ UserPoolId: 'eu-west-1_Other' })))).toBe('ResourceNotFoundException: User pool eu-west-1_Other does not exist.');
    expect(await refusal(client.send(new InitiateAuthCommand({ ClientId: 'other', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'a', PASSWORD: 'b' } })))).toBe('ResourceNotFoundException: User pool client other does not exist.');
  });
});
