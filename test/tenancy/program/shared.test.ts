import { afterAll, expect, it } from 'vitest';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { landlords } from './server.js';

const all = landlords();
afterAll(() => all.stop());

it('a tenant uses what all tenants share: keys, views, functions and types of shared, and who its members are', async () => {
  const landlord = await all.make({
    'shared/a.sql': `create table countries (code text primary key, name text); insert into countries values ('is', 'Iceland');
      create type unit as enum ('m', 'kg'); create function shout(t text) returns text language sql as $$ select upper(t) from shared.countries limit 1 $$; create sequence tickets; grant select on countries to tenant_users; grant execute on function shout(text) to tenant_users;`,
    'tenant_template/a.sql': `create table places (id int primary key, country text references shared.countries, unit shared.unit default 'm', ticket bigint default nextval('shared.tickets'),
        by text references cognition.users default cognition.current_user_id());
      create view named as select p.id, c.name, shared.shout(c.name) as loud from places p join shared.countries c on c.code = p.country;
      create function all_names() returns setof text language sql security definer as $$ select loud from named $$;
      insert into places (id, country) values (1, 'is');
      grant select on named, places to tenant_users; grant insert (id, country) on places to tenant_users; grant execute on function all_names() to tenant_users;`,
  });
  expect(landlord.program.steps.length).toBe(7);
  const acme = landlord.name('acme');
  await createTenant(landlord.control, { name: acme, displayName: 'Acme' });
  const { admin } = landlord;
  await admin.query(`begin; set local search_path = pg_catalog; set local role ${acme}_users`);
  const { rows } = await admin.query<{ one: string }>(`select ${acme}.all_names() as one union all select loud from ${acme}.named`);
  await admin.query('rollback');
  expect(rows).toEqual([{ one: 'ICELAND' }, { one: 'ICELAND' }]);
});

it('a tenant owner reads no other tenant, and nothing of the control schema but its public face', async () => {
  const landlord = await all.make(`create table t (id int); insert into t values (1); create function peek(what text) returns text language plpgsql security definer as $$
    declare found text; begin execute 'select count(*) from ' || what into found; return found; end $$; grant execute on function peek(text) to tenant_users`);
  const [acme, globex] = [landlord.name('acme'), landlord.name('globex')];
  for (const name of [acme, globex]) await createTenant(landlord.control, { name, displayName: name });
  const { admin } = landlord;
  const peek = async (what: string): Promise<string> => {
    await admin.query(`begin; set local role ${acme}_users`);
    try {
      return (await admin.query<{ found: string }>(`select ${acme}.peek($1) as found`, [what])).rows[0]?.found ?? '';
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : '';
    } finally {
      await admin.query('rollback');
    }
  };
  expect(await peek('t')).toBe('1');
  expect(await peek(`${globex}.t`)).toBe(`permission denied for schema ${globex}`);
  expect(await peek('cognition.tenants')).toBe('0');
  expect(await peek('cognition.template_steps')).toBe('permission denied for table template_steps');
  expect(await peek(`(select cognition.create_tenant('x', 'x')) as x`)).toBe('permission denied for function create_tenant');
});
