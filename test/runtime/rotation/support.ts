import { randomBytes, randomUUID } from 'node:crypto';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { createRotation, type RotationLine, type RotationOptions } from '../../../src/runtime/rotation.js';
import type { MemberWorld } from '../members/support/member-world.js';
import { prefix } from '../members/support/member-world.js';

export const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type Step = (typeof steps)[number];

/** A rotation that has begun, its steps to be run by hand. */
export interface Begun {
  readonly arn: string;
  readonly token: string;
  step(step: Step, changes?: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface RotationWorld {
  readonly lines: RotationLine[];
  handler(changes?: Partial<RotationOptions>): ReturnType<typeof createRotation>;
  /** An active member of a tenant: their id, and the name of their secret. */
  member(tenant: string): Promise<{ readonly id: string; readonly name: string }>;
  begin(name: string, changes?: Partial<RotationOptions>): Promise<Begun>;
  stages(name: string): Readonly<Record<string, readonly string[]>>;
  /** Names of trial secrets that are there. */
  trials(): readonly string[];
}

export function rotationWorld(world: MemberWorld): RotationWorld {
  const lines: RotationLine[] = [];
  const handler: RotationWorld['handler'] = (changes) => createRotation({ transport: world.transport, prefix, secrets: world.secrets, log: (line) => lines.push(line), ...changes });
  return {
    lines, handler,
    member: async (tenant) => {
      const email = `r${randomBytes(4).toString('hex')}@x.test`;
      const id = await world.invite(tenant, 'users', email);
      await world.worker()({ sub: await world.pool.add(email) });
      return { id, name: `users/${id}` };
    },
    begin: async (name, options) => {
      const token = randomUUID();
      const { ARN: arn = '' } = await world.secrets.send(new RotateSecretCommand({ SecretId: `${prefix}/${name}`, RotationLambdaARN: 'arn:aws:lambda:none', ClientRequestToken: token }));
      const run = handler(options);
      return { arn, token, step: (Step, changes) => run({ Step, SecretId: arn, ClientRequestToken: token, ...changes }) };
    },
    stages: (name) => world.store.describeSecret({ SecretId: `${prefix}/${name}` }).VersionIdsToStages ?? {},
    trials: () => world.secretNames().filter((name) => name.startsWith('rotation/')),
  };
}
