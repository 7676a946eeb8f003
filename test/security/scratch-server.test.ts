import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { StartServer } from '../../generators/run-generate.js';
import { startServer } from '../../src/postgres/start-server.js';
import { makeProject, removeProject, run, sharedServer, type Outcome } from '../support/project.js';

/**
 * A template is somebody's code: running it may do what an unprivileged database user can, and nothing more. Each case
 * tries to have a superuser's session run its function, which would then run a program on this machine.
 */
const server = sharedServer();
const folder = mkdtempSync(join(tmpdir(), 'pgcog-hostile-'));
// As root the server runs as `nobody`, which has to be able to leave its mark.
chmodSync(folder, 0o777);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** `strike()` is STABLE, so that it may be called from where writing is refused; it calls what is not. */
const strikeSql = (mark: string): string => `
create function tenant_template.strike_now() returns int language plpgsql volatile as $f$
begin
  begin execute 'reset session authorization'; exception when others then null; end;
  begin execute 'set session authorization default'; exception when others then null; end;
  begin execute 'set role none'; exception when others then null; end;
  begin execute 'set role postgres'; exception when others then null; end;
  begin execute 'copy (select 1) to program ''touch ${mark}'''; exception when others then null; end;
  return 1;
end $f$;
create function strike(anything int) returns int language plpgsql immutable as $f$ begin return tenant_template.strike_now(); end $f$;
create table t (id int primary key, note text);
grant select, insert, update, delete on t to tenant_users, tenant_admins;
grant execute on function strike_now, strike to tenant_users, tenant_admins;
`;

const attacks: Readonly<Record<string, string>> = {
  'a constant call in a view, folded when the view is planned': `
    create view v as select id, strike(1) as x from t; grant select on v to tenant_users, tenant_admins;`,
  'a policy': `
    alter table t enable row level security;
    create policy p on t to tenant_users, tenant_admins using (strike(1) = id) with check (strike(2) = id);`,
  'a partition key': `
    create table p (id int, note text) partition by range ((id + strike(1)));
    create table p1 partition of p for values from (0) to (10);
    grant select, insert on p, p1 to tenant_users, tenant_admins;`,
  'the expression of an index': `create index on t ((id + strike(1))) where id > strike(2);`,
  'a default and a generated column': `
    alter table t add column g int generated always as (id + strike(1)) stored;
    alter table t alter column note set default strike(3)::text;`,
  'a SQL function to be inlined': `
    create function f() returns setof t language sql stable as $f$ select * from t where id = strike(1) $f$;
    grant execute on function f to tenant_users;
    create view v as select * from f(); grant select on v to tenant_users;`,
  'an aggregate of the same name as one that reads the catalog': `
    create function struck(state json, r record) returns json language plpgsql as $f$ begin perform strike_now(); return '[]'; end $f$;
    create aggregate json_agg(record) (sfunc = struck, stype = json);
    create aggregate array_agg(name) (sfunc = strike_name, stype = text[]);
    create function strike_name(state text[], n name) returns text[] language plpgsql as $f$ begin perform strike_now(); return state; end $f$;`,
  'better fitting overloads of functions of pg_catalog': `
    create function has_table_privilege(r oid, t oid, p text) returns boolean language plpgsql as $f$ begin perform strike_now(); return true; end $f$;
    create function pg_get_expr(e pg_node_tree, o oid) returns text language plpgsql as $f$ begin perform strike_now(); return ''; end $f$;
    create function format_type(o oid, m int) returns text language plpgsql as $f$ begin perform strike_now(); return ''; end $f$;
    create function set_config(n text, v text, l boolean) returns text language plpgsql as $f$ begin perform strike_now(); return ''; end $f$;
    create function coalesce_names(a name, b text) returns boolean language plpgsql as $f$ begin perform strike_now(); return true; end $f$;
    create operator = (function = coalesce_names, leftarg = name, rightarg = text);
    create operator || (function = coalesce_names, leftarg = name, rightarg = text);`,
  'the same in public, in a schema called like the superuser, and on a path of the database and of the role': `
    do $do$
    declare place text;
    begin
      foreach place in array array['public', 'postgres'] loop
        execute format('create schema if not exists %I', place);
        execute format('create function %I.struck(a name, b text) returns boolean language plpgsql as $f$ begin perform tenant_template.strike_now(); return true; end $f$', place);
        execute format('create operator %I.= (function = %I.struck, leftarg = name, rightarg = text)', place, place);
        execute format('create function %I.json_agg(r record) returns json language plpgsql as $f$ begin perform tenant_template.strike_now(); return null; end $f$', place);
      end loop;
      execute format('alter database %I set search_path = public, pg_catalog', current_database());
      execute format('alter role %I set search_path = public, pg_catalog', current_user);
    end $do$;`,
  'an event trigger, a login, an untrusted language, a setting of the server': `
    do $do$
    declare wish text;
    begin
      foreach wish in array array[
        'create event trigger e on ddl_command_end execute function strike_event()', 'create role boss superuser', 'alter role current_user superuser',
        'create language plpython3u', 'create extension plpython3u', 'alter system set archive_command = ''touch ${folder}/x''', 'load ''x''',
        'set session authorization postgres', 'set role postgres', 'grant postgres to current_user', 'grant pg_execute_server_program to current_user',
        'set session_preload_libraries = ''x''', 'create function c() returns int language c as ''libc'', ''system''',
        'create function i() returns int language internal as ''pg_terminate_backend''', 'update pg_authid set rolsuper = true'
      ] loop
        begin execute wish; raise exception 'done: %', wish using errcode = 'PGC99'; exception when sqlstate 'PGC99' then raise; when others then null; end;
      end loop;
      begin perform pg_read_file('/etc/passwd'); raise exception 'read' using errcode = 'PGC99'; exception when insufficient_privilege then null; end;
      begin perform lo_import('/etc/passwd'); raise exception 'read' using errcode = 'PGC99'; exception when insufficient_privilege then null; end;
      begin perform pg_ls_dir('.'); raise exception 'read' using errcode = 'PGC99'; exception when insufficient_privilege then null; end;
      perform tenant_template.strike_now();
    end $do$;`,
};

async function strikeWith(sql: string, mark: string, args: readonly string[] = []): Promise<Outcome> {
  const root = makeProject({ 'tenant_template/a.sql': strikeSql(mark) + sql, 'resolvers.yaml': "version: 1\ncrud: '*'\n" });
  try {
    return await run(root, ['generate', ...args], args.length === 0 ? server.start : undefined);
  } finally {
    removeProject(root);
  }
}

test.each(Object.entries(attacks))('no superuser runs a function of the template: %s', async (name, sql) => {
  const mark = join(folder, `mark-${Object.keys(attacks).indexOf(name)}`);
  const first = await strikeWith(sql, mark);
  expect(existsSync(mark), first.stderr).toBe(false);
  // The database is kept: now it is only read and planned against.
  const second = await strikeWith(sql, mark);
  expect(existsSync(mark), second.stderr).toBe(false);
  expect([first.status, second.status], first.stderr).toEqual([0, 0]);
});

test("on somebody's own server the template has a login of its own: no way back to the URL's superuser", async () => {
  const theirs = await startServer({ version: 17 });
  try {
    const { host } = await theirs.connect('postgres');
    const url = `postgresql:///postgres?host=${encodeURIComponent(host)}&user=postgres`;
    const mark = join(folder, 'mark-url');
    const view = 'create view v as select id, strike(1) as x from t; grant select on v to tenant_users, tenant_admins; do $do$ begin perform strike_now(); end $do$;';
    const { status, stderr } = await strikeWith(view, mark, ['--database-url', url]);
    expect(existsSync(mark)).toBe(false);
    expect(status, stderr).toBe(0);
  } finally {
    await theirs.stop();
  }
});

test('a template leaves nothing behind for the next one: no settings of role or database, no rights on kept databases', async () => {
  const running = await startServer({ version: 17 });
  const start = async () => ({ ...running, connect: (database: string) => running.connect(database), stop: () => Promise.resolve() });
  const make = async (sql: string): Promise<Outcome> => {
    const root = makeProject({ 'tenant_template/a.sql': `create table t (id int primary key, note text); grant select on t to tenant_users;\n${sql}` });
    try {
      return await run(root, ['generate'], start);
    } finally {
      removeProject(root);
    }
  };
  try {
    expect((await make('-- the neighbour')).status).toBe(0);
    const hostile = await make(`do $do$
    declare other name;
    begin
      for other in select datname from pg_database where datname <> current_database() loop
        begin execute format('alter database %I with connection limit 0', other); raise exception 'done' using errcode = 'PGC99'; exception when insufficient_privilege then null; end;
        begin execute format('alter database %I rename to stolen', other); raise exception 'done' using errcode = 'PGC99'; exception when insufficient_privilege then null; end;
      end loop;
      execute format('alter database %I with connection limit 0', current_database());
      execute format('alter database %I set search_path = nowhere', current_database());
      execute format('alter role %I in database %I set work_mem = 64', current_user, current_database());
      execute format('alter role %I set default_transaction_read_only = on', current_user);
    end $do$;`);
    expect(hostile.status, hostile.stderr).toBe(0);
    expect((await make('-- the neighbour')).status).toBe(0);
    expect((await make('-- the next one')).status).toBe(0);
    const admin = await running.connect('postgres');
    const { rows } = await admin.query('select setconfig from pg_db_role_setting');
    await admin.end();
    expect(rows).toEqual([]);
  } finally {
    await running.stop();
  }
});

test('a function that sleeps when a view is planned is a mistake at the end of a minute, not a crash', async () => {
  const root = makeProject({ 'tenant_template/a.sql': `create table t (id int primary key); grant select on t to tenant_users;
    create function nap(int) returns int language plpgsql immutable as $f$
    begin if current_setting('statement_timeout') = '300ms' then perform pg_sleep(3); end if; return 1; end $f$;
    create view v as select id, nap(1) from t; grant select on v to tenant_users; grant execute on function nap to tenant_users;` });
  // A minute is the sessions' own; a test need not wait for it.
  const hurried: StartServer = async (command, version) => {
    const running = await server.start(command, version);
    const connectOwner = async (database: string): ReturnType<typeof running.connectOwner> => {
      const session = await running.connectOwner(database);
      await session.query(`set statement_timeout = '300ms'`);
      return session;
    };
    return { ...running, connectOwner };
  };
  try {
    expect(await run(root, ['generate'], server.start)).toMatchObject({ status: 0 });
    writeFileSync(join(root, 'resolvers.yaml'), "version: 1\ncrud: '*'\n");
    const { status, stderr } = await run(root, ['generate'], hurried);
    expect(stderr).toContain('error PGC264: planning took longer than a minute, in function nap');
    expect(status).toBe(1);
  } finally {
    removeProject(root);
  }
});
