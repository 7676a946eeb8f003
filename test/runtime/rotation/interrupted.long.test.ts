import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RotationOptions } from '../../../src/runtime/rotation.js';
import { openMembers, type MemberWorld } from '../members/support/member-world.js';
import { credentials, region } from '../members/support/user-pool.js';
import { rotationWorld, steps, type RotationWorld, type Step } from './support.js';

let world: MemberWorld;
let rotation: RotationWorld;
let acme: string;

beforeAll(async () => {
  world = await openMembers();
  rotation = rotationWorld(world);
  acme = await world.control.addTenant('acme');
});
afterAll(() => world.close());

/** From the n-th call on nothing leaves any more, clean-up included: what a process that was killed leaves behind. */
function dying(at: number): Pick<RotationOptions, 'transport' | 'secrets'> {
  let calls = 0;
  const live = (): void => {
    calls += 1;
    if (calls >= at) throw Object.assign(new Error('killed'), { name: 'Killed' });
  };
  const secrets = new SecretsManagerClient({ endpoint: world.secretsUrl, region, credentials });
  secrets.middlewareStack.add((next) => (args) => {
    live();
    return next(args);
  }, { step: 'initialize' });
  return { secrets, transport: { ...world.transport, execute: async (request) => {
    live();
    return world.transport.execute(request);
  } } };
}

describe('a rotation that is killed at any of its calls', () => {
  it('ends in one password when it is run again', async () => {
    let kills = 0;
    for (let finished = false; !finished; kills++) {
      const { id, name } = await rotation.member(acme);
      const before = world.login(name);
      const begun = await rotation.begin(name, dying(kills + 1));
      finished = await ends(begun.step);
      const run = rotation.handler();
      for (const Step of steps) await run({ Step, SecretId: begun.arn, ClientRequestToken: begun.token });
      expect(await world.loginWith(name)).toBe(id);
      expect(world.login(name).password).not.toBe(before.password);
      expect(rotation.stages(name)[begun.token]).toContain('AWSCURRENT');
      expect(rotation.trials()).toEqual([]);
    }
    expect(kills).toBeGreaterThan(20);
  });

  async function ends(step: (step: Step) => Promise<void>): Promise<boolean> {
    for (const one of steps) if (await step(one).then(() => false, () => true)) return false;
    return true;
  }
});
