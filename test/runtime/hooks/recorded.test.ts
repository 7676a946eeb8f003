import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookName } from '../../../src/runtime/hooks.js';
import { messages } from '../../../src/runtime/hooks/messages.js';
import { eventOf, hookOf, openHooks, recorded, refusalOf, type HookWorld } from './support.js';

let world: HookWorld;
let hooks: ReturnType<HookWorld['hooks']>;
let acme: string;
let userId: string;
const [sub, email] = ['5f0c2d7e-1111-4000-8000-00000000abcd', 'member@example.com'];
beforeAll(async () => {
  world = await openHooks();
  acme = await world.control.addTenant('acme');
  userId = (await world.control.addMember(acme, 'users', { sub, email })).id;
});
afterAll(() => world.close());
beforeAll(() => void (hooks = world.hooks()));

const all: readonly HookName[] = ['preSignUp', 'postConfirmation', 'preAuthentication', 'preTokenGeneration'];
/** No member stands behind these. */
const memberless = ['TokenGeneration_ClientCredentials.3', 'PreAuthentication_Authentication.userNotFound'];
const served = recorded.filter((name) => hookOf(name) !== null && !memberless.includes(name));

describe('each event that Cognito sends', () => {
  it('is there: every trigger, and each version of a token', () => {
    expect(new Set(recorded.map((name) => name.split('.')[0])).size).toBe(13);
    expect(served.filter((name) => name.startsWith('TokenGeneration'))).toHaveLength(15);
  });

  it.each(served)('%s is answered for a member with the same event and its response', async (name) => {
    const event = eventOf(name, { sub });
    const [before, hook] = [eventOf(name, { sub }), hookOf(name)];
    const answered = hook && (await hooks[hook](event, { awsRequestId: 'request-1' }));
    expect(answered).toBe(event);
    expect({ ...answered, response: null }).toEqual({ ...before, response: null });
    const handedOver = name === 'PostConfirmation_ConfirmSignUp' ? true : null;
    const { triggerSource } = before;
    expect(world.lines.at(-1)).toEqual({ hook, trigger: triggerSource, outcome: 'ok', reason: null, handedOver, sub, requestId: 'request-1', ms: expect.any(Number) as number });
  });

  it.each(recorded)('%s is refused by every other hook, and not said in the log', async (name) => {
    for (const hook of all.filter((one) => one !== hookOf(name))) {
      expect(await refusalOf(hooks[hook](eventOf(name, { sub })))).toBe(hook === 'preSignUp' ? messages.sign_up_refused : messages.sign_in_refused);
      expect(world.lines.at(-1)).toMatchObject({ hook, trigger: null, reason: 'event' });
    }
  });

  it.each(memberless)('%s is refused, were there a member\'s sub in it', async (name) => {
    const hook = hookOf(name) ?? 'preSignUp';
    for (const attributes of [{}, { sub, email, email_verified: 'true' }]) expect(await refusalOf(hooks[hook](eventOf(name, attributes)))).toBe(messages.sign_in_refused);
    expect(world.jobs).toEqual([{ sub, userPoolId: 'eu-central-1_A1b2C3d4E' }]);
  });
});

describe('a sign-in of nobody\'s', () => {
  it.each([
    ['who waits for the code is Cognito\'s to refuse', { sub: 'stranger', 'cognito:user_status': 'UNCONFIRMED' }, null],
    ['who is confirmed is refused', { sub: 'stranger', 'cognito:user_status': 'CONFIRMED' }, messages.sign_in_refused],
    ['without a sub is refused', { 'cognito:user_status': 'UNCONFIRMED' }, messages.sign_in_refused],
  ])('%s', async (_who, attributes, expected) => {
    const event = eventOf('PreAuthentication_Authentication', { sub: '', email: 'stranger@example.com', email_verified: 'false', ...attributes });
    expect(await hooks.preAuthentication(event).then(() => null, (refused: Error) => refused.message)).toBe(expected);
  });
});

describe('a response', () => {
  const said = { userid: '', tenant: '', role: 'users' };
  beforeAll(() => void Object.assign(said, { userid: userId, tenant: acme }));
  const groups = {
    groupsToOverride: ['beta', 'eu-central-1_A1b2C3d4E_Google'], iamRolesToOverride: ['arn:aws:iam::123456789012:role/beta'], preferredRole: 'arn:aws:iam::123456789012:role/beta',
  };
  const tokens = served.filter((name) => name.startsWith('TokenGeneration'));

  it.each(tokens.filter((name) => name.endsWith('.1')))('to %s sets the claims of the ID token, and keeps the groups', async (name) => {
    const { response } = await hooks.preTokenGeneration(eventOf(name, { sub }));
    expect(response).toEqual({ claimsOverrideDetails: { claimsToAddOrOverride: said, groupOverrideDetails: groups } });
  });

  it.each(tokens.filter((name) => !name.endsWith('.1')))('to %s sets the claims of both tokens, and keeps the groups', async (name) => {
    const { response } = await hooks.preTokenGeneration(eventOf(name, { sub }));
    const claims = { claimsToAddOrOverride: said };
    expect(response).toEqual({ claimsAndScopeOverrideDetails: { idTokenGeneration: claims, accessTokenGeneration: claims, groupOverrideDetails: groups } });
  });

  it.each(['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'])('to %s confirms and verifies nothing, whatever stood there', async (name) => {
    const event = { ...eventOf(name), response: { autoConfirmUser: true, autoVerifyEmail: true, more: 1 } };
    expect((await hooks.preSignUp(event)).response).toEqual({ autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false });
  });

  it.each(['PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword', 'PreAuthentication_Authentication'])('to %s is empty', async (name) => {
    const hook = hookOf(name) ?? 'preSignUp';
    expect((await hooks[hook](eventOf(name, { sub }))).response).toEqual({});
  });

  it('is for the claims\' names of the options', async () => {
    const { preTokenGeneration } = world.hooks({ claims: { user: 'https://shop.test/user', tenant: 'org' } });
    const { response } = await preTokenGeneration(eventOf('TokenGeneration_RefreshTokens.1', { sub }));
    expect(response).toMatchObject({ claimsOverrideDetails: { claimsToAddOrOverride: { 'https://shop.test/user': userId, org: acme, role: 'users' } } });
  });

  it('has no groups where the event has none: an empty list would take them away', async () => {
    const event = eventOf('TokenGeneration_RefreshTokens.1', { sub });
    event.request['groupConfiguration'] = null;
    expect((await hooks.preTokenGeneration(event)).response).toEqual({ claimsOverrideDetails: { claimsToAddOrOverride: said } });
  });
});

it.each<unknown>([[], 'beta', { groupsToOverride: 'beta' }, { groupsToOverride: [1] }, { iamRolesToOverride: [null] }, { preferredRole: ['x'] }])('groups such as %j are none of Cognito\'s', async (groups) => {
  const event = eventOf('TokenGeneration_RefreshTokens.2', { sub });
  event.request['groupConfiguration'] = groups;
  expect(await refusalOf(hooks.preTokenGeneration(event))).toBe(messages.sign_in_refused);
});

it.each(['0', '4', '', '1.0', '__proto__'])('a version %j of a token\'s event is none of Cognito\'s', async (version) => {
  expect(await refusalOf(hooks.preTokenGeneration({ ...eventOf('TokenGeneration_RefreshTokens.2', { sub }), version }))).toBe(messages.sign_in_refused);
});

it('the sentences are in the README, with the full stop that Cognito adds', () => {
  const readme = readFileSync(new URL('../../../src/runtime/README.md', import.meta.url), 'utf8');
  expect(Object.values(messages).filter((message) => !readme.includes(`\`${message}.\``))).toEqual([]);
});

it('is not made of options that cannot be meant', () => {
  const claims = [{ user: 'sub' }, { tenant: 'cognito:groups' }, { role: 'email' }, { user: 'role' }, { tenant: '' }, { role: 'x'.repeat(129) }];
  for (const names of claims) expect(() => world.hooks({ claims: names })).toThrow(TypeError);
  expect(() => world.hooks({ secret: '' })).toThrow(TypeError);
  for (const deadline of [0, -1, NaN]) expect(() => world.hooks({ deadline })).toThrow(TypeError);
});
