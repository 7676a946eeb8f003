import { AdminConfirmSignUpCommand, ConfirmSignUpCommand, ResendConfirmationCodeCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, describe, expect, it } from 'vitest';
import { attributes, attributesOf, confirm, member, password, refusal, signIn, signUp, testPool, tokensOf, type TestPool } from './harness.js';

const pool: TestPool = await testPool();
const { client, cognito, behaviour } = pool;
afterEach(() => {
  for (const name of Object.keys(behaviour)) Reflect.deleteProperty(behaviour, name);
  pool.events();
});

const confirmWith = (email: string, ConfirmationCode: string): Promise<unknown> => client.send(new ConfirmSignUpCommand({ ClientId: cognito.clientId, Username: email, ConfirmationCode }));

describe('signing up', () => {
  it('makes a user without a verified address, known by a sub', async () => {
    const sub = await signUp(pool, 'Ann@shop.test', { attributes: { given_name: 'Ann' } });
    expect(sub).toMatch(/^[0-9a-f-]{36}$/);
    expect(await attributesOf(pool, 'ann@SHOP.test')).toEqual({ sub, email: 'Ann@shop.test', email_verified: 'false', given_name: 'Ann' });
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('UserNotConfirmedException: User is not confirmed.');
  });

  it('asks PreSignUp first, with the sub that the user will have', async () => {
    const answer = await client.send(new SignUpCommand({
      ClientId: 'web', Username: 'bob@shop.test', Password: password, ValidationData: attributes({ a: '1' }), ClientMetadata: { b: '2' },
    }));
    expect(answer).toMatchObject({ UserConfirmed: false, CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'bob@shop.test' } });
    expect(pool.events()).toEqual([{
      version: '1', triggerSource: 'PreSignUp_SignUp', region: 'eu-west-1', userPoolId: 'eu-west-1_Test', userName: answer.UserSub, callerContext: { awsSdkVersion: expect.any(String) as string, clientId: 'web' },
      request: { userAttributes: { email: 'bob@shop.test' }, validationData: { a: '1' }, clientMetadata: { b: '2' } },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    }]);
  });

  it('makes nobody whom PreSignUp refuses', async () => {
    behaviour.PreSignUp = () => Promise.reject(new Error('not invited'));
    expect(await refusal(signUp(pool, 'eve@shop.test'))).toBe('UserLambdaValidationException: PreSignUp failed with error not invited.');
    expect(await refusal(attributesOf(pool, 'eve@shop.test'))).toBe('UserNotFoundException: User does not exist.');
  });

  it('confirms at once where PreSignUp says so, and verifies only what it says', async () => {
    behaviour.PreSignUp = () => ({ autoConfirmUser: true, autoVerifyEmail: false, autoVerifyPhone: false });
    const answer = await client.send(new SignUpCommand({ ClientId: 'web', Username: 'carl@shop.test', Password: password }));
    expect(answer).toMatchObject({ UserConfirmed: true });
    expect(answer.CodeDeliveryDetails).toBeUndefined();
    expect(pool.events().map(({ triggerSource, request }) => [triggerSource, request.userAttributes['email_verified']])).toEqual([['PreSignUp_SignUp', undefined], ['PostConfirmation_ConfirmSignUp', 'false']]);
    behaviour.PreSignUp = () => ({ autoConfirmUser: true, autoVerifyEmail: true });
    await signUp(pool, 'carla@shop.test');
    expect(pool.events()[1]?.request.userAttributes).toMatchObject({ email_verified: 'true', 'cognito:user_status': 'CONFIRMED' });
  });

  it('takes an address once, in whatever case', async () => {
    await signUp(pool, 'dora@shop.test');
    pool.events();
    expect(await refusal(signUp(pool, 'DORA@shop.test'))).toBe('UsernameExistsException: An account with the given email already exists.');
    expect(pool.events()).toEqual([]);
  });

  it('takes an address once, also of two who are quick', async () => {
    behaviour.PreSignUp = async () => new Promise((resolve) => setTimeout(resolve, 50));
    const ends = await Promise.allSettled([signUp(pool, 'twin@shop.test'), signUp(pool, 'Twin@shop.test'), signUp(pool, 'TWIN@shop.test')]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it.each([{ sub: 'x' }, { email_verified: 'true' }, { phone_number_verified: 'true' }, { 'custom:tenant': 'acme' }, { 'cognito:user_status': 'CONFIRMED' }, { ['__proto__x']: '1' }])('lets nobody write %j', async (named) => {
    expect(await refusal(signUp(pool, 'mallory@shop.test', { attributes: named }))).toBe('NotAuthorizedException: A client attempted to write unauthorized attribute');
  });

  it('has one address: the username', async () => {
    expect(await refusal(signUp(pool, 'mallory@shop.test', { attributes: { email: 'ann@shop.test' } }))).toMatch(/^InvalidParameterException/);
    expect((await attributesOf(pool, await signUp(pool, 'frank@shop.test', { attributes: { email: 'Frank@shop.test' } })))['email']).toBe('frank@shop.test');
    for (const name of ['mallory', 'a@b@c', '@', 'a b@c.test', `${'x'.repeat(125)}@x.test`]) expect(await refusal(signUp(pool, name))).toBe('InvalidParameterException: Username should be an email.');
  });

  it.each(['Sh0rt!', 'nouppercase0!', 'NOLOWERCASE0!', 'NoNumbers!', 'NoSymbols00'])('refuses the password %s', async (weak) => {
    expect(await refusal(client.send(new SignUpCommand({ ClientId: 'web', Username: 'mallory@shop.test', Password: weak })))).toMatch(/^InvalidPasswordException: Password did not conform with policy: /);
  });
});

describe('confirming', () => {
  it('verifies the address that the code went to, and tells PostConfirmation', async () => {
    const sub = await signUp(pool, 'gina@shop.test');
    pool.events();
    await confirm(pool, 'Gina@Shop.test');
    expect(pool.events()).toEqual([expect.objectContaining({
      triggerSource: 'PostConfirmation_ConfirmSignUp', userName: sub, response: {},
      request: { userAttributes: { sub, email: 'gina@shop.test', email_verified: 'true', 'cognito:user_status': 'CONFIRMED' }, clientMetadata: null },
    })]);
    expect(tokensOf(await signIn(pool, 'gina@shop.test')).id).toMatchObject({ sub, email: 'gina@shop.test', email_verified: true });
  });

  it('verifies nothing by a wrong code', async () => {
    await signUp(pool, 'hugo@shop.test');
    pool.events();
    for (const code of ['000000x', '0']) expect(await refusal(confirmWith('hugo@shop.test', code))).toBe('CodeMismatchException: Invalid verification code provided, please try again.');
    expect(await refusal(confirmWith('hugo@shop.test', ''))).toMatch(/^InvalidParameterException/);
    expect((await attributesOf(pool, 'hugo@shop.test'))['email_verified']).toBe('false');
    expect(pool.events()).toEqual([]);
  });

  it('happens once', async () => {
    await member(pool, 'ida@shop.test');
    pool.events();
    expect(await refusal(confirmWith('ida@shop.test', '123456'))).toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED');
    expect(pool.events()).toEqual([]);
  });

  it('fails with PostConfirmation, though the user stays confirmed', async () => {
    await signUp(pool, 'jane@shop.test');
    behaviour.PostConfirmation = () => Promise.reject(new Error('no queue'));
    expect(await refusal(confirm(pool, 'jane@shop.test'))).toBe('UserLambdaValidationException: PostConfirmation failed with error no queue.');
    expect(await refusal(confirmWith('jane@shop.test', '1'))).toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED');
    expect(tokensOf(await signIn(pool, 'jane@shop.test')).id['email_verified']).toBe(true);
  });

  it('by an administrator proves nothing', async () => {
    await signUp(pool, 'karl@shop.test');
    pool.events();
    await client.send(new AdminConfirmSignUpCommand({ UserPoolId: cognito.userPoolId, Username: 'karl@shop.test' }));
    expect(pool.events()[0]).toMatchObject({ triggerSource: 'PostConfirmation_ConfirmSignUp', callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' }, request: { userAttributes: { email_verified: 'false' } } });
    expect(tokensOf(await signIn(pool, 'karl@shop.test')).id['email_verified']).toBe(false);
  });

  it('tells nothing of people that there are not', async () => {
    expect(await refusal(confirmWith('nobody@shop.test', '123456'))).toBe('ExpiredCodeException: Invalid code provided, please request a code again.');
    expect(await client.send(new ResendConfirmationCodeCommand({ ClientId: 'web', Username: 'nobody@shop.test' }))).toMatchObject({ CodeDeliveryDetails: { Destination: 'nobody@shop.test' } });
    expect(await cognito.lastCode('nobody@shop.test')).toBeNull();
  });
});
