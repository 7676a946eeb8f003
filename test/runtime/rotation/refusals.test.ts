import { randomUUID } from 'node:crypto';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRotation } from '../../../src/runtime/rotation.js';
import { openMembers, prefix, type MemberWorld } from '../members/support/member-world.js';
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

const put = (Name: string, value: object): void => void world.store.createSecret({ Name: `${prefix}/${Name}`, SecretString: JSON.stringify(value), ClientRequestToken: randomUUID() });

describe('a rotation', () => {
  it.each([
    {}, null, [], 'x', { Step: 'create_secret' }, { Step: 'createSecret' }, { Step: 'constructor', SecretId: 'a', ClientRequestToken: 'x'.repeat(36) },
    { Step: 'createSecret', SecretId: 'a', ClientRequestToken: '__proto__' },
  ])('is not begun by %o', async (event) => {
    await expect(rotation.handler()(event)).rejects.toThrow('this is no step of a rotation');
  });

  it.each(steps)('is refused in %s for a token that is not of a pending version', async (step) => {
    const { name } = await rotation.member(acme);
    const before = world.login(name);
    const begun = await rotation.begin(name);
    await expect(begun.step(step, { ClientRequestToken: randomUUID() })).rejects.toThrow('has no version of this token');
    world.store.updateSecretVersionStage({ SecretId: begun.arn, VersionStage: 'AWSPENDING', RemoveFromVersionId: begun.token });
    await expect(begun.step(step)).rejects.toThrow(/has no version of this token|is not pending/);
    expect(world.login(name)).toEqual(before);
  });

  it('is refused for a version that was current once', async () => {
    const { name } = await rotation.member(acme);
    const [first = ''] = Object.keys(rotation.stages(name));
    const one = await rotation.begin(name);
    for (const step of steps) await one.step(step);
    for (const step of steps) await expect(one.step(step, { ClientRequestToken: first })).rejects.toThrow('is not pending');
  });

  it('is refused for a secret that Secrets Manager does not rotate', async () => {
    const { name } = await rotation.member(acme);
    const token = randomUUID();
    world.store.putSecretValue({ SecretId: `${prefix}/${name}`, SecretString: JSON.stringify(world.login(name)), ClientRequestToken: token, VersionStages: ['AWSPENDING'] });
    await expect(rotation.handler()({ Step: 'setSecret', SecretId: `${prefix}/${name}`, ClientRequestToken: token })).rejects.toThrow('is not rotated');
  });

  it('is refused for secrets of anything else', async () => {
    const { id } = await rotation.member(acme);
    put('overrides/robot', { username: id, password: 'x' });
    put(`users/${id}x`, { username: id, password: 'x' });
    world.store.createSecret({ Name: `other/users/${id}`, SecretString: JSON.stringify({ username: id, password: 'x' }), ClientRequestToken: randomUUID() });
    for (const name of [`${prefix}/overrides/robot`, `${prefix}/users/${id}x`, `other/users/${id}`, `${prefix}/services/hooks`, `${prefix}/services/rotation`]) {
      const token = randomUUID();
      const { ARN } = await world.secrets.send(new RotateSecretCommand({ SecretId: name, RotationLambdaARN: 'arn:aws:lambda:none', ClientRequestToken: token }));
      const refused = name.includes('services') ? /is not rotated here: cognition.set_service_password/ : "this is no secret of a member's or a role's login";
      for (const Step of steps) await expect(rotation.handler()({ Step, SecretId: ARN, ClientRequestToken: token })).rejects.toThrow(refused);
    }
    await expect(rotation.handler()({ Step: 'createSecret', SecretId: `${prefix}/nothing`, ClientRequestToken: randomUUID() })).rejects.toThrow('the step failed: ResourceNotFoundException');
  });

  it('is refused where the secret is of another login than its name says', async () => {
    const [one, two] = [await rotation.member(acme), await rotation.member(acme)];
    world.store.putSecretValue({ SecretId: `${prefix}/${one.name}`, SecretString: JSON.stringify(world.login(two.name)), ClientRequestToken: randomUUID() });
    const begun = await rotation.begin(one.name);
    for (const step of steps) await expect(begun.step(step)).rejects.toThrow('is of another login than its name says');
    expect(await world.loginWith(two.name)).toBe(two.id);
  });

  it.each([['username', 'cognition_rotation'], ['host', 'db.attacker.test']])('is refused where the pending version has another %s', async (member, value) => {
    const { id, name } = await rotation.member(acme);
    const begun = await rotation.begin(name);
    world.store.putSecretValue({ SecretId: begun.arn, SecretString: JSON.stringify({ ...world.login(name), password: 'new', [member]: value }), ClientRequestToken: begun.token, VersionStages: ['AWSPENDING'] });
    for (const step of steps) await expect(begun.step(step)).rejects.toThrow('differs in more than the password');
    expect(await world.loginWith(name)).toBe(id);
  });

  it('is refused before there is a pending value', async () => {
    const { name } = await rotation.member(acme);
    const begun = await rotation.begin(name);
    for (const step of steps.slice(1)) await expect(begun.step(step)).rejects.toThrow('has no value yet');
  });

  it('is refused for somebody who is invited only, or is gone', async () => {
    const id = await world.invite(acme, 'users', 'invited@x.test');
    put(`users/${id}`, { username: id, password: 'x' });
    const begun = await rotation.begin(`users/${id}`);
    await begun.step('createSecret');
    await expect(begun.step('setSecret')).rejects.toThrow('the step failed: P0002');
    expect(rotation.trials()).toEqual([]);
  });

  it('takes no prefix that is none', () => {
    expect(() => createRotation({ transport: world.transport, prefix: '' })).toThrow(TypeError);
  });
});
