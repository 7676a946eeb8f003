import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { add, devRuns, names } from './dev-runs.js';
import { edit, shoutCode, write } from './dev-support.js';
import { pgcog } from './support.js';

const { project, start } = devRuns();

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
