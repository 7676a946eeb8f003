import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { direct } from '../../../src/runtime/direct.js';
import { withRetries } from '../../../src/runtime/retry.js';
import { openMembers, prefix, type MemberWorld } from '../members/support/member-world.js';
import { statement } from '../transport/support.js';
import { rotationWorld, steps, type RotationWorld } from './support.js';

let world: MemberWorld;
let rotation: RotationWorld;
let acme: string;

beforeAll(async () => {
  world = await openMembers();
  rotation = rotationWorld(world);
  acme = await world.control.addTenant('acme');
});
afterAll(() => world.close());
beforeEach(() => void (rotation.lines.length = 0));

const loginWith = async (username: string, password: string): Promise<string> => {
  const session = await world.control.login(username, password);
  const { rows } = await session.query<{ who: string }>('select current_user::text as who');
  await session.end();
  return rows[0]?.who ?? '';
};

describe('the four steps', () => {
  it('give a login another password, each run twice', async () => {
    const { id, name } = await rotation.member(acme);
    const before = world.login(name);
    const begun = await rotation.begin(name);
    for (const step of steps) {
      await begun.step(step);
      await begun.step(step);
    }
    const after = world.login(name);
    expect(after.password).toMatch(/^[\w-]{43}$/);
    expect(after.password).not.toBe(before.password);
    expect(await world.loginWith(name)).toBe(id);
    await expect(loginWith(id, before.password)).rejects.toMatchObject({ code: '28P01' });
    expect(rotation.stages(name)[begun.token]).toContain('AWSCURRENT');
    expect(rotation.trials()).toEqual([]);
    expect(rotation.lines.map(({ step, code }) => [step, code])).toEqual([
      ['createSecret', 'ok'], ['createSecret', 'ok'], ['setSecret', 'ok'], ['setSecret', 'current'], ['testSecret', 'current'], ['testSecret', 'current'], ['finishSecret', 'current'], ['finishSecret', 'current'],
    ]);
    expect(JSON.stringify(rotation.lines)).not.toMatch(new RegExp(`${before.password}|${after.password}|SCRAM`));
  });

  it('are run by Secrets Manager itself', async () => {
    const { id, name } = await rotation.member(acme);
    const before = world.login(name);
    const done = new Promise<void>((resolve) => {
      const run = rotation.handler();
      world.functions.set('arn:aws:lambda:rotation', async (event) => {
        await run(event);
        if ((event as { Step: string }).Step === 'finishSecret') resolve();
      });
    });
    await world.secrets.send(new RotateSecretCommand({ SecretId: `${prefix}/${name}`, RotationLambdaARN: 'arn:aws:lambda:rotation' }));
    await done;
    expect(world.login(name).password).not.toBe(before.password);
    expect(await world.loginWith(name)).toBe(id);
  });

  it('can be stopped behind the password: the next ones try and finish', async () => {
    const { id, name } = await rotation.member(acme);
    const begun = await rotation.begin(name, { transport: stopping('set_user_password') });
    await begun.step('createSecret');
    await expect(begun.step('setSecret')).rejects.toThrow('the step failed: Stopped');
    const again = rotation.handler();
    for (const Step of ['testSecret', 'finishSecret']) await again({ Step, SecretId: begun.arn, ClientRequestToken: begun.token });
    expect(await world.loginWith(name)).toBe(id);
    expect(rotation.trials()).toEqual([]);
  });

  it('keep whatever else is in the secret', async () => {
    const { id, name } = await rotation.member(acme);
    const login = { engine: 'postgres', host: 'db.shop.test', port: 5432, ...world.login(name), dbname: 'shop' };
    world.store.putSecretValue({ SecretId: `${prefix}/${name}`, SecretString: JSON.stringify(login), ClientRequestToken: 'k'.repeat(32) });
    const begun = await rotation.begin(name);
    for (const step of steps) await begun.step(step);
    expect(world.login(name)).toEqual({ ...login, password: world.login(name).password });
    expect(await world.loginWith(name)).toBe(id);
  });

  it('come to one password when they run twice at once', async () => {
    const { id, name } = await rotation.member(acme);
    const begun = await rotation.begin(name);
    await Promise.all([begun.step('createSecret'), begun.step('createSecret')]);
    await Promise.allSettled([begun.step('setSecret'), begun.step('setSecret')]);
    await begun.step('finishSecret');
    expect(await world.loginWith(name)).toBe(id);
    expect(rotation.trials()).toEqual([]);
  });

  it('rotate a member who is shut out, and who then comes in by the new password', async () => {
    const { id, name } = await rotation.member(acme);
    await world.control.asOwner("update cognition.users set status = 'suspended' where id = $1", [id]);
    const begun = await rotation.begin(name);
    for (const step of steps) await begun.step(step);
    await expect(world.loginWith(name)).rejects.toMatchObject({ code: '28000' });
    await world.control.asOwner("update cognition.users set status = 'active' where id = $1", [id]);
    expect(await world.loginWith(name)).toBe(id);
  });

  it('leave the old password where the new one does not log in', async () => {
    const { id, name } = await rotation.member(acme);
    const { transport } = world;
    const begun = await rotation.begin(name, { transport: { ...transport, execute: async (request) => {
      const trial = request.secret.includes('/rotation/');
      if (trial) await world.control.super.query(`alter role ${id} password 'something else'`);
      return transport.execute(request);
    } } });
    await begun.step('createSecret');
    await expect(begun.step('setSecret')).rejects.toThrow('the step failed: 28P01');
    expect(await world.loginWith(name)).toBe(id);
    expect(rotation.trials()).toEqual([]);
    expect(rotation.stages(name)[begun.token]).toEqual(['AWSPENDING']);
  });

  it('have the last word where somebody sets the old password again meanwhile', async () => {
    const { id, name } = await rotation.member(acme);
    const { password } = world.login(name);
    const { transport } = world;
    const begun = await rotation.begin(name, { transport: { ...transport, execute: async (request) => {
      const answer = await transport.execute(request);
      if (request.secret.includes('/rotation/')) await world.control.super.query(`alter role ${id} password '${password}'`);
      return answer;
    } } });
    for (const step of steps) await begun.step(step);
    expect(world.login(name).password).not.toBe(password);
    expect(await world.loginWith(name)).toBe(id);
  });

  it('clean up what a rotation that was given up has left', async () => {
    const { id, name } = await rotation.member(acme);
    const trial = `${prefix}/rotation/${id}`;
    const leave = (token: string): unknown => world.store.createSecret({ Name: trial, SecretString: JSON.stringify({ username: id, password: 'of another time' }), ClientRequestToken: token });
    leave('t'.repeat(32));
    const begun = await rotation.begin(name);
    await begun.step('createSecret');
    expect(rotation.trials()).toEqual([]);
    leave('u'.repeat(32));
    await begun.step('setSecret');
    expect(await world.loginWith(name)).toBe(id);
    expect(rotation.trials()).toEqual([]);
  });

  /** Reaches the database with everything, and dies before it hears of it. */
  function stopping(word: string): MemberWorld['transport'] {
    const { transport } = world;
    let stopped = false;
    return { ...transport, execute: async (request) => {
      if (stopped) throw Object.assign(new Error('stopped'), { name: 'Stopped' });
      const answer = await transport.execute(request);
      stopped = request.sql.includes(word);
      if (stopped) throw Object.assign(new Error('stopped'), { name: 'Stopped' });
      return answer;
    } };
  }
});

describe('what calls meanwhile', () => {
  it.each(['the Data API', 'connections of its own'])('meets no failure through %s', async (way) => {
    const { id, name } = await rotation.member(acme);
    const { host, port } = world.control.super;
    const own = way === 'the Data API' ? null : direct({ host, port, database: world.control.database, secrets: world.secrets });
    const patient = withRetries(own ?? world.transport);
    const ask = (): Promise<unknown> => patient.execute(statement('select session_user::text', { secret: `${prefix}/${name}` }));
    let going = true;
    let calls = 0;
    const caller = async (): Promise<void> => {
      for (; going; calls++) expect(await ask()).toMatchObject({ records: [[{ stringValue: id }]] });
    };
    const callers = Promise.all([caller(), caller(), caller()]);
    for (let n = 0; n < 3; n++) {
      const begun = await rotation.begin(name);
      for (const step of steps) await begun.step(step);
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
    going = false;
    await callers;
    await own?.close();
    expect(calls).toBeGreaterThan(10);
  });
});
