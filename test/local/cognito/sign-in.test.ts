import {
  AdminDisableUserCommand, AdminEnableUserCommand, AdminInitiateAuthCommand, ConfirmForgotPasswordCommand, ForgotPasswordCommand, InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, describe, expect, it } from 'vitest';
import { confirm, member, password, refusal, refresh, signIn, signUp, testPool, tokensOf } from './harness.js';

const pool = await testPool();
const { client, cognito, behaviour } = pool;
const sub = await member(pool, 'ann@shop.test');
afterEach(() => {
  for (const name of Object.keys(behaviour)) Reflect.deleteProperty(behaviour, name);
  pool.events();
});
pool.events();

const wrong = 'NotAuthorizedException: Incorrect username or password.';
const user = { UserPoolId: cognito.userPoolId, Username: 'ann@shop.test' };
const adminSignIn = (secret: string): Promise<unknown> => client.send(new AdminInitiateAuthCommand({ UserPoolId: cognito.userPoolId, ClientId: 'web', AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'ann@shop.test', PASSWORD: secret } }));

describe('signing in', () => {
  it('asks the triggers in order', async () => {
    await client.send(new InitiateAuthCommand({ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'ANN@shop.test', PASSWORD: password }, ClientMetadata: { from: 'here' } }));
    const events = pool.events();
    expect(events.map(({ triggerSource, userName }) => [triggerSource, userName])).toEqual([['PreAuthentication_Authentication', sub], ['PostAuthentication_Authentication', sub], ['TokenGeneration_Authentication', sub]]);
    const userAttributes = { sub, email: 'ann@shop.test', email_verified: 'true', 'cognito:user_status': 'CONFIRMED' };
    expect(events[0]?.request).toEqual({ userAttributes, validationData: { from: 'here' }, userNotFound: false });
    expect(events[1]?.request).toEqual({ userAttributes, newDeviceUsed: false, clientMetadata: null });
  });

  it('by a server is the same', async () => {
    expect(await adminSignIn(password)).toMatchObject({ AuthenticationResult: { TokenType: 'Bearer', ExpiresIn: 3600 } });
    expect(pool.events().map(({ triggerSource }) => triggerSource)).toContain('PreAuthentication_Authentication');
    expect(await refusal(adminSignIn('Wr0ng-password'))).toBe(wrong);
  });

  it('says the same of a wrong password and of nobody', async () => {
    expect(await refusal(signIn(pool, 'ann@shop.test', 'Wr0ng-password'))).toBe(wrong);
    expect(await refusal(signIn(pool, 'nobody@shop.test'))).toBe(wrong);
    for (const name of ['__proto__', 'constructor', 'toString', "ann@shop.test' or true"]) expect(await refusal(signIn(pool, name))).toBe(wrong);
  });

  it('asks PreAuthentication before the password is looked at, of nobody too', async () => {
    await refusal(signIn(pool, 'ann@shop.test', 'Wr0ng-password'));
    await refusal(signIn(pool, 'nobody@shop.test'));
    expect(pool.events().map(({ triggerSource, userName, request }) => [triggerSource, userName, request['userNotFound'], Object.keys(request.userAttributes)])).toEqual([
      ['PreAuthentication_Authentication', sub, false, expect.arrayContaining(['email'])], ['PreAuthentication_Authentication', 'nobody@shop.test', true, []],
    ]);
  });

  it('is denied by PreAuthentication', async () => {
    behaviour.PreAuthentication = () => Promise.reject(new Error('suspended'));
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('UserLambdaValidationException: PreAuthentication failed with error suspended.');
    expect(pool.events().map(({ triggerSource }) => triggerSource)).toEqual(['PreAuthentication_Authentication']);
  });

  it.each(['PostAuthentication', 'PreTokenGeneration'] as const)('is denied by %s', async (name) => {
    behaviour[name] = () => Promise.reject(new Error('no'));
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe(`UserLambdaValidationException: ${name} failed with error no.`);
  });

  it('is over for whoever is disabled, and so are the sessions', async () => {
    const { refreshToken } = tokensOf(await signIn(pool, 'ann@shop.test'));
    await client.send(new AdminDisableUserCommand(user));
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe('NotAuthorizedException: User is disabled.');
    expect(await refusal(adminSignIn(password))).toBe('NotAuthorizedException: User is disabled.');
    expect(await refusal(signIn(pool, 'ann@shop.test', 'Wr0ng-password'))).toBe(wrong);
    expect(await refusal(refresh(pool, refreshToken))).toMatch(/^NotAuthorizedException/);
    await client.send(new AdminEnableUserCommand(user));
    expect(await refusal(refresh(pool, refreshToken))).toBe('NotAuthorizedException: Refresh Token has been revoked');
    expect(tokensOf(await signIn(pool, 'ann@shop.test')).id['sub']).toBe(sub);
  });

  it('has the flows of passwords and refresh tokens', async () => {
    for (const AuthFlow of ['USER_SRP_AUTH', 'CUSTOM_AUTH', 'ADMIN_USER_PASSWORD_AUTH'] as const) {
      expect(await refusal(client.send(new InitiateAuthCommand({ ClientId: 'web', AuthFlow, AuthParameters: { USERNAME: 'ann@shop.test', PASSWORD: password } })))).toMatch(/^InvalidParameterException/);
    }
  });
});

describe('a forgotten password', () => {
  const forget = (Username: string): Promise<unknown> => client.send(new ForgotPasswordCommand({ ClientId: 'web', Username }));
  const reset = (Username: string, ConfirmationCode: string, Password = 'New-passw0rd'): Promise<unknown> => client.send(new ConfirmForgotPasswordCommand({ ClientId: 'web', Username, ConfirmationCode, Password }));

  it('is replaced by whoever has the code', async () => {
    await member(pool, 'bob@shop.test');
    await forget('Bob@shop.test');
    pool.events();
    expect(await refusal(reset('bob@shop.test', 'x'))).toMatch(/^CodeMismatchException/);
    await reset('bob@shop.test', (await cognito.lastCode('bob@shop.test')) ?? '');
    expect(pool.events()).toEqual([expect.objectContaining({ triggerSource: 'PostConfirmation_ConfirmForgotPassword' })]);
    expect(await refusal(signIn(pool, 'bob@shop.test'))).toBe(wrong);
    expect(tokensOf(await signIn(pool, 'bob@shop.test', 'New-passw0rd')).id['email']).toBe('bob@shop.test');
    expect(await refusal(reset('bob@shop.test', 'x'))).toMatch(/^CodeMismatchException/);
  });

  it('tells nothing of nobody, and is none of people without a verified address', async () => {
    expect(await forget('nobody@shop.test')).toMatchObject({ CodeDeliveryDetails: { Destination: 'nobody@shop.test' } });
    expect(await refusal(reset('nobody@shop.test', '1'))).toMatch(/^CodeMismatchException/);
    await signUp(pool, 'eve@shop.test');
    expect(await refusal(forget('eve@shop.test'))).toMatch(/^InvalidParameterException: Cannot reset password/);
    expect(await refusal(reset('eve@shop.test', (await cognito.lastCode('eve@shop.test')) ?? ''))).toMatch(/^CodeMismatchException/);
    await confirm(pool, 'eve@shop.test');
  });
});
