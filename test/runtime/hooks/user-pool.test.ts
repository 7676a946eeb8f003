import { AdminCreateUserCommand, InitiateAuthCommand, RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import { invokeLater } from '../../../src/runtime/hooks.js';
import { attributes, confirm, password, refresh, refusal, signIn, signUp, testPool, tokensOf } from '../../local/cognito/harness.js';
import { openHooks } from './support.js';

/** A user pool whose triggers are the hooks, each in a function of Lambda, and the worker behind them, as far as the database goes. */
const world = await openHooks();
const pool = await testPool({ tokenVersion: 'V2_0' });
const client = new LambdaClient({ endpoint: pool.lambda.url, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
const hooks = world.hooks({ provision: invokeLater({ functionName: 'worker', client }) });
const triggers = { PreSignUp: hooks.preSignUp, PostConfirmation: hooks.postConfirmation, PreAuthentication: hooks.preAuthentication, PreTokenGeneration: hooks.preTokenGeneration };
for (const [name, handler] of Object.entries(triggers)) pool.lambda.register(`shop-${name}`, { handler, timeout: 5_000 });
const acme = await world.control.addTenant('acme');
const globex = await world.control.addTenant('globex');
/** Addresses by sub, of whom the worker may make members; the others wait. */
const ready = new Map<string, string>();
pool.lambda.register('worker', async (event) => {
  const { sub } = event as { readonly sub: string };
  const service = await world.control.worker();
  const email = ready.get(sub) ?? '';
  const { rows } = await service.query<{ id: string }>('select cognition.pending_invitations($1) as id', [email]);
  for (const { id } of rows) await service.query('select cognition.activate_user($1, $2, $3, $4)', [id, sub, email, scramVerifier(password)]);
});
afterAll(async () => {
  client.destroy();
  await world.close();
});

const settingUp = 'UserLambdaValidationException: PreTokenGeneration failed with error Your account is being set up. Please try again in a moment.';
const notAllowed = (trigger: string): string => `UserLambdaValidationException: ${trigger} failed with error You are not allowed to sign in.`;

describe('a user pool with the hooks', () => {
  it('turns a stranger away', async () => {
    expect(await refusal(signUp(pool, 'stranger@shop.test'))).toBe('UserLambdaValidationException: PreSignUp failed with error You cannot sign up with these details.');
    expect(await refusal(signIn(pool, 'stranger@shop.test'))).toBe(notAllowed('PreAuthentication'));
  });

  it('takes an invited person from sign-up to a token of their tenant, and to none once they are suspended', async () => {
    const id = await world.invite(acme, 'ann@shop.test');
    const sub = await signUp(pool, 'Ann@shop.test');
    await confirm(pool, 'ann@shop.test');
    await pool.lambda.idle();
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe(settingUp);
    ready.set(sub, 'ann@shop.test');
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe(settingUp);
    await pool.lambda.idle();
    const first = tokensOf(await signIn(pool, 'ann@shop.test'));
    const claims = { userid: id, tenant: acme, role: 'users', sub };
    expect([first.id, first.access]).toMatchObject([claims, claims]);
    await world.control.asOwner(`update cognition.users set tenant_id = (select t.id from cognition.tenants t where t.name = $2) where id = $1`, [id, globex]);
    const next = tokensOf(await refresh(pool, first.refreshToken));
    expect([next.id, next.access]).toMatchObject([{ ...claims, tenant: globex }, { ...claims, tenant: globex }]);
    await world.control.asOwner("update cognition.users set status = 'suspended' where id = $1", [id]);
    expect(await refusal(refresh(pool, first.refreshToken))).toBe(notAllowed('PreTokenGeneration'));
    expect(await refusal(signIn(pool, 'ann@shop.test'))).toBe(notAllowed('PreAuthentication'));
  });

  it('hands over a user whom an administrator made by their first token', async () => {
    const id = await world.invite(acme, 'bob@shop.test');
    const { User } = await pool.client.send(new AdminCreateUserCommand({
      UserPoolId: pool.cognito.userPoolId, Username: 'bob@shop.test', TemporaryPassword: 'Temp0rary!', UserAttributes: attributes({ email: 'bob@shop.test', email_verified: 'true' }), MessageAction: 'SUPPRESS',
    }));
    ready.set(User?.Username ?? '', 'bob@shop.test');
    const { Session } = await signIn(pool, 'bob@shop.test', 'Temp0rary!');
    const answer = { ClientId: pool.cognito.clientId, ChallengeName: 'NEW_PASSWORD_REQUIRED' as const, Session, ChallengeResponses: { USERNAME: 'bob@shop.test', NEW_PASSWORD: password } };
    expect(await refusal(pool.client.send(new RespondToAuthChallengeCommand(answer)))).toBe(settingUp);
    await pool.lambda.idle();
    expect(tokensOf(await signIn(pool, 'bob@shop.test')).id).toMatchObject({ userid: id, tenant: acme });
  });

  it('has nothing for who signed up with another\'s invitation and proved nothing', async () => {
    await world.invite(acme, 'victim@shop.test');
    const sub = await signUp(pool, 'victim@shop.test');
    ready.set(sub, 'victim@shop.test');
    expect(await refusal(signIn(pool, 'victim@shop.test'))).toBe('UserNotConfirmedException: User is not confirmed.');
    await pool.lambda.idle();
    expect(pool.lambda.invocations.filter(({ name, payload }) => name === 'worker' && (payload as { sub?: string }).sub === sub)).toEqual([]);
  });

  it('takes nothing of what a client sends along', async () => {
    const call = new InitiateAuthCommand({
      ClientId: pool.cognito.clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'bob@shop.test', PASSWORD: password }, ClientMetadata: { tenant: globex, userid: 'u_0', role: 'application_admins', sub: 'another' },
    });
    expect(tokensOf(await pool.client.send(call)).id).toMatchObject({ tenant: acme, role: 'users' });
  });
});
