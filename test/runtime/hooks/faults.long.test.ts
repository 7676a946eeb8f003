import { RDSDataClient } from '@aws-sdk/client-rds-data';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/local/data-api/faults.js';
import type { Provision } from '../../../src/runtime/hooks.js';
import { messages } from '../../../src/runtime/hooks/messages.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { StatementRequest } from '../../../src/runtime/types.js';
import { eventOf, openHooks, refusalOf, type HookWorld } from './support.js';

let world: HookWorld;
const [sub, email] = ['sub-of-faults', 'member@example.com'];
beforeAll(async () => {
  world = await openHooks();
  await world.control.addMember(await world.control.addTenant('acme'), 'users', { sub, email });
});
afterEach(() => world.api.faults.clear());
afterAll(() => world.close());

const never: Provision = () => new Promise(() => undefined);
const refreshOf = (hooks: ReturnType<HookWorld['hooks']>, remaining?: number): Promise<unknown> =>
  hooks.preTokenGeneration(eventOf('TokenGeneration_RefreshTokens.1', { sub, email }), remaining === undefined ? {} : { getRemainingTimeInMillis: () => remaining });

async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

describe('a database that is not there', () => {
  it('is waited for while it resumes', async () => {
    world.api.faults.inject({ fault: 'resuming', count: 3 });
    await expect(refreshOf(world.hooks())).resolves.toBeDefined();
    expect(world.lines).toMatchObject([{ outcome: 'ok' }]);
  });

  it('that resumes for longer is a refusal to be tried again, before Cognito asks again', async () => {
    const stop = world.api.faults.inject({ fault: 'resuming' });
    const hooks = world.hooks();
    const [messagesSeen, took] = await timed(Promise.all([
      refusalOf(refreshOf(hooks)),
      refusalOf(hooks.preSignUp(eventOf('PreSignUp_SignUp'))),
      refusalOf(hooks.preAuthentication(eventOf('PreAuthentication_Authentication', { sub }))),
    ]));
    expect(new Set(messagesSeen)).toEqual(new Set([messages.unavailable]));
    expect(took).toBeLessThan(4_900);
    expect(world.lines.map(({ outcome, reason }) => [outcome, reason])).toEqual(Array(3).fill(['unavailable', 'resuming']));
    stop();
    await expect(refreshOf(hooks)).resolves.toBeDefined();
  }, 15_000);

  it('that was stopped is one too, and is asked again when it is back', async () => {
    const { database } = world.control;
    const admin = await openSession('postgres');
    const hooks = world.hooks({ deadline: 2_000 });
    await admin.query(`alter database ${database} allow_connections false`);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'cognition_hooks' and datname = $1", [database]);
    expect(await refusalOf(refreshOf(hooks))).toBe(messages.unavailable);
    await admin.query(`alter database ${database} allow_connections true`);
    await expect(refreshOf(hooks)).resolves.toBeDefined();
  });

  it.each(['internal', 'unavailable', 'database unavailable', 'timeout', 'drop', 'kill'] satisfies Fault[])('but once (%s) is asked again', async (fault) => {
    world.api.faults.inject({ fault, count: 1 });
    await expect(refreshOf(world.hooks())).resolves.toBeDefined();
    expect(world.api.faults.struck()).toBeGreaterThan(0);
  });

  it('is told of in the log by a kind of failure alone', async () => {
    const client = new RDSDataClient({ endpoint: 'http://127.0.0.1:9', region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
    const gone = dataApi({ client, resourceArn: 'arn:aws:rds:eu-central-1:123456789012:cluster:gone', database: 'secret_name' });
    const hooks = world.hooks({ transport: gone, deadline: 1_000 });
    expect(await refusalOf(refreshOf(hooks))).toBe(messages.unavailable);
    expect(world.lines).toMatchObject([{ outcome: 'unavailable', reason: 'unavailable' }]);
    expect(JSON.stringify([world.lines, world.faults])).not.toMatch(/127\.0\.0\.1|secret_name|ECONN|at /);
  });

  it('or whose login is refused says nothing of it', async () => {
    const hooks = world.hooks({ secret: 'shop/local/services/none', deadline: 1_500 });
    const refusal = await refreshOf(hooks).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ name: 'HookRefusal', message: messages.unavailable, stack: `HookRefusal: ${messages.unavailable}` });
    expect(refusal).not.toHaveProperty('cause');
    expect(world.lines).toMatchObject([{ outcome: 'unavailable', reason: 'refused' }]);
  });
});

describe('time', () => {
  it('is up for a statement that waits, and what is left of the function\'s is what counts', async () => {
    const lock = await openSession(world.control.database);
    await lock.query('begin; lock table cognition.identities in access exclusive mode');
    try {
      const [told, took] = await timed(refusalOf(refreshOf(world.hooks(), 1_500)));
      expect(told).toBe(messages.unavailable);
      expect(took).toBeLessThan(1_500);
      expect(world.lines).toMatchObject([{ reason: 'timeout' }]);
    } finally {
      await lock.query('rollback');
    }
    await expect(refreshOf(world.hooks(), 1_500)).resolves.toBeDefined();
  });

  it('is 3.5 s for the database, and less where the function has less', async () => {
    const left: number[] = [];
    const transport = { ...world.transport, execute: (request: StatementRequest) => world.transport.execute((left.push(request.deadline - Date.now()), request)) };
    await refreshOf(world.hooks({ transport }));
    await refreshOf(world.hooks({ transport }), 2_000);
    // What the hook itself takes before it asks counts.
    expect(left.map((each) => Math.ceil(each / 500))).toEqual([7, 3]);
  });

  it.each([0, 100, -5, NaN])('is up where the function has %d ms left', async (left) => {
    expect(await refusalOf(refreshOf(world.hooks(), left))).toBe(messages.unavailable);
  });

  it('is up for a transport that never answers', async () => {
    const silent = { ...world.transport, execute: () => new Promise<never>(() => undefined) };
    expect(await refusalOf(refreshOf(world.hooks({ transport: silent, deadline: 600 })))).toBe(messages.unavailable);
  });
});

describe('a worker that cannot be started', () => {
  const owner = { sub: 'sub-of-owner', email: 'invited@example.com', email_verified: 'true' };
  const failing: readonly (readonly [string, Provision])[] = [['rejects', async () => Promise.reject(new Error('no such function'))], ['throws', () => { throw new Error('no client'); }], ['never ends', never]];

  it.each(failing)('and %s fails no confirmation', async (_, provision) => {
    const hooks = world.hooks({ provision, deadline: 600 });
    await expect(hooks.postConfirmation(eventOf('PostConfirmation_ConfirmSignUp', owner))).resolves.toMatchObject({ response: {} });
    expect(world.lines).toMatchObject([{ outcome: 'ok', handedOver: false }]);
    expect(world.faults).toHaveLength(1);
  });

  it.each(failing)('and %s leaves the first token to be asked for again', async (_, provision) => {
    const id = await world.invite(null, owner.email);
    const hooks = world.hooks({ provision, deadline: 900 });
    expect(await refusalOf(hooks.preTokenGeneration(eventOf('TokenGeneration_Authentication.2', owner)))).toBe(messages.setting_up);
    expect(world.lines).toMatchObject([{ outcome: 'setting_up', handedOver: false }]);
    await world.control.asOwner('delete from cognition.users where id = $1', [id]);
  });

  it('costs a member no token, and not much time', async () => {
    const id = await world.invite(null, email);
    const [answer, took] = await timed(world.hooks({ provision: never, deadline: 20_000 }).preTokenGeneration(eventOf('TokenGeneration_RefreshTokens.1', { sub, email })));
    expect(answer.response).toHaveProperty('claimsOverrideDetails');
    expect(took).toBeLessThan(10_000);
    expect(world.faults).toHaveLength(1);
    await world.control.asOwner('delete from cognition.users where id = $1', [id]);
  });
});

describe('a log', () => {
  it('that cannot be written fails no call, nor does a report', async () => {
    const broken = (): never => { throw new Error('disk full'); };
    const hooks = world.hooks({ log: broken, report: broken, provision: never, deadline: 600 });
    await expect(refreshOf(hooks)).resolves.toBeDefined();
    await expect(hooks.postConfirmation(eventOf('PostConfirmation_ConfirmSignUp'))).resolves.toBeDefined();
  });

  it('has no address, no attribute and nothing that a client sent', async () => {
    const hooks = world.hooks();
    const events = ['PreSignUp_SignUp', 'PreAuthentication_Authentication', 'TokenGeneration_NewPasswordChallenge.1'];
    await hooks.preSignUp(eventOf(events[0] ?? ''));
    await hooks.preAuthentication(eventOf(events[1] ?? '', { sub }));
    await hooks.preTokenGeneration(eventOf(events[2] ?? '', { sub, given_name: 'Mia' }));
    expect(world.lines).toHaveLength(3);
    expect(JSON.stringify(world.lines)).not.toMatch(/example\.com|Mia|spring|phone|beta/);
  });
});

/** A superuser's session beside the harness's own, which are asked meanwhile. */
async function openSession(database: string): Promise<Client> {
  const name = `helper_${world.control.run}_x`;
  await world.control.super.query(`do $$ begin create role ${name} login superuser password 'helper'; exception when duplicate_object then null; end $$`);
  return world.control.login(name, 'helper', database);
}
