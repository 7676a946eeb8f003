import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rotationWorld, steps } from '../rotation/support.js';
import { openMembers, prefix, type MemberWorld } from './support/member-world.js';

let world: MemberWorld;
let acme: string;

beforeAll(async () => {
  world = await openMembers('role');
  acme = await world.control.addTenant('acme');
});
afterAll(() => world.close());
afterEach(() => void (world.lines.length = world.faults.length = 0));

const address = (): string => `p${randomBytes(4).toString('hex')}@x.test`;
const idOf = async (tenant: string | null, role: string): Promise<string | undefined> =>
  (await world.control.asOwner<{ id: string }>('select l.id from cognition.tenant_logins l left join cognition.tenants t on t.id = l.tenant_id where t.name is not distinct from $1 and l.app_role = $2', [tenant, role]))[0]?.id;
const dueAgain = (): Promise<unknown> => world.control.asOwner("update cognition.events set not_before = '-infinity'");
const wanted = (kind: string, data: object): Promise<unknown> => world.control.asOwner('insert into cognition.events (kind, data) values ($1, $2)', [kind, data]);

describe('where a tenant\'s roles have the logins', () => {
  it('each gets one and its secret, which is in the group of that role alone', async () => {
    expect(await world.worker()({})).toMatchObject({ failed: 0 });
    expect(world.secretNames()).toEqual([`roles/${acme}.admins`, `roles/${acme}.billing`, `roles/${acme}.users`, 'roles/application_admins'].sort());
    for (const [name, tenant, role] of [[`roles/${acme}.users`, acme, 'users'], ['roles/application_admins', null, 'application_admins']] as const) {
      const id = await world.loginWith(name);
      expect(id).toBe(await idOf(tenant, role));
      const { rows } = await world.control.super.query<{ role: string }>('select m.roleid::regrole::text as role from pg_auth_members m where m.member = $1::regrole', [id]);
      expect(rows).toEqual([{ role: tenant === null ? role : `${tenant}_${role}` }]);
    }
  });

  it('making one again leaves the same login with the same password', async () => {
    const before = world.login(`roles/${acme}.users`);
    await wanted('make_login', { tenant: acme, role: 'users' });
    await wanted('make_login', { tenant: acme, role: 'users' });
    await Promise.all([world.worker()({}), world.worker()({})]);
    expect(world.login(`roles/${acme}.users`)).toEqual(before);
    expect(await world.loginWith(`roles/${acme}.users`)).toBe(before.username);
  });

  it('making one again while its secret is rotated leaves the two together', async () => {
    const name = `roles/${acme}.billing`;
    const { begin } = rotationWorld(world);
    for (const at of [1, 2]) {
      const { transport } = world;
      const begun = await begin(name);
      let times = 0;
      const late = world.worker({ transport: { ...transport, execute: async (request) => {
        const opening = request.sql.includes('open_tenant_login') && ++times === 1;
        // The secret has been read: from before or behind this statement on it has another password.
        if (opening && at === 1) for (const step of steps) await begun.step(step);
        const answer = await transport.execute(request);
        if (opening && at === 2) for (const step of steps) await begun.step(step);
        return answer;
      } } });
      await wanted('make_login', { tenant: acme, role: 'billing' });
      expect(await late({})).toMatchObject({ events: 1, failed: 0 });
      expect(await world.loginWith(name)).toBe(await idOf(acme, 'billing'));
    }
  });

  it('a member is made active without any secret', async () => {
    const email = address();
    const id = await world.invite(acme, 'users', email);
    const sub = await world.pool.add(email);
    expect(await world.worker()({ sub })).toEqual({ activated: 1, failed: 0, refused: null });
    expect(world.secretNames().some((name) => name.startsWith('users/'))).toBe(false);
    expect((await world.control.super.query(`select from pg_roles where rolname = $1`, [id])).rowCount).toBe(0);
    const session = await (async () => {
      const { username, password } = world.login(`roles/${acme}.users`);
      return world.control.login(username, password);
    })();
    expect((await session.query('select cognition.enter($1) as id', [id])).rows).toEqual([{ id }]);
    await session.end();
  });

  it('a tenant that was dropped before its logins were made wants none', async () => {
    await world.worker()({});
    await wanted('make_login', { tenant: 'nowhere', role: 'users' });
    await wanted('make_login', { tenant: acme, role: 'nothing' });
    expect(await world.worker()({})).toMatchObject({ events: 2, failed: 0 });
    expect(world.secretNames().filter((name) => name.includes('nowhere') || name.includes('nothing'))).toEqual([]);
  });
});

describe('a tenant\'s name that comes again', () => {
  const secret = (role: string): string => `roles/brief_${world.control.run}.${role}`;
  const make = (): Promise<string> => world.control.addTenant('brief');
  const drop = (name: string): Promise<unknown> => world.control.asOwner('select cognition.drop_tenant($1, $1)', [name]);

  it('gets logins and secrets of its own, whatever is late', async () => {
    const name = await make();
    await world.worker()({});
    const before = world.login(secret('users'));
    await drop(name);
    await make();
    // What is to be forgotten fails once, and comes after the new logins are wanted.
    await world.control.asOwner("update cognition.events set not_before = now() + '1 minute' where kind = 'forget_secret'");
    expect(await world.worker()({})).toMatchObject({ events: 0, failed: 3 });
    expect(world.faults).toMatchObject([{ name: 'SecretRefused' }, { name: 'SecretRefused' }, { name: 'SecretRefused' }]);
    expect(world.login(secret('users'))).toEqual(before);
    await dueAgain();
    await world.worker()({});
    await dueAgain();
    expect(await world.worker()({})).toMatchObject({ failed: 0 });
    const now = world.login(secret('users'));
    expect(now.username).not.toBe(before.username);
    expect(await world.loginWith(secret('users'))).toBe(now.username);
    // An old event that was done, and not finished, before its worker was stopped.
    await wanted('forget_secret', { secret: secret('users') });
    expect(await world.worker()({})).toMatchObject({ events: 1, failed: 0 });
    expect(world.login(secret('users'))).toEqual(now);
    await drop(name);
    expect(await world.worker()({})).toMatchObject({ failed: 0 });
    expect(world.secretNames().filter((one) => one.includes('brief'))).toEqual([]);
  });

  it('leaves no secret of a tenant that is dropped while its login is made', async () => {
    const name = await make();
    const { transport } = world;
    let dropped = false;
    const late = world.worker({ transport: { ...transport, execute: async (request) => {
      const answer = await transport.execute(request);
      // The login has its name, and no secret yet: another worker forgets what there was.
      if (request.sql.includes('cognition.tenant_login(') && !dropped && (await idOf(name, 'users')) !== undefined) {
        dropped = true;
        await drop(name);
        await world.worker()({});
      }
      return answer;
    } } });
    await late({});
    expect(dropped).toBe(true);
    await dueAgain();
    expect(await world.worker()({})).toMatchObject({ failed: 0 });
    expect(world.secretNames().filter((one) => one.includes('brief'))).toEqual([]);
    expect(world.store.listSecrets({ IncludePlannedDeletion: true }).SecretList?.map(({ Name }) => Name?.startsWith(prefix)).every(Boolean)).toBe(true);
  });
});
