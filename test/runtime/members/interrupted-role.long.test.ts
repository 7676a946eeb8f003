import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interruptEverywhere } from './support/interrupt.js';
import { openMembers, type MemberWorld } from './support/member-world.js';
import { bundleWorker, type WorkerProcess } from './support/run-worker.js';

let world: MemberWorld;
let worker: WorkerProcess;
let acme: string;
let tenants = 0;

beforeAll(async () => {
  [world, worker] = await Promise.all([openMembers('role'), bundleWorker()]);
  acme = await world.control.addTenant('acme');
  await world.worker()({});
});
afterAll(async () => {
  worker.remove();
  await world.close();
});

const address = (): string => `p${randomBytes(4).toString('hex')}@x.test`;
const keep = (kind: string, role: string): Promise<unknown> => world.control.asOwner("delete from cognition.events where kind <> $1 or data ->> 'role' is distinct from $2", [kind, role]);

describe('where a tenant\'s roles have the logins, a worker that is killed before any of its calls, and runs again', () => {
  it('has made the member active, without a login', async () => {
    const kills = await interruptEverywhere(world, worker, { prepare: async () => {
      const email = address();
      const [id, sub] = [await world.invite(acme, 'users', email), await world.pool.add(email)];
      await world.control.asOwner('delete from cognition.events');
      return { event: { sub }, end: async () => {
        expect(await world.control.asOwner('select u.status, i.sub from cognition.users u join cognition.identities i on i.user_id = u.id where u.id = $1', [id])).toEqual([{ status: 'active', sub }]);
      } };
    } });
    expect(kills).toBe(3);
  });

  it('has made the login of a role', async () => {
    const kills = await interruptEverywhere(world, worker, { prepare: async () => {
      const name = await world.control.addTenant(`t${tenants++}`);
      await keep('make_login', 'users');
      return { event: {}, end: async () => {
        const [login] = await world.control.asOwner<{ id: string }>('select l.id from cognition.tenant_logins l join cognition.tenants t on t.id = l.tenant_id where t.name = $1', [name]);
        expect(await world.loginWith(`roles/${name}.users`)).toBe(login?.id);
      } };
    } });
    expect(kills).toBeGreaterThan(6);
  });

  it('has forgotten the secret of a tenant that was dropped', async () => {
    const kills = await interruptEverywhere(world, worker, { prepare: async () => {
      const name = await world.control.addTenant(`t${tenants++}`);
      await keep('make_login', 'users');
      await world.worker()({});
      expect(world.secretNames()).toContain(`roles/${name}.users`);
      await world.control.asOwner('select cognition.drop_tenant($1, $1)', [name]);
      return { event: {}, end: async () => expect(world.secretNames()).not.toContain(`roles/${name}.users`) };
    } });
    expect(kills).toBeGreaterThan(4);
  });
});
