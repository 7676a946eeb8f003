import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, typeSpec, type Typed, type World } from './support.js';

const template = `
create table open (id int primary key, note text);
create table columns_only (id int primary key, name text, wage int);
create table numbered (id serial primary key, note text);
create sequence tickets;
create table guarded (id int primary key, owner text);
alter table guarded enable row level security;
create policy everybody on guarded for select to tenant_users, tenant_admins using (true);
create policy admins_write on guarded for insert to tenant_admins with check (true);
create function is_nice(n text) returns boolean language sql immutable begin atomic select n <> ''; end;
revoke execute on function is_nice(text) from public;
grant execute on function is_nice(text) to tenant_admins;
create table checked (id int primary key, name text constraint nice check (is_nice(name)));
create table watched (id int primary key, note text);
create function watch() returns trigger language plpgsql as $$ begin return new; end $$;
create function guard() returns trigger language plpgsql security definer set search_path = pg_catalog as $$ begin return new; end $$;
create trigger watcher after insert or update of note on watched for each row execute function watch();
create trigger guardian before delete on watched for each row execute function guard();
create view narrow as select id, name from columns_only;
grant select on open, narrow to tenant_users, tenant_admins;
grant select (id, name), update (name) on columns_only to tenant_users;
grant select, update, insert on columns_only to tenant_admins;
grant select, insert on numbered, checked, guarded to tenant_users, tenant_admins;
grant usage on sequence numbered_id_seq, tickets to tenant_admins;
grant select, insert, update, delete on watched to tenant_users, tenant_admins;`;

const yaml = `
resolvers:
  Query.open: { sql: select * from open limit 1 }
  Query.wage: { sql: "select id, wage from columns_only limit 1" }
  Query.narrow: { sql: select * from narrow limit 1 }
  Query.filtered:
    sql: |
      select id from columns_only where true
      /*? name */ and name = :name
      /*? wage */ and wage > :wage
      limit 1
  Mutation.rename:
    sql: |
      update columns_only set id = id + 0
      /*? name */ , name = :name
      where id = :id returning id
  Mutation.numbered: { sql: "insert into numbered (note) values (:note) returning id" }
  Mutation.numberedBy: { sql: "insert into numbered (id, note) values (:id, :note) returning id" }
  Query.ticket: { sql: "select last_value from tickets" }
  Mutation.ticket: { sql: "select nextval('tickets') as n" }
  Mutation.guardedInsert: { sql: "insert into guarded values (:id, :owner)" }
  Mutation.guardedDelete: { sql: "delete from guarded where id = :id", callers: granted-later }
  Mutation.checked: { sql: "insert into checked values (:id, :name)" }
  Mutation.watchedInsert: { sql: "insert into watched values (:id, :note)" }
  Mutation.watchedDelete: { sql: "delete from watched where id = :id" }
  Query.nobody: { sql: "select id from guarded where id = nextval('numbered_id_seq')", allow: [application_admins] }
  Query.narrowed: { sql: select * from open limit 1, allow: [admins] }
  Mutation.chain:
    transaction:
      - opened: select id from open where id = :id
      - insert into numbered (note) values ('x')
`;

describe('what each role may do', () => {
  let world: World;
  let typed: Typed;
  beforeAll(async () => {
    world = await openWorld(template);
    typed = await typeSpec(world, yaml);
  });
  afterAll(() => world.close());

  const verdicts = (name: string, step = 0): Readonly<Record<string, string>> => {
    const field = typed.fields.get(name);
    const statement = field?.steps[step] ?? field?.statement;
    return Object.fromEntries((statement?.permissions ?? []).map(({ role, allowed, reason, unchecked }) => [role, `${allowed ? 'yes' : 'no'}${reason === null ? '' : `: ${reason}`}${unchecked.length === 0 ? '' : ` (${unchecked.join(', ')})`}`]));
  };
  const staff = (what: string): string => `no: permission denied for ${what}`;

  it('is the server\'s word for tables, columns and views', () => {
    expect(verdicts('Query.open')).toEqual({ admins: 'yes', users: 'yes', application_admins: staff('table open') });
    expect(verdicts('Query.wage')).toEqual({ admins: 'yes', users: staff('table columns_only'), application_admins: staff('table columns_only') });
    expect(verdicts('Query.narrow')).toEqual({ admins: 'yes', users: 'yes', application_admins: staff('view narrow') });
  });

  it('takes optional parts apart', () => {
    expect(verdicts('Query.filtered')['users']).toBe('yes: not with wage: permission denied for table columns_only');
    expect(verdicts('Mutation.rename')['users']).toBe('no: permission denied for table columns_only');
  });

  it('sees sequences behind defaults, and those that are named', () => {
    expect(verdicts('Mutation.numbered')).toEqual({ admins: 'yes', users: 'no: permission denied for sequence numbered_id_seq', application_admins: staff('table numbered') });
    expect(verdicts('Mutation.numberedBy')).toEqual({ admins: 'yes', users: 'yes', application_admins: staff('table numbered') });
    expect(verdicts('Mutation.ticket')['users']).toBe('no: permission denied for sequence tickets');
  });

  it('sees policies that are missing for a command', () => {
    expect(verdicts('Mutation.guardedInsert')).toEqual({ admins: 'yes', users: 'no: no policy lets users insert rows of guarded', application_admins: staff('table guarded') });
    expect(verdicts('Mutation.guardedDelete')['admins']).toBe('no: permission denied for table guarded');
  });

  it('sees functions that constraints call', () => {
    expect(verdicts('Mutation.checked')['admins']).toBe('yes');
    expect(verdicts('Mutation.checked')['users']).toBe('no: permission denied for function is_nice, which the constraint nice calls');
  });

  it('names the triggers that it did not look into', () => {
    expect(verdicts('Mutation.watchedInsert')['users']).toBe('yes (what trigger watcher on watched does)');
    expect(verdicts('Mutation.watchedDelete')['users']).toBe('yes');
  });

  it('is told for each step of a transaction', () => {
    expect(verdicts('Mutation.chain', 0)['users']).toBe('yes');
    expect(verdicts('Mutation.chain', 1)['users']).toBe('no: permission denied for sequence numbered_id_seq');
  });

  it('makes a resolver that nobody may call an error, unless callers are granted later', () => {
    expect(typed.said.filter((line) => line.startsWith('error'))).toEqual(['error PGC250 nextval', 'error PGC260 Query.ticket']);
  });

  it('changes nothing in the database', async () => {
    const { rows } = await world.database.admin.query<{ n: string; role: string; schema: string | null }>(`select count(*)::text as n, current_user::text as role, to_regnamespace('tenant_template')::text as schema from pg_proc where proname like 'pgcog%'`);
    expect(rows).toEqual([{ n: '0', role: 'postgres', schema: 'tenant_template' }]);
  });

  it('does not trust names: hostile ones are only names', async () => {
    const hostile = await openWorld('create table "x""; drop table y; --" ("a\'b" int primary key); grant select on "x""; drop table y; --" to tenant_users;');
    try {
      const found = await typeSpec(hostile, 'resolvers:\n  Query.h: { sql: \'select * from "x""; drop table y; --" limit 1\' }\n');
      expect(found.said).toEqual([]);
      expect(found.fields.get('Query.h')?.statement?.permissions.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    } finally {
      await hostile.close();
    }
  });
});
