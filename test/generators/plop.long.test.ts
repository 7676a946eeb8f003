import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../generators/main.js';
import { filesOf, makeProject, removeProject, run, sharedServer } from '../support/project.js';
import { make } from './plop-support.js';
import { testIo } from './support.js';

const server = sharedServer();
afterAll(() => server.stop());

let root = '';
beforeEach(() => (root = makeProject({})));
afterEach(() => removeProject(root));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const customers = { 'tenant_template/010_customers.sql': `create type mood as enum ('good', 'bad');
create table customers (id uuid primary key default gen_random_uuid(), name text not null, mood mood, deleted_at timestamptz, created_at timestamptz not null default now());
create table orders (id uuid primary key default gen_random_uuid(), customer_id uuid not null references customers, note text, created_at timestamptz not null default now());
create view notes as select note from orders;
create table secrets (id bigserial primary key, text text);
grant select, insert, update, delete on customers, orders to tenant_users;
grant select on notes to tenant_users;
` };

/** A project whose first file is everything that a test needs. */
function shop(more: Readonly<Record<string, string>> = {}): void {
  removeProject(root);
  root = makeProject({ ...customers, ...more });
}

describe('from an empty folder', () => {
  it('makes tables, functions, roles, policies and resolvers that generate takes as they are', async () => {
    const made = async (...args: Parameters<typeof make>[1]): Promise<void> => {
      const { status, stderr } = await make(root, [...args, '--no-generate'] as never, server.start);
      expect(`${args.join(' ')}: ${status} ${status === 0 ? '' : stderr}`).toBe(`${args.join(' ')}: 0 `);
    };
    await made('table', 'customers', '--column', 'name text not null', '--rows', 'own');
    await made('table', 'order', '--column', 'customer_id uuid not null references customers', '--column', 'note text');
    await made('role', 'billing', '--inherits', 'users');
    await made('policy', 'order', '--role', 'billing', '--for', 'select', '--using', 'note is not null');
    await made('function', 'open_orders', '--returns', 'bigint', '--api');
    await made('function', 'close_orders', '--kind', 'mutation', '--returns', 'setof customers', '--arg', 'since date default null', '--api');
    for (const name of ['listCustomers', 'getCustomer', 'createCustomer', 'renameCustomer', 'deleteCustomer', 'Customer.latestOrder', 'Order.buyer']) {
      await made('resolver', name, '--yaml', ...(name === 'Order.buyer' ? ['--table', 'customers'] : []));
    }
    await made('resolver', 'cancelOrder', '--lambda', '--arg', 'reason=text');
    await made('resolver', 'countAll', '--sql', 'select count(*) as n from customers');
    const { status, stderr } = await make(root, ['lambda', 'nightlyReport'], server.start);
    expect(stderr).not.toMatch(/error|warning/u);
    expect(status).toBe(0);
    expect(readdirSync(join(root, 'tenant_template'))).toEqual(['010_customers.sql', '020_order.sql', '030_open_orders.sql', '040_close_orders.sql']);
    expect(read('lambda/resolvers/index.ts')).toContain("'Mutation.cancelOrder': mutationCancelOrder,");
    expect(await run(root, ['generate', '--check'], server.start)).toMatchObject({ status: 0, stdout: '' });
  });
});

describe('first code', () => {
  it.each([
    [['listCustomers'], '/*---\norderBy: [-created_at]\npage: { size: 50, max: 200 }\n---*/\nselect * from customers\nwhere deleted_at is null\n  /*? mood */ and mood = any(:mood)\n'],
    [['Customer.latestOrders'], '/*---\nargs: { limit: { default: 5, max: 50 } }\n---*/\nselect * from orders\nwhere customer_id = :parent.id\norder by created_at desc\nlimit :limit\n'],
    [['Order.buyer', '--table', 'customers'], 'select * from customers where id = :parent.customer_id\n'],
    [['listNotes'], '/*---\nargs: { limit: { default: 50, max: 500 } }\n---*/\nselect * from notes\nlimit :limit\n'],
    [['deleteCustomer'], 'update customers set deleted_at = now()\nwhere deleted_at is null and id = :id\nreturning *\n'],
    [['archiveCustomer'], 'update customers set deleted_at = now()\nwhere deleted_at is null and id = :id\nreturning *\n'],
    // What is archived is not gone.
    [['archiveOrder'], 'update orders set note = :note\nwhere id = :id\nreturning *\n'],
    [['touch', '--kind', 'mutation', '--table', 'orders'], 'update orders set note = :note\nwhere id = :id\nreturning *\n'],
  ])('%j', async (args, text) => {
    shop();
    expect(await make(root, ['resolver', ...args, '--no-generate'], server.start)).toMatchObject({ status: 0 });
    expect([...filesOf(join(root, 'resolvers')).values()]).toEqual([text]);
  });
});

describe('a subscription', () => {
  it('is an entry of the spec, which generate takes', async () => {
    shop({ 'resolvers.yaml': 'version: 1\ncrud: [orders]' });
    const { status, stderr } = await make(root, ['resolver', 'orderChanged', '--kind', 'subscription', '--on', 'updateOrder', '--payload', 'id'], server.start);
    expect([status, /error/u.test(stderr)]).toEqual([0, false]);
    expect(read('resolvers.yaml')).toBe('version: 1\ncrud: [orders]\n\nresolvers:\n  Subscription.orderChanged:\n    on: [updateOrder]\n    payload: [id]');
    expect(read('generated/schema.graphql')).toContain('type Subscription');
  });
});

describe('policy --defaults', () => {
  it('grants what nobody may use, and nothing the second time', async () => {
    shop();
    const first = await make(root, ['policy', '--defaults'], server.start);
    expect(first).toMatchObject({ status: 0 });
    expect(first.stderr).toContain('grants for 1 of 4 tables and views\n');
    expect(first.stderr).not.toMatch(/error|warning PGC159/u);
    expect(read('tenant_template/020_grants.sql').split('\n').slice(1)).toEqual([
      'grant select on secrets to tenant_users, tenant_admins, application_admins;',
      'grant insert, update, delete on secrets to tenant_admins, application_admins;',
      'grant usage on sequence secrets_id_seq to tenant_admins, application_admins;', '',
    ]);
    const second = await make(root, ['policy', '--defaults', '--no-generate'], server.start);
    expect(second.stderr).toBe('every table and view is granted to a role already\n');
  });
});

describe('what cannot be made', () => {
  it.each([
    [['resolver', '../../etc/x'], 2, 'PGC760'], [['resolver', 'a.b.c'], 2, 'PGC760'], [['resolver', '__typename'], 2, 'PGC760'], [['resolver', 'sélect'], 2, 'PGC760'],
    [['resolver', 'x\u0000y'], 2, 'PGC760'], [['resolver', 'Query.x', '--kind', 'mutation'], 2, 'PGC764'], [['resolver', 'x', '--kind', 'field'], 2, 'PGC764'], [['resolver', 'x', '--kind', 'thing'], 2, 'PGC764'],
    [['resolver', 'x', '--lambda', '--returns', 'text */ evil', '--arg', 'a=text'], 2, 'PGC764'], [['resolver', 'x', '--lambda', '--returns', 'text', '--arg', 'a'], 2, 'PGC764'],
    [['table', '"; drop table x; --'], 2, 'PGC760'], [['table', 'Orders'], 2, 'PGC760'], [['table', 'pg_x'], 2, 'PGC760'], [['table', 'a'.repeat(64)], 2, 'PGC760'], [['table', 'käufer'], 2, 'PGC760'],
    [['table', 'x', '--column', 'a text); drop table customers; create table y (b text'], 2, 'PGC760'], [['table', 'customers'], 1, 'PGC761'], [['table', 'x', '--role', 'user'], 1, 'PGC763'],
    [['function', 'f', '--returns', "text language sql as 'select 1'; drop table customers; --"], 2, 'PGC760'], [['function', '../f'], 2, 'PGC760'],
    [['policy', 'orders', '--using', 'true); drop table customers; --'], 2, 'PGC760'], [['policy', 'nope'], 1, 'PGC763'], [['policy', 'notes'], 1, 'PGC763'], [['policy', 'orders', '--defaults'], 2, 'PGC764'], [['policy'], 2, 'PGC764'],
    [['lambda', 'CON'], 2, 'PGC760'], [['lambda', 'nul'], 2, 'PGC760'], [['lambda', '../x'], 2, 'PGC760'], [['lambda', 'hooks'], 2, 'PGC760'], [['lambda', 'a b'], 2, 'PGC760'],
    [['hook', 'nope'], 2, 'PGC764'], [['hook'], 2, 'PGC764'], [['role', 'owner'], 1, 'PGC016'], [['role', 'x"y'], 1, 'PGC016'], [['role', 'x', '--inherits', 'nobody'], 1, 'PGC017'],
    [['resolver'], 2, 'PGC764'], [['resolver', 'Subscription.x'], 2, 'PGC764'], [['resolver', 'frobnicate'], 2, 'PGC764'], [['resolver', 'Orders.x', '--table', 'orders'], 1, 'PGC763'],
  ] as const)('%j', async (args, status, code) => {
    shop();
    const before = filesOf(root);
    const outcome = await make(root, [...args] as never, server.start);
    expect(outcome.stderr.split('\n')[0]).toMatch(new RegExp(`error ${code}: \\S`, 'u'));
    expect(outcome.stderr).toMatch(/= help: \S[\s\S]*nothing was written\n$/u);
    expect(outcome.status).toBe(status);
    expect(filesOf(root)).toEqual(before);
  });
});

describe('what is left to do', () => {
  it('is named where a new table is not in the API', async () => {
    const hint = 'next: to have it in the API: fresh under crud in resolvers.yaml\n';
    const said = async (spec: string | null, ...more: readonly string[]): Promise<boolean> => {
      shop(spec === null ? {} : { 'resolvers.yaml': spec });
      const { status, stderr } = await make(root, ['table', 'fresh', ...more], server.start);
      expect(status, stderr).toBe(0);
      return stderr.includes(hint);
    };
    expect([await said('version: 1\ncrud: [orders]\n'), await said('version: 1\ncrud: [orders]\n', '--crud'), await said("version: 1\ncrud: '*'\n"), await said(null)]).toEqual([true, false, false, false]);
    shop({ 'resolvers.yaml': 'version: 1\ncrud:\n  - orders # all of it\n' });
    await make(root, ['table', 'fresh', '--crud'], server.start);
    expect([read('resolvers.yaml'), read('generated/schema.graphql')]).toEqual(['version: 1\ncrud:\n  - orders # all of it\n  - fresh\n', expect.stringContaining('listFreshes')]);
  });

  it('is to mend what generate does not take, in files that are written', async () => {
    shop({ 'resolvers.yaml': 'version: 1\ncrud: [orders]\n' });
    const { status, stderr } = await make(root, ['resolver', 'orderGone', '--kind', 'subscription', '--on', 'dropOrder'], server.start);
    expect([status, read('resolvers.yaml')]).toEqual([1, expect.stringContaining('on: [dropOrder]')]);
    expect(stderr).toContain('changed resolvers.yaml\n');
    expect(stderr).toContain('\n1 error; generated/ stays as it was\n');
    expect(stderr).not.toContain('nothing was written');
  });

  it('is to take one of the choices', async () => {
    expect((await make(root, ['policy', 'orders', '--for', 'slect'], server.start)).stderr).toBe('error PGC764: --for "slect" is no choice\n  = help: one of all, select, insert, update, delete\n\nnothing was written\n');
  });
});

describe('questions', () => {
  it('asks for everything where nothing is told, in the words of the flags', async () => {
    const { status, asked } = await make(root, ['table', '--no-generate'], server.start, ['orders', 'note text; total numeric', '', 'own', 'n']);
    expect(status).toBe(0);
    expect(asked).toEqual([
      'name: the table: orders, order_lines', '--column: a column: "customer_id uuid not null references customers", several with semicolons between',
      '--role: a role that may read and write it; users where none is told, several with semicolons between',
      "--rows: which rows its roles reach: all of the tenant's, or own of the member (all, own)",
      '--crud: an entry under crud in resolvers.yaml, where that does not say all tables (yes or no)',
    ]);
    expect(read('tenant_template/010_orders.sql')).toContain('  note text,\n  total numeric,\n  owner_id text');
  });

  it('asks for what turns out to be needed, and takes Ctrl-C for an answer', async () => {
    shop();
    const asked = await make(root, ['resolver', 'frobnicate', '--no-generate'], server.start, ['orders']);
    expect(asked).toMatchObject({ status: 0, asked: ['--table: the table or view it is about, where its name does not tell'] });
    const before = filesOf(root);
    expect(await make(root, ['resolver', 'frobnicate2', '--no-generate'], server.start, [])).toMatchObject({ status: 130 });
    expect(filesOf(root)).toEqual(before);
  });
});

describe('modes', () => {
  it('--dry-run shows what would be, and writes nothing', async () => {
    shop();
    const before = filesOf(root);
    const { status, stdout, stderr } = await make(root, ['policy', 'orders', '--dry-run'], server.start);
    expect(status).toBe(0);
    expect(stdout).toContain('+++ b/tenant_template/010_customers.sql\n');
    expect(stderr).toBe('to be changed tenant_template/010_customers.sql\nthe policy stands at the end of tenant_template/010_customers.sql\nnothing was written\n');
    expect(filesOf(root)).toEqual(before);
  });

  it('--json says all of it in one object, with what generate says', async () => {
    shop();
    const { stdout, stderr } = await make(root, ['resolver', 'listOrders', '--json'], server.start);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, ok: true, files: [{ path: 'resolvers/Query.listOrders.sql', state: 'created' }], diagnostics: [], generate: { ok: true } });
  });

  it('does not write into a template that is broken, nor over a link', async () => {
    shop({ 'tenant_template/020_bad.sql': 'create tabel x;' });
    expect(await make(root, ['table', 'fresh'], server.start)).toMatchObject({ status: 1 });
    expect(existsSync(join(root, 'tenant_template/030_fresh.sql'))).toBe(false);
    rmSync(join(root, 'tenant_template'), { recursive: true });
    writeFileSync(join(root, 'tenant_template'), 'a file');
    const { status, stderr } = await make(root, ['table', 'fresh', '--no-generate'], server.start);
    expect([status, stderr.split('\n')[0]]).toEqual([1, expect.stringMatching(/error PGC404: /u)]);
  });
});

describe('links that leave the project', () => {
  it.each([['resolvers', ['resolver', 'listOrders', '--no-generate'], 'PGC004'], ['lambda', ['lambda', 'nightly', '--no-generate'], 'PGC401'], ['resolvers.yaml', ['resolver', 'listOrders', '--yaml', '--no-generate'], 'PGC004'], ['pgcog.config.ts', ['role', 'billing', '--no-generate'], 'PGC004']] as const)('%s: nothing is written behind it', async (path, args, code) => {
    shop();
    const elsewhere = makeProject({ 'resolvers.yaml': 'version: 1\n', 'pgcog.config.ts': 'export default {};\n' });
    try {
      symlinkSync(/\./u.test(path) ? join(elsewhere, path) : elsewhere, join(root, path));
      const before = filesOf(elsewhere);
      const { status, stderr } = await make(root, [...args] as never, server.start);
      expect([status, stderr]).toEqual([1, expect.stringContaining(`error ${code}: `)]);
      expect(filesOf(elsewhere)).toEqual(before);
    } finally {
      removeProject(elsewhere);
    }
  });
});

describe("the project's own generators", () => {
  const plopfile = `export default function (plop: { setGenerator(name: string, config: object): void }): void {
  plop.setGenerator('seed', {
    description: 'rows to begin with',
    prompts: [
      { type: 'input', name: 'table', message: 'for which table' },
      { type: 'list', name: 'size', message: 'how many', choices: ['few', 'many'], default: 'few' },
      { type: 'confirm', name: 'wipe', message: 'delete first', default: false },
    ],
    actions: [{ type: 'add', path: 'seed/{{kebabCase table}}.sql', template: '-- {{table}} {{size}} {{wipe}}\\n' }],
  });
}
`;
  const own = async (...args: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> => {
    const io = testIo(root, { NO_COLOR: '1' });
    const status = await main(args, io);
    return { status, out: io.out(), err: io.err() };
  };

  it('are listed and run, their prompts as flags', async () => {
    writeFileSync(join(root, 'plopfile.ts'), plopfile);
    expect((await own()).out).toMatch(/ {2}resolver +a field of the API[\s\S]* {2}seed +rows to begin with\n$/u);
    expect(await own('seed', 'order_lines', '--size', 'many', '--wipe')).toMatchObject({ status: 0 });
    expect(read('seed/order-lines.sql')).toBe('-- order_lines many true\n');
    expect(await own('seed', 'order_lines')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC767: seed: add : File already exists') as string });
    expect(await own('seed')).toMatchObject({ status: 2, err: expect.stringContaining('--table is missing: for which table') as string });
    expect(await own('seed', 'x', '--size', 'lots')).toMatchObject({ status: 2 });
    expect(await own('sed')).toMatchObject({ status: 2, err: expect.stringContaining("error: unknown command 'sed'") as string });
  });

  it('are told of where they cannot be loaded', async () => {
    writeFileSync(join(root, 'plopfile.ts'), "throw new Error('no luck');\n");
    expect(await own('seed')).toMatchObject({ status: 1, err: expect.stringMatching(/^plopfile.ts:1:1 error PGC767: plopfile.ts cannot be loaded: no luck\n/u) as string });
  });

  it('are listed without a plopfile too, and nothing else is', async () => {
    const { status, out } = await own();
    expect([status, out.split('\n').map((line) => line.trim().split(' ')[0])]).toEqual([0, ['generate', 'resolver', 'table', 'function', 'policy', 'role', 'lambda', 'hook', 'migration', '']]);
  });
});

describe('plop itself', () => {
  it('has the same generators, which write all or nothing', async () => {
    const [{ default: nodePlop }, { default: register }] = await Promise.all([import('node-plop'), import('../../generators/plop.js')]);
    const plop = await nodePlop('', { destBasePath: root, force: false });
    await register(plop);
    expect(plop.getGeneratorList().map(({ name }) => name)).toEqual(['resolver', 'table', 'function', 'policy', 'role', 'lambda', 'hook', 'migration']);
    expect(plop.getGenerator('policy').prompts).toMatchObject([{ type: 'input' }, { type: 'confirm', default: false }, { type: 'input' }, { type: 'list' }, { type: 'input' }]);
    const refused = await plop.getGenerator('lambda').runActions({ name: 'con' });
    expect(refused).toMatchObject({ changes: [], failures: [{ error: 'pgcog-gen lambda ended with 2' }] });
    expect(readdirSync(root)).toEqual([]);
  });
});
