import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from 'pg';
import { sqlFailure } from '../../../src/postgres/failure.js';
import { tenantDifferences } from '../../../src/tenancy/grants/tenant-differences.js';
import { createTenant } from '../../../src/tenancy/tenants/create-tenant.js';
import { dropTenant } from '../../../src/tenancy/tenants/drop-tenant.js';
import { startControlServer, type ControlServer } from '../control/control-server.js';
import { openControl, type ControlWorld } from '../control/harness.js';
import { install } from '../template/install.js';
import { largeTemplate } from './large-template.js';

let server: ControlServer;
let world: ControlWorld;
const children: ChildProcess[] = [];
const sessions: Client[] = [];

beforeAll(async () => {
  server = await startControlServer(17);
  world = await openControl({ on: server });
  await install(world.master, largeTemplate(), world.config);
  await world.super.query(`create role maker_${world.run} login password 'maker' in role cognition_owner; grant connect on database ${world.database} to maker_${world.run}`);
}, 60_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(sessions.map((one) => one.end().catch(() => undefined)));
  await world.close();
  await server.stop();
});

const named = (stem: string): string => `${stem}_${world.run}`;

/** What a tenant could leave, anywhere: everything in the catalogs, by name. */
const traces = async (): Promise<unknown> => (await world.super.query(`select
  array(select nspname || coalesce(nspacl::text, '') from pg_namespace where nspname !~ '^pg_' order by 1) as schemas, array(select rolname::text from pg_roles order by 1) as roles,
  array(select roleid::regrole || ' ' || member::regrole from pg_auth_members order by 1) as members, array(select name || status from cognition.tenants order by 1) as tenants,
  array(select defaclrole::regrole || defaclobjtype::text || defaclnamespace || defaclacl::text from pg_default_acl order by 1) as defaults, array(select datname || datacl::text from pg_database where datname = current_database()) as rights,
  (select count(*)::int from pg_class) as relations, (select count(*)::int from pg_proc) as routines, (select count(*)::int from pg_type) as types, (select count(*)::int from pg_policy) as policies,
  (select count(*)::int from pg_shdepend where dbid = (select oid from pg_database where datname = current_database())) as dependencies`)).rows[0];

/** What is there under a name, or begins with it. */
const leftOf = async (name: string): Promise<readonly unknown[]> => (await world.super.query(
  `select rolname as left from pg_roles where rolname like $1 || '\\_%' union all select nspname from pg_namespace where nspname = $1 union all select name from cognition.tenants where name = $1
   union all select defaclacl::text from pg_default_acl where defaclacl::text like '%' || $1 || '\\_%' union all select relacl::text from pg_class where relacl::text like '%' || $1 || '\\_%'`, [name])).rows;

async function maker(label: string, settings = ''): Promise<Client> {
  const client = await server.connect(world.database);
  client.on('error', () => undefined);
  sessions.push(client);
  await client.query(`set session authorization maker_${world.run}; set application_name = '${label}'; ${settings}`);
  return client;
}

/** Asks until there is an answer, on a session of its own, and acts on it. */
async function until<T extends object>(sql: string, label: string, act: (row: T | undefined, asking: Client) => Promise<boolean>): Promise<void> {
  const asking = await server.connect(world.database);
  while (!(await act((await asking.query<T>(sql, [label])).rows[0], asking))) await asking.query('select pg_sleep(0.02)');
  await asking.end();
}

/** Once a session sleeps in the midst of the template. */
const onceAsleep = (label: string, act: (pid: number, asking: Client) => unknown): Promise<void> =>
  until<{ pid: number }>(`select pid from pg_stat_activity where application_name = $1 and wait_event = 'PgSleep'`, label, async (row, asking) => {
    if (row !== undefined) await act(row.pid, asking);
    return row !== undefined;
  });

/** Until the server has noticed that the client is no more. */
const gone = (label: string): Promise<void> => until('select from pg_stat_activity where application_name = $1', label, (row) => Promise.resolve(row === undefined));

/** A process of its own that makes a tenant, within a transaction that it never ends, or asleep in its midst. */
function childMaking(name: string, before: string): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    import pg from 'pg';
    const client = new pg.Client({ host: '${server.host}', port: ${server.port}, user: 'maker_${world.run}', password: 'maker', database: '${world.database}', application_name: '${name}', ssl: false });
    await client.connect();
    await client.query(${JSON.stringify(before)});
    await client.query("select cognition.create_tenant('${name}', 'X')");
    console.log('made');
    setInterval(() => undefined, 1000);`], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

it('20 at once: who reports success is whole, the others leave nothing and can be made again', async () => {
  await createTenant(world.master, { name: named('taken'), displayName: 'There' });
  const good = Array.from({ length: 8 }, (_, i) => named(`good${i}`));
  const long = named('l').padStart(56, 'l');
  const faults = { sleep: ['ended0', 'ended1', 'late0', 'killed'].map(named), fail: ['bad0', 'bad1'].map(named) };
  for (const [what, names] of Object.entries(faults)) for (const name of names) await world.asOwner('insert into shared.faults values ($1, $2)', [name, what]);
  const before = await traces();

  const open = childMaking(named('open'), 'begin');
  const openMade = once(open.stdout ?? open, 'data').then(async () => {
    open.kill('SIGKILL');
    await once(open, 'exit');
  });
  const killed = childMaking(named('killed'), "set client_connection_check_interval = '100ms'");
  const killedAsleep = onceAsleep(named('killed'), () => killed.kill('SIGKILL'));
  const ended = ['ended0', 'ended1'].map((stem) => onceAsleep(stem, (pid, asking) => asking.query('select pg_terminate_backend($1)', [pid])));
  const attempts = [...good, named('twice'), named('twice'), named('taken'), long, ...faults.fail, ...['ended0', 'ended1', 'late0'].map(named), 'Not a name'];
  const makers = await Promise.all(attempts.map((name) => maker(name.replace(`_${world.run}`, ''), name === named('late0') ? "set statement_timeout = '1s'" : '')));
  const results = await Promise.all(attempts.map(async (name, i) => [name, await createTenant(makers[i] ?? world.master, { name, displayName: 'X' }).then(() => 'made', (thrown: unknown) => sqlFailure(thrown)?.sqlState ?? 'lost')] as const));
  await Promise.all([openMade, killedAsleep, ...ended]);
  await Promise.all([named('open'), named('killed')].map(gone));

  expect(attempts.length + 2).toBe(20);
  const failed = results.filter(([, result]) => result !== 'made').map(([name, result]) => [name.replace(`_${world.run}`, ''), result]);
  expect(failed.map(([name, result]) => `${name} ${result}`).sort()).toEqual([
    'Not a name 22023', 'bad0 PGC99', 'bad1 PGC99', 'ended0 57P01', 'ended1 57P01', 'late0 57014', `${long.replace(`_${world.run}`, '')} 22023`, 'taken 42710', 'twice 42710',
  ].sort());
  const whole = [...good, named('twice'), named('taken')];
  for (const name of whole) {
    const { session } = await world.addMember(name, 'admins');
    expect((await session.query(`select name, ${name}.count_14()::int as n from ${name}.t14`)).rows).toEqual([{ name: 'first', n: 1 }]);
    await session.end();
  }
  for (const name of [named('good0'), named('good7'), named('twice')]) expect([name, await tenantDifferences(world.master, name)]).toEqual([name, []]);
  const broken = [...faults.fail, ...faults.sleep, named('open')];
  for (const name of [...broken, long]) expect([name, await leftOf(name)]).toEqual([name, []]);

  await world.asOwner('delete from shared.faults');
  for (const name of broken) await createTenant(world.master, { name, displayName: 'Again' });
  expect(await tenantDifferences(world.master, named('ended0'))).toEqual([]);
  for (const name of [...broken, ...good, named('twice')]) await dropTenant(world.master, name, name);
  expect(await withoutMembers()).toEqual(before);
}, 120_000);

/** The one tenant that was there before has got a member meanwhile. */
async function withoutMembers(): Promise<unknown> {
  await world.asOwner('delete from cognition.users');
  return traces();
}
