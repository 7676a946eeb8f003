import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagePolicy } from '../../src/dev/page/page-html.js';
import { edit, removeProject, smallProject, startDev, type Dev } from './dev-support.js';

let root: string;
let dev: Dev;

beforeAll(async () => {
  root = smallProject();
  dev = await startDev(root);
  await dev.ready();
});
afterAll(async () => {
  await dev.stop();
  removeProject(root);
});

const customers = '{ me { email role } listCustomers { items { name } } }';

it('answers sample people, each with the rows of the own tenant', async () => {
  const [ann, adam, gus] = await Promise.all(['ann', 'adam', 'gus'].map((name) => dev.ask(name, customers)));
  expect(ann).toEqual({ data: { me: { email: 'ann@acme.test', role: 'users' }, listCustomers: { items: [{ name: 'Ada of acme' }] } } });
  expect(adam?.data).toMatchObject({ me: { role: 'admins' }, listCustomers: { items: [{ name: 'Ada of acme' }] } });
  expect(gus?.data).toMatchObject({ me: { email: 'gus@globex.test' }, listCustomers: { items: [{ name: 'Ada of globex' }] } });
  expect(await dev.until(({ event, statement, user }) => event === 'statement' && statement === 'Query.listCustomers' && user === 'gus', 'a line')).toMatchObject({ tenant: 'globex', rows: 1, code: 'ok' });
});

it('shuts out who is suspended, and who is nobody', async () => {
  expect(await dev.token('sue')).toEqual({ reason: 'UserLambdaValidationException: PreAuthentication failed with error You are not allowed to sign in.' });
  expect(await dev.token('mallory')).toEqual({ reason: 'there is nobody called mallory' });
  expect((await dev.ask('nobody', customers)).errors?.map(({ errorType }) => errorType)).toEqual(['UnauthorizedException']);
});

it('gives no page of elsewhere a token, an answer or rows', async () => {
  const post = (path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
    fetch(`${dev.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{"as":"ann","query":"{ __typename }"}' }).then(({ status }) => status);
  const own = { origin: dev.url };
  expect(await post('/dev/token', own)).toBe(200);
  expect(await post('/dev/token', { origin: 'http://evil.test' })).toBe(403);
  expect(await post('/dev/token', { origin: 'http://localhost:5173' })).toBe(403);
  expect(await post('/dev/token', { origin: 'null' })).toBe(403);
  expect(await post('/dev/token', { ...own, 'content-type': 'text/plain' })).toBe(403);
  expect(await post('/dev/answer', { origin: 'http://evil.test' })).toBe(403);
  expect(await post('/graphql', { origin: 'http://evil.test' })).toBe(403);
  expect(await post('/graphql', { origin: 'http://localhost:5173' })).toBe(401);
  expect((await fetch(`${dev.url}/dev/events`, { headers: { origin: 'http://evil.test' } })).status).toBe(403);
});

it('has no page made for what another page embeds', async () => {
  const load = (path: string, headers: Readonly<Record<string, string>>): Promise<number> => fetch(`${dev.url}${path}`, { headers: { 'sec-fetch-site': 'cross-site', ...headers } }).then(({ status }) => status);
  expect(await load('/docs', { 'sec-fetch-dest': 'image' })).toBe(403);
  expect(await load('/', { 'sec-fetch-dest': 'iframe' })).toBe(403);
  expect(await load('/', { 'sec-fetch-dest': 'document' })).toBe(200);
});

it('serves a page that asks nobody else', async () => {
  const page = await fetch(dev.url);
  expect(page.headers.get('content-security-policy')).toBe(pagePolicy);
  const html = await page.text();
  expect(html).toContain('id="pgcog-who"');
  expect(html.replace(/<script>.*?<\/script>/gsu, '').match(/(?:src|href)="(?!data:)[^"]*"|url\((?!['"]?data:)[^)]*\)|@import[^;]*/gu) ?? []).toEqual([]);
});

it('shows what the template and the API are', async () => {
  const page = await fetch(`${dev.url}/docs`);
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, pagePolicy]);
  expect(await page.text()).toContain('listCustomers');
});

it('takes running tenants along when the template changes, and keeps their rows', async () => {
  edit(root, 'tenant_template/010.sql', '  note text,\n', '  note text,\n  region text,\n');
  await dev.ready();
  expect(await dev.ask('ann', 'mutation { createOrder(input: { region: "eu" }) { region total } }')).toEqual({ data: { createOrder: { region: 'eu', total: 0 } } });
  expect((await dev.ask('gus', '{ listOrders { items { region } } listCustomers { items { name } } }')).data).toEqual({ listOrders: { items: [] }, listCustomers: { items: [{ name: 'Ada of globex' }] } });
});

it('shows mistakes and serves on what was there', async () => {
  edit(root, 'tenant_template/010.sql', 'references customers', 'references custmers');
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  expect(await dev.state()).toMatchObject({ phase: 'mistakes', serving: true, text: expect.stringContaining('tenant_template/010.sql:4:31 error PGC151') as string });
  expect((await dev.ask('ann', '{ listOrders { items { region } } }')).data).toEqual({ listOrders: { items: [{ region: 'eu' }] } });
  edit(root, 'tenant_template/010.sql', 'references custmers', 'references customers');
  await dev.ready();
  expect(await dev.state()).toMatchObject({ phase: 'ready', text: '', serving: true });
});

it('says where it runs, and leaves nothing of that behind', async () => {
  const file = join(root, '.pgcog/dev.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ v: 1, url: dev.url, pid: process.pid, database: { own: true } });
  expect(await dev.stop()).toBe(0);
  expect(existsSync(file)).toBe(false);
  await expect(fetch(dev.url)).rejects.toThrow();
});
