import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { devRuns, names } from './dev-runs.js';
import { edit, shoutCode, write } from './dev-support.js';
import { pgcog } from './support.js';

const { project, start } = devRuns();

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

it('loads Lambda code anew', async () => {
  const root = project({ 'lambda/resolvers/Query.shout.ts': shoutCode('${text}!') });
  const dev = await start(root);
  await dev.ready();
  expect((await dev.ask('ann', '{ shout(text: "hi") }')).data).toEqual({ shout: 'hi!' });
  edit(root, 'lambda/resolvers/Query.shout.ts', '}!', '}?');
  await dev.ready();
  expect((await dev.ask('ann', '{ shout(text: "hi") }')).data).toEqual({ shout: 'hi?' });
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
