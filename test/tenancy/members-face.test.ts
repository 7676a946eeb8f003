import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenants, people, type Name, type Tenants } from './support.js';

let world: Tenants;
beforeAll(async () => (world = await openTenants(`
  create function invite_for_anybody(email text) returns void language plpgsql security definer as $$ begin perform cognition.invite_user(email, 'admins'); end $$;
  create function suspend_for_anybody(id text) returns void language plpgsql security definer as $$ begin perform cognition.suspend_user(id); end $$;
  create function remove_for_anybody(id text) returns void language plpgsql security definer as $$ begin perform cognition.remove_user(id); end $$;
  create function set_status(who text, wanted text) returns void language plpgsql security definer as $$ begin update cognition.users set status = wanted where id = who; end $$;
  grant execute on all functions in schema tenant_template to tenant_users;`)));
afterAll(() => world.stop());

const of = (name: Name): string => people[name].id;
const row = (name: Name): string => `select status, app_role as role, first_name as first, tenant_id is null as homeless from cognition.users where id = '${of(name)}'`;
const everybody: readonly Name[] = ['ann', 'abe', 'bob', 'ben', 'oda', 'ida', 'sue', 'exa', 'gus', 'gil', 'zoe'];

/** Who a call succeeds for; everybody else is refused with one of the SQLSTATEs. */
async function callers(sql: string, states: readonly string[] = ['42501']): Promise<readonly Name[]> {
  const able: Name[] = [];
  for (const name of everybody) {
    try {
      await world.as(name, sql);
      able.push(name);
    } catch (error) {
      expect(states, `${name}: ${String(error)}`).toContain((error as { code?: string }).code);
    }
  }
  return able;
}

describe('invite_user', () => {
  const invite = `select * from cognition.invite_user('new@acme.test', 'users', 'New', null, now() + interval '1 day')`;

  it('makes a row of the caller\'s tenant, for its admins', async () => {
    expect(await callers(invite)).toEqual(['ann', 'abe', 'oda', 'gus']);
    const [made] = await world.as('ann', invite);
    expect(made).toMatchObject({ email: 'new@acme.test', app_role: 'users', first_name: 'New', last_name: null, status: 'invited', user_preferences: {} });
    expect(made?.['id']).toMatch(/^u_[0-9a-f]{32}$/);
    expect(made?.['expires_at']).toBeInstanceOf(Date);
    expect(made?.['invitation_data']).toMatchObject({ invited_by: of('ann') });
    const where = `select t.name from cognition.users u join cognition.tenants t on t.id = u.tenant_id where u.email = 'new@acme.test'`;
    expect(await world.as('ann', invite, { after: where })).toEqual([{ name: 'acme' }]);
    expect(await world.as('gus', invite, { after: where })).toEqual([{ name: 'globex' }]);
  });

  it.each(['application_admins', 'x; drop table cognition.users', 'tenant_admins', 'admins ', 'ADMINS', '', null])('gives no role %j', async (role) => {
    const wanted = role === null ? 'null' : `'${role}'`;
    for (const who of ['ann', 'oda'] as const) {
      await expect(world.as(who, `select cognition.invite_user('new@acme.test', ${wanted})`)).rejects.toMatchObject({ code: '42501', message: 'this role cannot be given' });
    }
  });

  it('gives what is more than admins to their like only', async () => {
    const owner = `select app_role as role from cognition.invite_user('new@acme.test', 'owners')`;
    await expect(world.as('ann', owner)).rejects.toMatchObject({ code: '42501', message: 'this role cannot be given' });
    expect(await world.as('oda', owner)).toEqual([{ role: 'owners' }]);
  });

  it('knows an address once a tenant, and says nothing of another\'s', async () => {
    const again = (email: string): string => `select cognition.invite_user('${email}', 'users')`;
    await expect(world.as('ann', again('U_BB@acme.test'))).rejects.toMatchObject({ code: '23505', constraint: 'users_email_key' });
    expect(await world.as('ann', again('u_dd@globex.test'))).toHaveLength(1);
  });

  it('takes no address with blanks, and no end in the past', async () => {
    for (const email of ['no address', 'a@b c', "x'; drop table cognition.users; --", '']) {
      await expect(world.as('ann', `select cognition.invite_user($m$${email}$m$, 'users')`)).rejects.toMatchObject({ code: '23514' });
    }
    await expect(world.as('ann', `select cognition.invite_user('a@b.c', 'users', expires_at => now() - interval '1 day')`)).rejects.toMatchObject({ code: '22023' });
    await expect(world.as('ann', 'select cognition.invite_user(null, \'users\')')).rejects.toMatchObject({ code: '23502' });
  });

  it('is not lent by a SECURITY DEFINER function of the template, nor is what is like it', async () => {
    const lent = (who: Name, call: string): Promise<unknown> => world.as(who, `select tenant_template.${call}`, { before: 'grant usage on schema tenant_template to public; grant execute on all functions in schema tenant_template to public' });
    const refused = (message: string, code = '42501'): object => ({ code, message });
    for (const who of ['bob', 'gil', 'sue', 'exa', 'zoe'] as const) await expect(lent(who, `invite_for_anybody('new@acme.test')`)).rejects.toMatchObject(refused('only admins of a tenant invite'));
    for (const who of ['bob', 'gil', 'sue', 'exa'] as const) {
      for (const name of ['suspend', 'remove']) await expect(lent(who, `${name}_for_anybody('${of('ben')}')`)).rejects.toMatchObject(refused('only admins manage members'));
    }
    await expect(lent('bob', `set_status('${of('bob')}', 'suspended')`)).rejects.toMatchObject({ code: '42501' });
    for (const other of ['gil', 'gus', 'zoe'] as const) await expect(lent('ann', `remove_for_anybody('${of(other)}')`)).rejects.toMatchObject(refused('there is no such member', 'P0002'));
    await expect(lent('ann', `remove_for_anybody('${of('oda')}')`)).rejects.toMatchObject(refused('this member has rights that the caller has not'));
    for (const who of ['ann', 'zoe'] as const) await expect(lent(who, `remove_for_anybody('${of(who)}')`)).rejects.toMatchObject(refused('nobody does this to themselves'));
    await expect(lent('ann', `remove_for_anybody('${of('bob')}')`)).resolves.toHaveLength(1);
  });

  it('cannot be shadowed', async () => {
    const before = `create temporary table tenants (id uuid, name text); create temporary table users (id text); set local search_path = pg_temp, pg_catalog`;
    expect(await world.as('ann', `select * from cognition.invite_user('new@acme.test', 'users')`, { before })).toMatchObject([{ email: 'new@acme.test' }]);
  });
});

describe.each([
  ['suspend_user', `'${of('bob')}'`, { status: 'suspended' }],
  ['resume_user', `'${of('sue')}'`, { status: 'active' }],
  ['change_user_role', `'${of('bob')}', 'billing'`, { app_role: 'billing' }],
  ['remove_user', `'${of('bob')}'`, { email: 'u_bb@acme.test' }],
])('%s', (name, parameters, result) => {
  const call = (...args: readonly string[]): string => `select * from cognition.${name}(${args.map((one) => `'${one}'`).join(', ')}${name === 'change_user_role' ? ", 'billing'" : ''})`;

  it('is for admins of the same tenant, and for application admins', async () => {
    const sql = `select * from cognition.${name}(${parameters})`;
    // Sue's own row: what is done to it is for others.
    expect(await callers(sql, ['42501', 'P0002'])).toEqual(['ann', 'abe', 'oda', 'zoe']);
    expect(await world.as('ann', sql)).toMatchObject([result]);
    await expect(world.as('gus', sql)).rejects.toMatchObject({ code: 'P0002', message: 'there is no such member' });
  });

  it('is not for oneself', async () => {
    for (const who of ['ann', 'oda', 'zoe'] as const) {
      await expect(world.as(who, call(of(who)))).rejects.toMatchObject({ code: '42501', message: 'nobody does this to themselves' });
    }
  });

  it('tells nobody whether another tenant\'s member is there', async () => {
    const messages: string[] = [];
    for (const id of [of('gil'), of('zoe'), `u_${'9'.repeat(32)}`, 'postgres', "x'' or true --", '']) {
      messages.push(await world.as('ann', call(id)).then(() => 'done', (error: unknown) => (error as Error).message));
    }
    expect(new Set(messages)).toEqual(new Set(['there is no such member']));
  });

  it('is not for whoever is more than admins, save by their like', async () => {
    await expect(world.as('ann', call(of('oda')))).rejects.toMatchObject({ code: '42501', message: 'this member has rights that the caller has not' });
  });
});

describe('a member\'s status and role', () => {
  it('stop a suspended member at once, and a resumed one may again', async () => {
    const after = row('bob');
    expect(await world.as('ann', `select cognition.suspend_user('${of('bob')}')`, { after })).toMatchObject([{ status: 'suspended' }]);
    const suspended = { before: `update cognition.users set status = 'suspended' where id = '${of('abe')}'` };
    expect(await world.as('abe', 'select id from cognition.users', suspended)).toEqual([]);
    await expect(world.as('abe', `select cognition.resume_user('${of('abe')}')`, suspended)).rejects.toMatchObject({ code: '42501' });
  });

  it('do not make an invitation active', async () => {
    for (const name of ['suspend_user', 'resume_user']) {
      for (const who of ['ann', 'zoe'] as const) {
        await expect(world.as(who, `select cognition.${name}('${of('ida')}')`)).rejects.toMatchObject({ code: '42501' });
      }
    }
    expect(await world.as('ann', `select cognition.remove_user('${of('ida')}')`, { after: row('ida') })).toEqual([]);
  });

  it('change to roles of the tenant only', async () => {
    for (const role of ['application_admins', 'owners', 'x; drop', 'none']) {
      await expect(world.as('ann', `select cognition.change_user_role('${of('bob')}', '${role}')`)).rejects.toMatchObject({ code: '42501', message: 'this role cannot be given' });
    }
    expect(await world.as('oda', `select app_role from cognition.change_user_role('${of('ann')}', 'owners')`)).toEqual([{ app_role: 'owners' }]);
    await expect(world.as('zoe', `select cognition.change_user_role('${of('bob')}', 'application_admins')`)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ['its own role', 'ann', `update cognition.users set app_role = 'owners' where id = '${of('ann')}'`],
    ['its own end', 'ann', `update cognition.users set expires_at = null, status = 'suspended' where id = '${of('ann')}'`],
    ['an owner\'s address', 'ann', `update cognition.users set email = 'mine@acme.test' where id = '${of('oda')}'`],
    ['a colleague to owner', 'ann', `update cognition.users set app_role = 'owners' where id = '${of('bob')}'`],
    ['an invitation to active', 'ann', `update cognition.users set status = 'active' where id = '${of('ida')}'`],
    ['an active member to invited', 'ann', `update cognition.users set status = 'invited' where id = '${of('bob')}'`],
    ['a member\'s tenant', 'ann', `update cognition.users set tenant_id = null where id = '${of('bob')}'`],
    ['a database username', 'zoe', `update cognition.users set id = 'u_${'7'.repeat(32)}' where id = '${of('bob')}'`],
    ['an owner away', 'ann', `delete from cognition.users where id = '${of('oda')}'`],
    ['itself away', 'zoe', `delete from cognition.users where id = '${of('zoe')}'`],
    ['its own role', 'bob', `update cognition.users set app_role = 'admins'`],
    ['a row into the table', 'ann', `insert into cognition.users (email) values ('x@y.z')`],
    ['a tenant\'s schema name', 'ann', `update cognition.tenants set name = 'globex2'`],
  ] as const)('cannot be written past the functions: %s (%s)', async (_what, who, sql) => {
    await expect(world.as(who, sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('stay in their tenant even where a grant says otherwise', async () => {
    const move = `update cognition.users set tenant_id = (select id from cognition.tenants where name = 'acme') where id = '${of('gil')}'`;
    const before = 'grant update (tenant_id) on cognition.users to tenant_admins';
    await expect(world.as('gus', move, { before })).rejects.toMatchObject({ code: '42501', message: 'nobody moves members' });
  });

  it('of another tenant are out of reach of a statement without a condition', async () => {
    const count = (what: string): string => `select t.name, count(*)::int as n from cognition.users u join cognition.tenants t on t.id = u.tenant_id where ${what} group by t.name order by t.name`;
    expect(await world.as('gus', `update cognition.users set first_name = 'x'`, { after: count(`first_name = 'x'`) })).toEqual([{ name: 'globex', n: 2 }]);
    const all = everybody.map((name) => `'${of(name)}'`).join(', ');
    const removeAll = `do $$ declare one text; begin foreach one in array array[${all}] loop begin perform cognition.remove_user(one); exception when no_data_found or insufficient_privilege then null; end; end loop; end $$`;
    expect(await world.as('gus', removeAll, { after: count('true') })).toEqual([{ name: 'acme', n: 8 }, { name: 'globex', n: 1 }]);
    for (const who of everybody) await expect(world.as(who, 'delete from cognition.users')).rejects.toMatchObject({ code: '42501' });
    expect(await world.as('bob', `update cognition.users set first_name = 'x'`, { after: count(`first_name = 'x'`) })).toEqual([{ name: 'acme', n: 1 }]);
    const after = `select name from cognition.tenants where displayname = 'x'`;
    expect(await world.as('gus', `update cognition.tenants set displayname = 'x'`, { after })).toEqual([{ name: 'globex' }]);
  });

  it('of another tenant are out of reach of plain SQL', async () => {
    const touched = (sql: string): Promise<readonly unknown[]> => world.as('ann', `${sql} returning id`);
    expect(await touched(`update cognition.users set first_name = 'x' where tenant_id <> (select id from cognition.tenants)`)).toEqual([]);
    expect(await touched(`update cognition.users set first_name = 'x' where id = '${of('gil')}'`)).toEqual([]);
    for (const id of [of('gil'), of('gus'), of('zoe')]) await expect(touched(`delete from cognition.users where id = '${id}'`)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('update_me', () => {
  it('changes the caller\'s own name and preferences, for everybody whose membership is active', async () => {
    const sql = `select * from cognition.update_me('{"first_name": "New", "user_preferences": {"theme": "dark"}}')`;
    expect(await callers(sql)).toEqual(['ann', 'abe', 'bob', 'ben', 'oda', 'gus', 'gil', 'zoe']);
    expect(await world.as('bob', sql)).toMatchObject([{ id: of('bob'), first_name: 'New', last_name: null, user_preferences: { theme: 'dark' } }]);
    expect(await world.as('bob', sql, { after: `select count(*)::int as n from cognition.users where first_name = 'New'` })).toEqual([{ n: 1 }]);
  });

  it('leaves what is absent, sets null where null is said', async () => {
    const before = `update cognition.users set first_name = 'Bob', last_name = 'B', user_preferences = '{"a": 1}' where id = '${of('bob')}'`;
    const call = (changes: string): Promise<readonly unknown[]> => world.as('bob', `select first_name, last_name, user_preferences as p from cognition.update_me('${changes}')`, { before });
    expect(await call('{"first_name": null}')).toEqual([{ first_name: null, last_name: 'B', p: { a: 1 } }]);
    expect(await call('{"user_preferences": null}')).toEqual([{ first_name: 'Bob', last_name: 'B', p: { a: 1 } }]);
    expect(await call('{}')).toEqual([{ first_name: 'Bob', last_name: 'B', p: { a: 1 } }]);
  });

  it.each(['{"app_role": "admins"}', '{"status": "active"}', '{"first_name": "x", "tenant_id": null}', '[]', '"first_name"', 'null'])('does not understand %s', async (changes) => {
    await expect(world.as('bob', `select cognition.update_me('${changes}')`)).rejects.toMatchObject({ code: '22023' });
  });

  it('does not understand null', async () => {
    await expect(world.as('bob', 'select cognition.update_me(null)')).rejects.toMatchObject({ code: '22023' });
  });
});

describe('rename_tenant', () => {
  it('is for admins, of their own tenant', async () => {
    expect(await callers(`select cognition.rename_tenant('New')`)).toEqual(['ann', 'abe', 'oda', 'gus']);
    const after = 'select name, displayname from cognition.tenants order by name';
    expect(await world.as('ann', `select cognition.rename_tenant('New')`, { after })).toEqual([{ name: 'acme', displayname: 'New' }, { name: 'globex', displayname: 'Globex' }]);
    await expect(world.as('ann', `select cognition.rename_tenant('')`)).rejects.toMatchObject({ code: '23514' });
    await expect(world.as('ann', `select cognition.rename_tenant(null)`)).rejects.toMatchObject({ code: '23502' });
    expect(await world.as('ann', `update cognition.tenants set displayname = 'x' where name = 'globex' returning id`)).toEqual([]);
  });
});

describe('functions of the face', () => {
  it('pin their path, are closed to PUBLIC, and run as the caller but for inviting, removing and asking who calls', async () => {
    const { rows } = await world.admin.query<{ name: string; definer: boolean; pinned: boolean; open: boolean }>(`
      select proname as name, prosecdef as definer, proconfig = array['search_path=pg_catalog, pg_temp'] as pinned, has_function_privilege('public', oid, 'EXECUTE') as open
      from pg_proc where pronamespace = 'cognition'::regnamespace order by proname collate "C"`);
    expect(rows.filter(({ pinned, open }) => !pinned || open)).toEqual([]);
    expect(rows.filter(({ definer }) => definer).map(({ name }) => name)).toEqual(['current_role_name', 'current_tenant', 'current_user_id', 'invite_user', 'my_tenants', 'remove_user', 'switch_tenant']);
    expect(rows.map(({ name }) => name)).toEqual([
      'change_user_role', 'current_role_name', 'current_tenant', 'current_user_id', 'expire_user', 'guard_tenant', 'guard_user', 'has_role', 'invite_user', 'may_give_role', 'move_user', 'my_tenants', 'remove_user',
      'rename_tenant', 'resume_user', 'suspend_user', 'switch_tenant', 'update_me',
    ]);
  });
});
