import { afterAll, beforeAll, expect, it } from 'vitest';
import { openControl, type ControlWorld, type Member } from './harness.js';

let world: ControlWorld;
let acme: string;
let globex: string;
let admin: Member;
let app: Member;
beforeAll(async () => {
  world = await openControl();
  [acme, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
  admin = await world.addMember(acme, 'admins');
  app = await world.addMember(null, 'application_admins');
});
afterAll(() => world.close());

const log = (target: string): Promise<readonly unknown[]> => world.asOwner('select actor, action, before, after from cognition.audit_log where target = $1 order by id', [target]);

it('says who did what, before and after', async () => {
  const bob = await world.addMember(acme, 'users');
  await admin.session.query('select cognition.suspend_user($1)', [bob.id]);
  await admin.session.query("update cognition.users set email = 'new@x.test', status = 'active' where id = $1", [bob.id]);
  await admin.session.query("update cognition.users set email = 'NEW@x.test' where id = $1", [bob.id]);
  await admin.session.query('select cognition.remove_user($1)', [bob.id]);
  expect(await log(bob.id)).toMatchObject([
    { action: 'insert users', before: null, after: { email: bob.email, status: 'invited', app_role: 'users' } },
    { actor: 'cognition_worker', action: 'update users', before: { status: 'invited' }, after: { status: 'active', invitation_data: '...' } },
    { actor: admin.id, action: 'update users', before: { status: 'active' }, after: { status: 'suspended' } },
    { actor: admin.id, action: 'update users', before: { email: bob.email, status: 'suspended' }, after: { email: 'new@x.test', status: 'active' } },
    { actor: admin.id, action: 'delete users', before: { email: 'new@x.test' }, after: null },
  ]);
});

it('says nothing of secrets and of what is the member\'s own', async () => {
  const bob = await world.addMember(acme, 'users');
  await (await world.rotation()).query('select cognition.set_user_password($1, $2)', [bob.id, (await import('./attacks.js')).verifier]);
  await bob.session.query(`select cognition.update_me('{"user_preferences": {"token": "sesame"}}')`);
  const all = JSON.stringify(await world.asOwner('select * from cognition.audit_log'));
  expect(all).toContain('"action":"password"');
  expect(all).not.toMatch(/sesame|SCRAM/);
  expect((await log(bob.id)).at(-1)).toMatchObject({ actor: bob.id, before: { user_preferences: '...' }, after: { user_preferences: '...' } });
});

it('is read by admins for their tenant, and by application admins', async () => {
  const bob = await world.addMember(acme, 'users');
  const gus = await world.addMember(globex, 'admins');
  await app.session.query('select cognition.move_user($1, $2)', [bob.id, globex]);
  const read = async (member: Member): Promise<unknown> => (await member.session.query('select action, before, after from cognition.audit_log where target = $1 and action ~ $2 order by id', [bob.id, '^move'])).rows;
  expect(JSON.stringify(await read(admin))).toMatch(/^\[\{"action":"move out","before":\{"tenant_id":"[^"]+"\},"after":null\}\]$/);
  expect(JSON.stringify(await read(gus))).toMatch(/^\[\{"action":"move in","before":null,"after":\{"tenant_id":"[^"]+"\}\}\]$/);
  expect(await read(app)).toHaveLength(2);
});

it('is only ever added to, the owner\'s own hand included', async () => {
  for (const sql of ['delete from cognition.audit_log', "update cognition.audit_log set actor = ''", 'truncate cognition.audit_log']) {
    await expect(world.asOwner(sql)).rejects.toMatchObject({ code: '42501' });
  }
});
