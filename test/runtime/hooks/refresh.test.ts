import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messages } from '../../../src/runtime/hooks/messages.js';
import { openHooks, eventOf, refusalOf, type HookWorld } from './support.js';

let world: HookWorld;
let hooks: ReturnType<HookWorld['hooks']>;
let acme: string;
let globex: string;
let member: Awaited<ReturnType<HookWorld['control']['addMember']>>;
beforeAll(async () => {
  world = await openHooks();
  [acme, globex] = [await world.control.addTenant('acme'), await world.control.addTenant('globex')];
  hooks = world.hooks();
});
afterAll(() => world.close());
beforeEach(async () => void (member = await world.control.addMember(acme, 'users')));

type Claims = Readonly<Record<string, unknown>>;

/** The claims of a token's refresh: `suppressed` for those that are taken out. */
async function refreshed(sub = member.sub, attributes: Record<string, string> = {}, version = '2'): Promise<Claims> {
  const { response } = await hooks.preTokenGeneration(eventOf(`TokenGeneration_RefreshTokens.${version}`, { sub, email: member.email, ...attributes }));
  const details = response['claimsAndScopeOverrideDetails'] as { idTokenGeneration: { claimsToAddOrOverride: Claims; claimsToSuppress?: string[] } };
  const { claimsToAddOrOverride, claimsToSuppress } = details.idTokenGeneration;
  return { ...claimsToAddOrOverride, ...(claimsToSuppress && { suppressed: claimsToSuppress }) };
}

const refused = async (): Promise<string> => refusalOf(refreshed());
const signIn = (): Promise<unknown> => hooks.preAuthentication(eventOf('PreAuthentication_Authentication', { sub: member.sub, email: member.email }));

async function change(set: string, ...values: readonly unknown[]): Promise<void> {
  await world.control.asOwner(`update cognition.users set ${set} where id = $1`, [member.id, ...values]);
}

describe('between two refreshes', () => {
  it.each([
    ['suspended', "status = 'suspended'"], ['expired', "expires_at = now() - interval '1 second'"],
  ])('a member who was %s gets no token, nor signs in, until that is undone', async (_, set) => {
    expect(await refreshed()).toEqual({ userid: member.id, tenant: acme, role: 'users' });
    await change(set);
    expect([await refused(), await refusalOf(signIn())]).toEqual([messages.sign_in_refused, messages.sign_in_refused]);
    await change("status = 'active', expires_at = null");
    expect(await refreshed()).toMatchObject({ userid: member.id });
    await expect(signIn()).resolves.toBeDefined();
  });

  it('a member who was removed gets no token', async () => {
    await world.control.asOwner('delete from cognition.users where id = $1', [member.id]);
    expect([await refused(), await refusalOf(signIn())]).toEqual([messages.sign_in_refused, messages.sign_in_refused]);
  });

  it('a member whose tenant was suspended gets no token', async () => {
    await world.control.asOwner("update cognition.tenants set status = 'suspended' where name = $1", [acme]);
    expect(await refused()).toBe(messages.sign_in_refused);
    await world.control.asOwner("update cognition.tenants set status = 'active' where name = $1", [acme]);
  });

  it('another role and another tenant are in the next token', async () => {
    await change("app_role = 'admins'");
    expect(await refreshed()).toEqual({ userid: member.id, tenant: acme, role: 'admins' });
    await change('tenant_id = (select t.id from cognition.tenants t where t.name = $2)', globex);
    expect(await refreshed()).toEqual({ userid: member.id, tenant: globex, role: 'admins' });
  });

  it('an address that was changed, to another member\'s too, changes nothing', async () => {
    const other = await world.control.addMember(globex, 'admins');
    for (const email_verified of ['false', 'true']) expect(await refreshed(member.sub, { email: other.email, email_verified })).toEqual({ userid: member.id, tenant: acme, role: 'users' });
  });
});

describe('a person in two tenants', () => {
  it('gets the one that they switched to, and the other one while that does not count', async () => {
    const second = await world.control.addMember(globex, 'admins', { sub: member.sub, email: member.email });
    expect(await refreshed()).toMatchObject({ userid: member.id, tenant: acme });
    await member.session.query('select cognition.switch_tenant($1)', [globex]);
    expect(await refreshed()).toEqual({ userid: second.id, tenant: globex, role: 'admins' });
    await world.control.asOwner("update cognition.users set status = 'suspended' where id = $1", [second.id]);
    expect(await refreshed()).toMatchObject({ userid: member.id, tenant: acme });
    await change("status = 'suspended'");
    expect(await refused()).toBe(messages.sign_in_refused);
  });

  it('gets neither of somebody else\'s', async () => {
    await expect(member.session.query('select cognition.switch_tenant($1)', [globex])).rejects.toMatchObject({ code: 'P0002' });
    expect(await refreshed()).toMatchObject({ tenant: acme });
  });
});

describe('claims that were there before', () => {
  const forged = { userid: 'u_0', tenant: 'globex', role: 'application_admins', 'custom:tenant': 'globex' };

  it('are overridden, whoever wrote them', async () => {
    const event = eventOf('TokenGeneration_RefreshTokens.3', { sub: member.sub, email: member.email, ...forged });
    Object.assign(event.request, { clientMetadata: forged, validationData: forged, claims: forged });
    event.response = { claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToAddOrOverride: forged }, accessTokenGeneration: { scopesToAdd: ['admin'] } }, claimsOverrideDetails: forged };
    const claims = { claimsToAddOrOverride: { userid: member.id, tenant: acme, role: 'users' } };
    const { response } = await hooks.preTokenGeneration(event);
    expect(Object.keys(response)).toEqual(['claimsAndScopeOverrideDetails']);
    expect(response).toMatchObject({ claimsAndScopeOverrideDetails: { idTokenGeneration: claims, accessTokenGeneration: claims } });
    expect(JSON.stringify(response)).not.toMatch(/u_0"|globex|application_admins|scopesToAdd/);
  });

  it('are taken out where an application admin has no tenant', async () => {
    const admin = await world.control.addMember(null, 'application_admins');
    expect(await refreshed(admin.sub, { tenant: 'acme' })).toEqual({ userid: admin.id, role: 'application_admins', suppressed: ['tenant'] });
    const { response } = await hooks.preTokenGeneration(eventOf('TokenGeneration_HostedAuth.1', { sub: admin.sub }));
    expect(response).toMatchObject({ claimsOverrideDetails: { claimsToSuppress: ['tenant'] } });
  });
});

describe('somebody whom Cognito does not know', () => {
  it('is refused in the words for the suspended, and the database is asked as often', async () => {
    await change("status = 'suspended'");
    const calls = async (work: () => Promise<unknown>): Promise<readonly [string, number]> => {
      const before = world.api.calls('ExecuteStatement');
      return [await refusalOf(work()), world.api.calls('ExecuteStatement') - before];
    };
    const unknown = eventOf('PreAuthentication_Authentication.userNotFound');
    const claiming = eventOf('PreAuthentication_Authentication.userNotFound', { sub: member.sub, email: member.email, email_verified: 'true' });
    await change("status = 'active'");
    const nameless = { ...unknown, request: { ...unknown.request, userAttributes: undefined } };
    const seen = [await calls(() => hooks.preAuthentication(unknown)), await calls(() => hooks.preAuthentication(claiming)), await calls(() => hooks.preAuthentication(nameless))];
    await change("status = 'suspended'");
    seen.push(await calls(signIn));
    expect(seen).toEqual(Array(4).fill([messages.sign_in_refused, 1]));
  });

  it('is found by no address: that of an active member is worth nothing', async () => {
    const event = eventOf('PreAuthentication_Authentication', { sub: 'another', email: member.email, email_verified: 'true' });
    expect(await refusalOf(hooks.preAuthentication(event))).toBe(messages.sign_in_refused);
  });
});
