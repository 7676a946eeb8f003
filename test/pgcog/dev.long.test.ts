import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ensureRoles } from '../../src/postgres/roles.js';
import { startServer } from '../../src/postgres/start-server.js';
import { removeLeftovers } from '../tenancy/control/leftovers.js';
import { edit, removeProject, shoutCode, smallProject, startDev, write, type Dev } from './dev-support.js';
import { openLocalDatabase, pgcog } from './support.js';

const roots: string[] = [];
const running: Dev[] = [];

afterEach(async () => {
  for (const dev of running.splice(0)) await dev.stop();
  for (const root of roots.splice(0)) removeProject(root);
});

function project(more: Readonly<Record<string, string>> = {}): string {
  const root = smallProject(more);
  roots.push(root);
  return root;
}

async function start(root: string, ...args: readonly string[]): Promise<Dev> {
  const dev = await startDev(root, args);
  running.push(dev);
  return dev;
}

const names = async (dev: Dev, who = 'ann'): Promise<unknown> => (await dev.ask(who, '{ listCustomers { items { name } } }')).data;
const add = (dev: Dev, name: string): Promise<unknown> => dev.ask('ann', `mutation { createCustomer(input: { name: "${name}" }) { name } }`);

it('keeps rows, people and passwords over a restart, and forgets them with --reset', async () => {
  const root = project();
  let dev = await start(root);
  await dev.ready();
  await add(dev, 'Kept');
  await dev.stop();
  dev = await start(root);
  await dev.ready();
  expect(await names(dev)).toEqual({ listCustomers: { items: expect.objectContaining({ length: 2 }) as unknown } });
  expect(await names(dev)).toMatchObject({ listCustomers: { items: expect.arrayContaining([{ name: 'Ada of acme' }, { name: 'Kept' }]) as unknown } });
  await dev.stop();
  dev = await start(root, '--reset');
  await dev.ready();
  expect(await names(dev)).toEqual({ listCustomers: { items: [{ name: 'Ada of acme' }] } });
});

it('refuses to run twice in a project', async () => {
  const root = project();
  const dev = await start(root);
  await dev.ready();
  await expect(startDev(root)).rejects.toThrow(/PGC630.*pgcog dev is running here already: http/su);
  await expect(startDev(root, ['--reset'])).rejects.toThrow(/PGC630/u);
  expect(await names(dev)).toEqual({ listCustomers: { items: [{ name: 'Ada of acme' }] } });
});

it('waits for a template, and for a seed that works', async () => {
  const root = project({ 'seed/010.sql': "insert into customers (name) values ('Ada');\ninsert into customers (nme) values ('Bo');\n" });
  rmSync(join(root, 'tenant_template'), { recursive: true });
  rmSync(join(root, 'resolvers.yaml'));
  const dev = await start(root);
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect(await dev.state()).toMatchObject({ phase: 'mistakes', serving: false });
  expect((await dev.ask('nobody', '{ __typename }')).errors?.map(({ errorType }) => errorType)).toEqual(['ServiceUnavailable']);
  write(root, 'resolvers.yaml', 'version: 1\ncrud: { customers: [list, create] }\n');
  write(root, 'tenant_template/a.sql', 'create table customers (id uuid primary key default gen_random_uuid(), name text not null);\ngrant select, insert on customers to tenant_users;\n');
  for (;;) {
    await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
    if ((await dev.state()).serving) break;
  }
  expect((await dev.state()).text).toContain('seed/010.sql:2:24 error PGC636: in acme: column "nme" of relation "customers" does not exist');
  expect((await dev.state()).reloads).toBe(1);
  expect(await names(dev)).toEqual({ listCustomers: { items: [] } });
  // It was said: nothing changes by waiting.
  const said = dev.events.length;
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  expect(dev.events.slice(said).filter(({ event, phase }) => event === 'mistakes' || phase === 'mistakes')).toEqual([]);
  expect((await dev.state()).text).toContain('PGC636');
  edit(root, 'seed/010.sql', 'nme', 'name');
  await dev.ready();
  expect(await names(dev)).toMatchObject({ listCustomers: { items: expect.arrayContaining([{ name: 'Ada' }, { name: 'Bo' }]) as unknown } });
});

it('runs no seed as anybody but the owner of its tenant', async () => {
  const root = project({ 'seed/010.sql': "insert into globex.customers (name) values ('from acme');\n" });
  const dev = await start(root);
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect((await dev.state()).text).toContain('seed/010.sql:1:13 error PGC636: in acme: permission denied for schema globex');
  write(root, 'seed/010.sql', 'reset role;\n');
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect((await dev.state()).text).toContain('seed/010.sql:1:1 error PGC636');
});

it('asks what it cannot know, and the rows follow the answer', async () => {
  const root = project();
  const dev = await start(root);
  await dev.ready();
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  await dev.ready();
  await dev.ask('ann', 'mutation { createOrder(input: { region: "eu" }) { region } }');
  edit(root, 'tenant_template/010.sql', '  region text,\n', '  area text,\n');
  await dev.until(({ event }) => event === 'questions', 'a question');
  const { phase, questions } = await dev.state();
  expect({ phase, flags: questions.map(({ flags }) => flags) }).toEqual({ phase: 'question', flags: [['--rename orders.region=area', '--allow deletes-data']] });
  expect(await dev.answer('--drop everything')).toMatchObject({ kind: 'refused' });
  expect((await dev.ask('ann', '{ listOrders { items { region } } }')).data).toEqual({ listOrders: { items: [{ region: 'eu' }] } });
  dev.type('1');
  await dev.ready();
  expect((await dev.ask('ann', '{ listOrders { items { area } } }')).data).toEqual({ listOrders: { items: [{ area: 'eu' }] } });
  expect(await dev.answer('--allow deletes-data')).toEqual({ kind: 'refused', reason: 'nothing is asked any more' });
});

const askRegion = { phase: 'question', serving: true, questions: [{ flags: ['--rename orders.region=area', '--allow deletes-data'] }] };

it('asks on while other things change: Lambda code, tenants, seeds', async () => {
  const root = project({ 'lambda/resolvers/Query.shout.ts': shoutCode('${text}!') });
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  const dev = await start(root);
  await dev.ready();
  await dev.ask('ann', 'mutation { createOrder(input: { region: "eu" }) { region } }');
  edit(root, 'tenant_template/010.sql', '  region text,\n', '  area text,\n');
  await dev.until(({ event }) => event === 'questions', 'a question');
  edit(root, 'lambda/resolvers/Query.shout.ts', '}!', '}?');
  await dev.until(({ event }) => event === 'questions', 'the question again');
  expect((await dev.ask('ann', '{ shout(text: "hi") }')).data).toEqual({ shout: 'hi?' });
  expect((await pgcog(root, ['tenant', 'create', 'initech', 'Initech'])).status).toBe(0);
  await dev.until(({ text }) => text === 'seeds run for initech', 'the seeds');
  expect(await dev.state()).toMatchObject(askRegion);
  dev.type('1');
  await dev.ready();
  expect((await dev.ask('ann', '{ listOrders { items { area } } }')).data).toEqual({ listOrders: { items: [{ area: 'eu' }] } });
});

it('after a start, too, what was there goes on while it asks or finds mistakes', async () => {
  const root = project();
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  let dev = await start(root);
  await dev.ready();
  await dev.ask('ann', 'mutation { createOrder(input: { region: "eu" }) { region } }');
  await dev.stop();
  edit(root, 'tenant_template/010.sql', '  region text,\n', '  region txt,\n');
  dev = await start(root);
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect(await dev.state()).toMatchObject({ phase: 'mistakes', serving: true, reloads: 1 });
  expect((await dev.ask('ann', '{ listOrders { items { region } } }')).data).toEqual({ listOrders: { items: [{ region: 'eu' }] } });
  expect(existsSync(join(root, '.pgcog/dev.json'))).toBe(true);
  await dev.stop();
  edit(root, 'tenant_template/010.sql', '  region txt,\n', '  area text,\n');
  dev = await start(root);
  await dev.until(({ event }) => event === 'questions', 'a question');
  expect(await dev.state()).toMatchObject(askRegion);
  expect((await dev.ask('ann', '{ listOrders { items { region } } }')).data).toEqual({ listOrders: { items: [{ region: 'eu' }] } });
  await dev.stop();
  // What is there was made from another template than the database has.
  edit(root, 'generated/.pgcog.json', '"template": "', '"template": "0');
  dev = await start(root);
  await dev.until(({ event }) => event === 'questions', 'a question');
  expect(await dev.state()).toMatchObject({ ...askRegion, serving: false });
  expect((await dev.ask('nobody', '{ __typename }')).errors).toMatchObject([{ errorType: 'ServiceUnavailable', message: expect.stringMatching(/waits for an answer.*region.*--rename orders\.region=area or --allow deletes-data/u) as string }]);
  expect(await dev.answer('--rename orders.region=area')).toEqual({ kind: 'taken' });
  await dev.ready();
  expect((await dev.ask('ann', '{ listOrders { items { area } } }')).data).toEqual({ listOrders: { items: [{ area: 'eu' }] } });
});

it('signs in by the logins of roles where the settings say so', async () => {
  const root = project({ 'pgcog.config.json': JSON.stringify({ credentials: 'role', roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } }) });
  const dev = await start(root);
  await dev.ready();
  expect((await dev.state()).choices.map(({ name }) => name)).toEqual(['ann', 'adam', 'billing', 'gus', 'gina', 'sue', 'zoe']);
  for (const [who, role, tenant] of [['ann', 'users', 'acme'], ['adam', 'admins', 'acme'], ['gus', 'users', 'globex']] as const) {
    expect(await dev.ask(who, '{ me { role } listCustomers { items { name } } }'), who).toEqual({ data: { me: { role }, listCustomers: { items: [{ name: `Ada of ${tenant}` }] } } });
  }
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  await dev.ready();
  expect((await dev.ask('gus', 'mutation { createOrder(input: { region: "eu" }) { region } }')).data).toEqual({ createOrder: { region: 'eu' } });
  expect((await dev.ask('ann', '{ listOrders { items { region } } }')).data).toEqual({ listOrders: { items: [] } });
  // A tenant that comes while it runs has logins of its own, before the minute is over.
  expect((await pgcog(root, ['tenant', 'create', 'initech', 'Initech'])).status).toBe(0);
  await dev.until(({ text }) => text === 'seeds run for initech', 'the seeds');
  expect(readFileSync(join(root, '.pgcog/local/secrets.json'), 'utf8')).toContain('pgcog/local/roles/initech.users');
});

it('loads Lambda code anew', async () => {
  const root = project({ 'lambda/resolvers/Query.shout.ts': shoutCode('${text}!') });
  const dev = await start(root);
  await dev.ready();
  expect((await dev.ask('ann', '{ shout(text: "hi") }')).data).toEqual({ shout: 'hi!' });
  edit(root, 'lambda/resolvers/Query.shout.ts', '}!', '}?');
  await dev.ready();
  expect((await dev.ask('ann', '{ shout(text: "hi") }')).data).toEqual({ shout: 'hi?' });
});

it('takes an enum along whose new value is used at once', async () => {
  const root = project();
  edit(root, 'tenant_template/010.sql', 'create table customers', "create type mood as enum ('good');\ncreate table customers");
  edit(root, 'tenant_template/010.sql', 'name text not null', "name text not null, mood mood not null default 'good'");
  const dev = await start(root);
  await dev.ready();
  edit(root, 'tenant_template/010.sql', "('good');", "('good', 'bad');");
  edit(root, 'tenant_template/010.sql', "default 'good'", "default 'bad'");
  await dev.ready();
  expect((await dev.ask('ann', 'mutation { createCustomer(input: { name: "Bo" }) { mood } }')).data).toEqual({ createCustomer: { mood: 'bad' } });
  expect((await dev.ask('ann', '{ listCustomers { items { name mood } } }')).data).toMatchObject({ listCustomers: { items: expect.arrayContaining([{ name: 'Ada of acme', mood: 'good' }]) as unknown } });
  const { status } = await pgcog(root, ['migrate', 'verify', '--quiet']);
  expect(status).toBe(0);
});

it('says whose rows are in the way, and changes nothing', async () => {
  const root = project();
  const dev = await start(root);
  await dev.ready();
  await add(dev, 'Twin');
  await add(dev, 'Twin');
  edit(root, 'tenant_template/010.sql', 'name text not null', 'name text not null unique');
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect((await dev.state()).text).toMatch(/PGC635: in acme, .*could not create unique index/u);
  expect(await names(dev)).toMatchObject({ listCustomers: { items: [{ name: expect.any(String) as string }, {}, {}] } });
  edit(root, 'tenant_template/010.sql', 'name text not null unique', 'name text not null');
  await dev.ready();
  expect((await pgcog(root, ['migrate', 'verify', '--quiet'])).status).toBe(0);
});

it('finds a migration of the folder done where typing has led there, and runs those of others', async () => {
  const root = project();
  let dev = await start(root);
  await dev.ready();
  const { main } = await import('../../generators/main.js');
  const gen = (...argv: readonly string[]): Promise<number> => main([...argv, '--cwd', root], { cwd: root, env: { ...process.env, NO_COLOR: '1' }, stdout: { write: () => true }, stderr: { write: () => true }, signal: new AbortController().signal });
  expect(await gen('migration', 'init')).toBe(0);
  await dev.ready();
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  await dev.ready();
  expect((await dev.ask('ann', 'mutation { createOrder(input: { region: "eu" }) { region } }')).data).toEqual({ createOrder: { region: 'eu' } });
  expect(await gen('migration', 'add_region')).toBe(0);
  await dev.until(({ text }) => typeof text === 'string' && text.includes('0002_add_region taken as done'), 'the migration');
  expect((await pgcog(root, ['migrate', 'status', '--json'])).json).toMatchObject({ current: true, head: '0002_add_region', tenants: 2 });
  await dev.stop();

  // Somebody else's: the template and a migration with rows in it come together, while dev does not run.
  edit(root, 'tenant_template/010.sql', '  region text,\n', "  region text,\n  zone text not null default 'z',\n");
  expect(await gen('migration', 'add_zone')).toBe(0);
  dev = await start(root);
  await dev.ready();
  expect((await dev.ask('ann', '{ listOrders { items { region zone } } }')).data).toEqual({ listOrders: { items: [{ region: 'eu', zone: 'z' }] } });
  expect((await pgcog(root, ['migrate', 'status', '--json'])).json).toMatchObject({ current: true, head: '0003_add_zone' });
  expect((await pgcog(root, ['migrate', 'verify', '--quiet'])).status).toBe(0);
});

it('lets pgcog work beside it: the worker is called, and a new tenant gets its seeds', async () => {
  const root = project();
  const dev = await start(root);
  await dev.ready();
  expect((await pgcog(root, ['tenant', 'create', 'initech', 'Initech'])).status).toBe(0);
  await dev.until(({ text }) => text === 'seeds run for initech', 'the seeds');
  const invited = await pgcog(root, ['user', 'invite', 'pete@initech.test', '--tenant', 'initech', '--role', 'users']);
  expect(invited.err).toContain('the worker has been called: 1 invited');
  const { client, close } = await openLocalDatabase(root);
  const { rows } = await client.query('select name from initech.customers');
  await close();
  expect(rows).toEqual([{ name: 'Ada of initech' }]);
});

it('runs the sample of the repository', async () => {
  const root = project();
  for (const part of ['tenant_template', 'resolvers.yaml', 'seed']) rmSync(join(root, part), { recursive: true });
  cpSync(fileURLToPath(new URL('../../fixtures/generate/shop', import.meta.url)), root, { recursive: true, filter: (path) => !path.endsWith('expected') });
  const dev = await start(root);
  await dev.ready();
  expect(existsSync(join(root, 'lambda/hooks.ts'))).toBe(true);
  for (const [who, role] of [['ann', 'users'], ['adam', 'admins'], ['billing', 'billing'], ['gus', 'users'], ['zoe', 'application_admins']] as const) {
    expect((await dev.ask(who, '{ me { role } }')).data, who).toEqual({ me: { role } });
  }
  expect((await dev.ask('billing', '{ listMonthlySales { month } }')).errors).toBeUndefined();
  expect((await dev.ask('ann', '{ listMonthlySales { month } }')).errors?.map(({ errorType }) => errorType)).toEqual(['not_authorized']);
});

it('tells of code that cannot be loaded, and goes on with what could', async () => {
  const root = project({ 'lambda/resolvers/Query.shout.ts': 'export const handler = async () => "loud";\n' });
  const dev = await start(root);
  await dev.ready();
  expect((await dev.ask('ann', '{ shout(text: "x") }')).data).toEqual({ shout: 'loud' });
  edit(root, 'lambda/resolvers/Query.shout.ts', 'export const handler', 'export const handler = = ');
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect((await dev.state()).text).toContain('lambda/resolvers/Query.shout.ts:1:24 error PGC637: lambda/resolvers/index.ts cannot be loaded: Unexpected token');
  expect((await dev.ask('ann', '{ shout(text: "x") }')).data).toEqual({ shout: 'loud' });
  // What came meanwhile is served together with it.
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  write(root, 'lambda/resolvers/Query.shout.ts', 'export const handler = async () => "quiet";\n');
  await dev.ready();
  expect((await dev.ask('ann', '{ shout(text: "x") listOrders { items { region } } }')).data).toEqual({ shout: 'quiet', listOrders: { items: [] } });
});

it('takes a role in and out again, and says whose membership is in the way', async () => {
  const root = project();
  const settings = (roles: object): void => write(root, 'pgcog.config.json', JSON.stringify({ roles }));
  const [without, with_] = [{ users: {}, admins: { inherits: ['users'] } }, { users: {}, admins: { inherits: ['users'] }, billing: { inherits: ['users'] } }];
  settings(without);
  const dev = await start(root);
  await dev.ready();
  settings(with_);
  await dev.ready();
  expect((await dev.ask('billing', '{ me { role } }')).data).toEqual({ me: { role: 'billing' } });
  expect((await pgcog(root, ['user', 'invite', 'bob@globex.test', '--tenant', 'globex', '--role', 'billing'])).status).toBe(0);
  settings(without);
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect((await dev.state()).text).toContain('PGC610: members have roles that the settings do not have: billing (bob@globex.test of globex)\n  = help: put the role back, or first: pgcog user role');
  expect(await names(dev)).toMatchObject({ listCustomers: { items: [{ name: 'Ada of acme' }] } });
  expect((await pgcog(root, ['user', 'role', 'bob@globex.test', 'users', '--tenant', 'globex'])).status).toBe(0);
  write(root, 'pgcog.config.json', `${JSON.stringify({ roles: without })}\n`);
  await dev.until(({ text }) => text === 'control schema: settings applied', 'the settings');
  await dev.ready();
  expect((await dev.state()).choices.map(({ name }) => name)).not.toContain('billing');
});

it('gives up loading what awaits what never comes, and loads it once mended', async () => {
  const root = project({ 'lambda/resolvers/Query.shout.ts': shoutCode('${text}!'), 'pgcog.config.ts': 'export default {};\n' });
  const dev = await start(root);
  await dev.ready();
  const never = '\nawait new Promise(() => undefined);\n';
  for (const path of ['lambda/resolvers/Query.shout.ts', 'pgcog.config.ts']) {
    const before = readFileSync(join(root, path), 'utf8');
    write(root, path, before + never);
    await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
    expect((await dev.state()).text).toContain('cannot be loaded: what it awaits at its top has not come within 30 s');
    expect((await dev.ask('ann', '{ shout(text: "hi") }')).data).toEqual({ shout: 'hi!' });
    write(root, path, before);
    await dev.ready();
  }
});

it('sees what happens to a file that was put in the place of another', async () => {
  const root = project();
  const dev = await start(root);
  await dev.ready();
  const put = (text: string): void => {
    write(root, 'swapped', text);
    renameSync(join(root, 'swapped'), join(root, 'tenant_template/010.sql'));
  };
  const before = readFileSync(join(root, 'tenant_template/010.sql'), 'utf8');
  for (const column of ['region', 'area']) {
    put(before.replace('note text', 'note txt'));
    await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
    put(`${before}alter table orders add column ${column} text;\n`.replace('area text;', 'region text, add column area text;'));
    await dev.ready();
    expect((await dev.ask('ann', `{ listOrders { items { ${column} } } }`)).errors).toBeUndefined();
  }
});

it('runs on an empty database of a server of yours, and on no other environment', async () => {
  const server = await startServer({ version: 17, passwords: true });
  const maintenance = await server.connect(server.maintenance);
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
  const { host, port } = maintenance;
  const urlOf = (database: string): string => `postgres://dev_master:secret@${host.startsWith('/') ? 'localhost' : host}:${port}/${database}${host.startsWith('/') ? `?host=${encodeURIComponent(host)}` : ''}`;
  for (const name of ['dev_empty', 'dev_other']) await maintenance.query(`drop database if exists ${name}`);
  await maintenance.query('drop role if exists dev_master');
  await maintenance.query("create role dev_master login createrole createdb password 'secret'");
  for (const name of ['dev_empty', 'dev_other']) await maintenance.query(`create database ${name} owner dev_master encoding 'UTF8' template template0`);
  const other = await server.connect('dev_other');
  await other.query('create schema cognition');
  await other.end();
  const root = project();
  try {
    await expect(startDev(root, ['--database-url', urlOf('dev_other')]).then((dev) => dev.ready())).rejects.toThrow(/PGC632/u);
    let dev = await start(root, '--database-url', urlOf('dev_empty'));
    await dev.ready();
    expect(await names(dev, 'gus')).toEqual({ listCustomers: { items: [{ name: 'Ada of globex' }] } });
    await dev.stop();
    dev = await start(root, '--database-url', urlOf('dev_empty'));
    await dev.ready();
    expect(await names(dev, 'gus')).toEqual({ listCustomers: { items: [{ name: 'Ada of globex' }] } });
    await dev.stop();
    expect(existsSync(join(root, '.pgcog/local/postgres'))).toBe(false);
  } finally {
    for (const name of ['dev_empty', 'dev_other']) await maintenance.query(`drop database ${name} with (force)`);
    await removeLeftovers(maintenance);
    await maintenance.query('drop role dev_master');
    await maintenance.end();
    await server.stop();
  }
});

it('tells members of the own tenant what happens, and nobody else', async () => {
  const root = project();
  edit(root, 'resolvers.yaml', 'resolvers:\n', 'resolvers:\n  Subscription.orderMade: { on: [createOrder], payload: [id, note] }\n');
  const dev = await start(root);
  await dev.ready();
  const ended = new AbortController();
  const listen = async (name: string): Promise<() => string> => {
    const { token = '' } = await dev.token(name);
    const answer = await fetch(`${dev.url}/graphql`, {
      method: 'POST', signal: ended.signal, headers: { authorization: token, accept: 'text/event-stream', 'content-type': 'application/json' }, body: JSON.stringify({ query: 'subscription { orderMade { note } }' }),
    });
    expect(answer.status).toBe(200);
    let heard = '';
    const read = async (): Promise<void> => {
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) heard += Buffer.from(chunk).toString('utf8');
    };
    read().catch(() => undefined); // It ends with the test.
    return () => heard;
  };
  const [adam, gus] = [await listen('adam'), await listen('gus')];
  for (const until = Date.now() + 30_000; !adam().includes('of acme') && Date.now() < until; ) await dev.ask('ann', 'mutation { createOrder(input: { note: "of acme" }) { id note } }');
  for (const until = Date.now() + 30_000; !gus().includes('of globex') && Date.now() < until; ) await dev.ask('gina', 'mutation { createOrder(input: { note: "of globex" }) { id note } }');
  ended.abort();
  expect(adam()).toContain('data: {"data":{"orderMade":{"note":"of acme"}}}');
  expect(adam()).not.toContain('globex');
  expect(gus()).toContain('"note":"of globex"');
  expect(gus()).not.toContain('acme');
});
