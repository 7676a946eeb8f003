import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ensureRoles } from '../../src/postgres/roles.js';
import { startServer } from '../../src/postgres/start-server.js';
import { removeLeftovers } from '../tenancy/control/leftovers.js';
import { add, devRuns, names } from './dev-runs.js';
import { edit, startDev } from './dev-support.js';
import { openLocalDatabase, pgcog } from './support.js';

const { project, start } = devRuns();

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

it('runs on an empty database of a server of yours, and on no other environment', async () => {
  const server = await startServer({ version: 17, passwords: true });
  const maintenance = await server.connect(server.maintenance);
  const { host, port } = maintenance;
  const urlOf = (database: string): string => `postgres://dev_master:secret@${host.startsWith('/') ? 'localhost' : host}:${port}/${database}${host.startsWith('/') ? `?host=${encodeURIComponent(host)}` : ''}`;
  for (const name of ['dev_empty', 'dev_other']) await maintenance.query(`drop database if exists ${name}`);
  await ensureRoles(maintenance, []);
  await removeLeftovers(maintenance);
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
