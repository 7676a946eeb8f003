import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { messages } from '../../../src/runtime/hooks/messages.js';
import { eventOf, openHooks, refusalOf, type HookWorld } from './support.js';

let world: HookWorld;
let hooks: ReturnType<HookWorld['hooks']>;
let acme: string;
let globex: string;
let invitation: string;
beforeAll(async () => {
  world = await openHooks();
  [acme, globex] = [await world.control.addTenant('acme'), await world.control.addTenant('globex')];
});
afterAll(() => world.close());
beforeEach(async () => {
  hooks = world.hooks();
  invitation = await world.invite(acme, 'Victim@example.com');
});
afterEach(() => world.control.asOwner('delete from cognition.users'));

const userPoolId = 'eu-central-1_A1b2C3d4E';
const signUps = ['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'];
const signUp = (email: string, trigger = 'PreSignUp_SignUp'): Promise<unknown> => hooks.preSignUp(eventOf(trigger, { email }));
const token = (attributes: Record<string, string>, name = 'TokenGeneration_Authentication.1'): Promise<unknown> => hooks.preTokenGeneration(eventOf(name, attributes));
const signIn = (attributes: Record<string, string>): Promise<unknown> => hooks.preAuthentication(eventOf('PreAuthentication_Authentication', attributes));
const confirm = (attributes: Record<string, string>): Promise<unknown> => hooks.postConfirmation(eventOf('PostConfirmation_ConfirmSignUp', attributes));

/** As the worker does it. */
async function activate(id: string, sub: string, email = 'victim@example.com'): Promise<void> {
  await (await world.control.worker()).query('select cognition.activate_user($1, $2, $3, $4)', [id, sub, email, scramVerifier('x')]);
}

describe('signing up', () => {
  it.each(signUps)('is for invited addresses, in whatever case and form: %s', async (trigger) => {
    for (const email of ['victim@example.com', 'VICTIM@Example.COM', '  victim@example.com ']) await expect(signUp(email, trigger)).resolves.toBeDefined();
  });

  it('finds an address that is not of ASCII by its normal form', async () => {
    await world.invite(acme, 'jos\u00e9@example.com');
    for (const email of ['jos\u00e9@example.com', 'jose\u0301@example.com', 'JOS\u00e9@example.com']) await expect(signUp(email)).resolves.toBeDefined();
  });

  it.each(signUps)('is refused in the same words for all others: %s', async (trigger) => {
    await world.invite(globex, 'late@example.com');
    await world.control.asOwner(`update cognition.users set expires_at = now() - interval '1 minute' where email = 'late@example.com'`);
    const others = ['nobody@example.com', 'late@example.com', 'victim+1@example.com', 'v.ictim@example.com', 'victim@example.co', "o'brien@example.com", "' or true --@example.com", '%@example.com'];
    expect(new Set(await Promise.all(others.map((email) => refusalOf(signUp(email, trigger)))))).toEqual(new Set([messages.sign_up_refused]));
  });

  it.each([
    ['no address', 'victim'], ['two of them', 'victim@example.com@x.test'], ['empty', ''], ['white space', 'vic tim@example.com'], ['NUL', 'victim@example.com\0'], ['half a character', 'victim\ud800@example.com'],
    ['nothing that is seen', 'victim\u200b@example.com'], ['an ending of lines', 'victim@example.com\nbcc: x@y.z'], ['255 characters', `${'v'.repeat(243)}@example.com`], ['a megabyte', `${'v'.repeat(1_000_000)}@example.com`],
  ])('is refused with %s, and the database is not asked', async (_, email) => {
    const calls = world.api.calls();
    expect(await refusalOf(signUp(email))).toBe(messages.sign_up_refused);
    expect(world.api.calls()).toBe(calls);
  });

  it('takes no other address for an invited one because Unicode makes ASCII of it', async () => {
    await world.invite(acme, 'kate.i@example.com');
    for (const email of ['\u212aate.i@example.com', 'kate.\u0130@example.com', 'kate.i@example\u2024com']) expect(await refusalOf(signUp(email))).toBe(messages.sign_up_refused);
  });

  it('takes what the client sent along for nothing', async () => {
    const event = eventOf('PreSignUp_SignUp', { email: 'nobody@example.com', email_verified: 'true' });
    Object.assign(event.request, { validationData: { email: 'victim@example.com', tenant: acme }, clientMetadata: { email: 'victim@example.com' } });
    expect(await refusalOf(hooks.preSignUp(event))).toBe(messages.sign_up_refused);
  });
});

describe('an address that was not proven', () => {
  const attacker = { sub: 'attacker', email: 'victim@example.com' };

  it.each(['false', 'True', 'TRUE', ' true', '1', ''])('accepts no invitation, email_verified being %j', async (verified) => {
    await confirm({ ...attacker, email_verified: verified });
    expect(await refusalOf(signIn({ ...attacker, email_verified: verified }))).toBe(messages.sign_in_refused);
    expect(await refusalOf(token({ ...attacker, email_verified: verified }))).toBe(messages.sign_in_refused);
    expect(world.jobs).toEqual([]);
  });

  it('nor does one of an identity provider, by its first token or a later one', async () => {
    for (const version of ['1', '2', '3']) expect(await refusalOf(token({ ...attacker, email_verified: 'false' }, `TokenGeneration_HostedAuth.${version}`))).toBe(messages.sign_in_refused);
    expect(world.jobs).toEqual([]);
  });

  it('gives its user nothing of a member\'s who has it', async () => {
    await activate(invitation, 'victim');
    for (const verified of ['false', 'true']) {
      expect(await refusalOf(signIn({ ...attacker, email_verified: verified }))).toBe(messages.sign_in_refused);
      expect(await refusalOf(token({ ...attacker, email_verified: verified }))).toBe(messages.sign_in_refused);
    }
    expect(await token({ sub: 'victim', email: 'changed@example.com', email_verified: 'false' })).toMatchObject({ response: { claimsOverrideDetails: { claimsToAddOrOverride: { userid: invitation } } } });
  });
});

describe('a proven address', () => {
  const owner = { sub: 'owner', email: 'VICTIM@example.com', email_verified: 'true' };

  it('is handed over once it is confirmed, to a worker who learns of nothing but the person', async () => {
    await confirm(owner);
    expect(world.jobs).toEqual([{ sub: 'owner', userPoolId }]);
    expect(world.lines).toMatchObject([{ handedOver: true, outcome: 'ok', sub: 'owner' }]);
  });

  it('is not handed over by a reset of the password', async () => {
    await hooks.postConfirmation(eventOf('PostConfirmation_ConfirmForgotPassword', owner));
    expect(world.jobs).toEqual([]);
  });

  it('is handed over by its first token, as often as it is asked for, for users whom no confirmation announced', async () => {
    await expect(signIn(owner)).resolves.toBeDefined();
    expect(world.jobs).toEqual([]);
    const answers = await Promise.all([1, 2, 3].map(() => refusalOf(token(owner, 'TokenGeneration_NewPasswordChallenge.1'))));
    expect([answers, world.jobs]).toEqual([Array(3).fill(messages.setting_up), Array(3).fill({ sub: 'owner', userPoolId })]);
    await activate(invitation, 'owner');
    await expect(token(owner)).resolves.toMatchObject({ response: { claimsOverrideDetails: { claimsToAddOrOverride: { userid: invitation, tenant: acme } } } });
    expect(world.jobs).toHaveLength(3);
  });

  it('of a user without a sub is nobody\'s', async () => {
    const nameless = (name: string): object => {
      const event = eventOf(name);
      return { ...event, request: { ...event.request, userAttributes: { email: owner.email, email_verified: 'true' } } };
    };
    const answers = [hooks.postConfirmation(nameless('PostConfirmation_ConfirmSignUp')), hooks.preAuthentication(nameless('PreAuthentication_Authentication')), hooks.preTokenGeneration(nameless('TokenGeneration_Authentication.1'))];
    expect(await Promise.all(answers.map(refusalOf))).toEqual(Array(3).fill(messages.sign_in_refused));
    expect(world.jobs).toEqual([]);
  });

  it('gets the token of one membership while another one waits', async () => {
    await activate(invitation, 'owner');
    await world.invite(globex, 'victim@example.com');
    expect(await token(owner)).toMatchObject({ response: { claimsOverrideDetails: { claimsToAddOrOverride: { userid: invitation, tenant: acme } } } });
    expect(world.jobs).toEqual([{ sub: 'owner', userPoolId }]);
  });

  it('is not let in by an invitation that has ended, was taken back, or is to a suspended tenant', async () => {
    const refused = async (): Promise<void> => {
      expect([await refusalOf(signIn(owner)), await refusalOf(token(owner))]).toEqual([messages.sign_in_refused, messages.sign_in_refused]);
      expect(await refusalOf(signUp('victim@example.com'))).toBe(messages.sign_up_refused);
    };
    await world.control.asOwner(`update cognition.tenants set status = 'suspended' where name = $1`, [acme]);
    await refused();
    await world.control.asOwner(`update cognition.tenants set status = 'active' where name = $1`, [acme]);
    await world.control.asOwner(`update cognition.users set expires_at = now() - interval '1 minute'`);
    await refused();
    await world.control.asOwner('delete from cognition.users');
    await refused();
    expect(world.jobs).toEqual([]);
  });
});
