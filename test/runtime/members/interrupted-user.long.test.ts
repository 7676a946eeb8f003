import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interruptEverywhere } from './support/interrupt.js';
import { openMembers, type MemberWorld } from './support/member-world.js';
import { bundleWorker, type WorkerProcess } from './support/run-worker.js';

let world: MemberWorld;
let worker: WorkerProcess;
let acme: string;

beforeAll(async () => {
  [world, worker] = await Promise.all([openMembers(), bundleWorker()]);
  acme = await world.control.addTenant('acme');
});
afterAll(async () => {
  worker.remove();
  await world.close();
});

const address = (): string => `p${randomBytes(4).toString('hex')}@x.test`;
const forget = (): Promise<unknown> => world.control.asOwner('delete from cognition.events');

async function invited(): Promise<{ id: string; sub: string }> {
  const email = address();
  const [id, sub] = [await world.invite(acme, 'users', email), await world.pool.add(email)];
  await forget();
  return { id, sub };
}

async function active(): Promise<{ id: string; sub: string }> {
  const person = await invited();
  await world.worker()({ sub: person.sub });
  return person;
}

const groupsOf = async (id: string): Promise<readonly string[]> =>
  (await world.control.super.query<{ role: string }>('select m.roleid::regrole::text as role from pg_auth_members m where m.member = to_regrole($1)', [id])).rows.map(({ role }) => role);

describe('a worker that is killed before any of its calls, and runs again', () => {
  it('has made the member active, with one login and the secret that opens it', async () => {
    const kills = await interruptEverywhere(world, worker, { prepare: async () => {
      const { id, sub } = await invited();
      return { event: { sub }, end: async () => {
        expect(await world.loginWith(`users/${id}`)).toBe(id);
        expect(await groupsOf(id)).toEqual([`${acme}_users`]);
        expect(await world.control.asOwner('select sub from cognition.identities where user_id = $1', [id])).toEqual([{ sub }]);
      } };
    } });
    expect(kills).toBe(5);
  });

  it('has signed out and forgotten who was removed', async () => {
    const kills = await interruptEverywhere(world, worker, { prepare: async () => {
      const { id, sub } = await active();
      const session = await world.pool.session(sub);
      await world.control.asOwner('delete from cognition.users where id = $1', [id]);
      return { event: {}, end: async () => {
        expect(world.secretNames()).not.toContain(`users/${id}`);
        expect(await session()).toBe(false);
      } };
    } });
    expect(kills).toBeGreaterThan(5);
  });

  it('has signed out who was suspended, whose secret stays', async () => {
    const kills = await interruptEverywhere(world, worker, { prepare: async () => {
      const { id, sub } = await active();
      const session = await world.pool.session(sub);
      await world.control.asOwner("update cognition.users set status = 'suspended' where id = $1", [id]);
      return { event: {}, end: async () => {
        expect(world.secretNames()).toContain(`users/${id}`);
        expect(await session()).toBe(false);
        expect(await groupsOf(id)).toEqual([]);
      } };
    } });
    expect(kills).toBeGreaterThan(4);
  });
});
