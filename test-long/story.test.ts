import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeApp } from './story/make-app.js';
import { openBrowser, type Browser } from './story/open-browser.js';
import type { GraphiqlWindow } from './story/open-window.js';
import { runDev, type Terminal } from './story/run-dev.js';

// The README's ten minutes, told in order: each step goes on from the one before.
let root: string;
let terminal: Terminal;
let browser: Browser;
let first: GraphiqlWindow;

const template = 'tenant_template/010_projects.sql';
const projects = '{ listProjects { items { name } } }';
const named = (name: string): object => ({ data: { listProjects: { items: [{ name }] } } });

/** As an editor saves. */
function edit(path: string, from: string, to: string): void {
  const before = readFileSync(join(root, path), 'utf8');
  expect(before).toContain(from);
  writeFileSync(join(root, path), before.replace(from, () => to));
}

beforeAll(async () => {
  root = await makeApp();
  terminal = await runDev(root);
  browser = await openBrowser(terminal.url);
});
afterAll(async () => {
  await browser.close();
  await terminal.interrupt();
  rmSync(dirname(root), { recursive: true, force: true });
});

it('opens GraphiQL, which says when everything is there', async () => {
  first = await browser.open();
  await first.saysPhase('ready');
  expect(await first.panel()).toBeNull();
  expect(await first.fits()).toBe(true);
  await first.picture('1-ready');
});

it('shows two users of different tenants different rows', async () => {
  await first.signInAs('ann');
  expect(await first.run(projects)).toEqual(named('First project of acme'));
  await first.signInAs('gus');
  expect(await first.run(projects)).toEqual(named('First project of globex'));
  await terminal.shows(/^acme ann +Query\.listProjects +1 row /u);
  await terminal.shows(/^globex gus +Query\.listProjects +1 row /u);
  await first.picture('2-globex');
});

it('shuts out who is suspended, and who is nobody', async () => {
  await first.signInAs('sue');
  expect(await first.run(projects)).toEqual({ errors: [{ message: 'UserLambdaValidationException: PreAuthentication failed with error You are not allowed to sign in.' }] });
  await first.picture('3-suspended');
  await first.signInAs('');
  expect(await first.run(projects)).toEqual({ errors: [{ message: 'Valid authorization header not provided.' }] });
});

it('lets the admin of a tenant invite a member, and no other', async () => {
  const invite = 'mutation { inviteMember(input: { email: "new@acme.test", role: users }) { email status } }';
  const members = '{ members { items { email status } } }';
  await first.signInAs('ann');
  expect(await first.run(invite)).toMatchObject({ data: { inviteMember: null }, errors: [{ message: 'You are not authorized to make this call.' }] });
  await first.signInAs('adam');
  expect(await first.run(invite)).toEqual({ data: { inviteMember: { email: 'new@acme.test', status: 'invited' } } });
  expect(JSON.stringify(await first.run(members))).toContain('{"email":"new@acme.test","status":"invited"}');
  await first.picture('4-invited');
  await terminal.shows(/^members \| \{"invitation":"u_/u);
  await first.signInAs('gina');
  const theirs = JSON.stringify(await first.run(members));
  expect(theirs).toContain('gus@globex.test');
  expect(theirs).not.toContain('acme.test');
});

it('shows the new field after the template was edited on disk, with the rows that were there', async () => {
  await first.signInAs('adam');
  const notes = '{ listProjects { items { name note } } }';
  expect(JSON.stringify(await first.run(notes))).toContain('note');
  await expect.poll(() => first.unknown()).toBe(1);
  edit(template, "  name text not null check (name <> ''),\n", "  name text not null check (name <> ''),\n  note text,\n");
  await terminal.shows(/^migrated: alter table projects add column note text$/u);
  await terminal.shows(/^reloaded in /u);
  await first.saysPhase('ready');
  // The page has asked for the schema by itself: its editor knows the field.
  await expect.poll(() => first.unknown(), { timeout: 30_000 }).toBe(0);
  expect(await first.run(notes)).toEqual({ data: { listProjects: { items: [{ name: 'First project of acme', note: null }] } } });
  const id = '00000000-0000-4000-8000-000000000001';
  expect(await first.run(`mutation { updateProject(id: "${id}", input: { note: "by adam" }) { note } }`)).toEqual({ data: { updateProject: { note: 'by adam' } } });
  await first.picture('5-note');
  await first.signInAs('gus');
  expect(await first.run(notes)).toEqual({ data: { listProjects: { items: [{ name: 'First project of globex', note: null }] } } });
});

it('shows mistakes above the editor, and serves on what was there', async () => {
  edit(template, '  note text,\n', '  note txt,\n');
  await first.saysPhase('mistakes: the state before them is served');
  expect(await first.panel()).toMatch(/^tenant_template\/010_projects\.sql:6:\d+ error PGC\d+: type "?txt"? does not exist/u);
  expect(await first.fits()).toBe(true);
  await first.picture('6-mistake');
  await first.signInAs('ann');
  expect(await first.run('{ listProjects { items { note } } }')).toEqual({ data: { listProjects: { items: [{ note: 'by adam' }] } } });
  edit(template, '  note txt,\n', '  note text,\n');
  await first.saysPhase('ready');
  expect(await first.panel()).toBeNull();
});

it('brings events to subscribers of the own tenant, and to no other', async () => {
  const [ann, gus] = [await browser.open(), await browser.open()];
  await ann.signInAs('ann');
  await ann.subscribe('subscription { taskChanged { id status } }');
  await gus.signInAs('gus');
  await gus.subscribe('subscription { taskChanged { id status } }');
  const finish = async (): Promise<string> => {
    const tasks = (await first.run('{ listTasks { items { id } } }')) as { readonly data: { readonly listTasks: { readonly items: readonly { readonly id: string }[] } } };
    const { id } = tasks.data.listTasks.items[0] ?? { id: '' };
    expect(await first.run(`mutation { finishTask(id: "${id}") { id status } }`)).toEqual({ data: { finishTask: { id, status: 'done' } } });
    return id;
  };
  const told = (id: string): object => ({ data: { taskChanged: { id, status: 'done' } } });
  await first.signInAs('adam');
  const acmes = await finish();
  await expect.poll(() => ann.shown(), { timeout: 30_000 }).toEqual(told(acmes));
  await first.signInAs('gina');
  const globexes = await finish();
  // What came to gus is globex's own, and nothing came before it; nor has ann seen it.
  await expect.poll(() => gus.shown(), { timeout: 30_000 }).toEqual(told(globexes));
  await ann.picture('7-event-acme');
  await gus.picture('8-event-globex');
  expect(await ann.shown()).toEqual(told(acmes));
  expect((await gus.history()).join('\n')).not.toContain(acmes);
  expect((await ann.history()).join('\n')).not.toContain(globexes);
});

it('has asked nobody but this machine, and ends at Ctrl-C', async () => {
  expect([...browser.asked]).toEqual([terminal.url]);
  expect(browser.faults).toEqual([]);
  expect(await terminal.interrupt()).toBe(0);
});
