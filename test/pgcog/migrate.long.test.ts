import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main as generateMain } from '../../generators/main.js';
import { openLocalDatabase, pgcog, removeProject, shopProject, type Ran } from './support.js';

let root = '';
let local: Awaited<ReturnType<typeof openLocalDatabase>>;
const run = (...args: readonly string[]): Promise<Ran> => pgcog(root, args);
const migrate = (...args: readonly string[]): Promise<Ran> => run('migrate', ...args);

function template(): string {
  const read = (folder: string): string => readdirSync(join(root, folder)).sort().map((name) => readFileSync(join(root, folder, name), 'utf8')).join('\n');
  const extension = /create extension [^;]*;/u;
  const own = read('tenant_template');
  return `-- pgcog step shared\n${extension.exec(own)?.[0] ?? ''}\n${read('shared')}\n-- pgcog step transaction\n${own.replace(extension, '')}`;
}

/** With a server of its own, as before a deploy. */
async function generate(): Promise<void> {
  const said: string[] = [];
  const io = { cwd: root, env: process.env, stdout: { write: () => undefined }, stderr: { write: (text: string) => said.push(text) }, signal: new AbortController().signal };
  expect(await generateMain(['generate', '--cwd', root, '--quiet'], io), said.join('')).toBe(0);
}

function write(id: string, after: string | null, sql: string): void {
  writeFileSync(join(root, 'migrations', `${id}.sql`), `-- pgcog migration ${id}\n${after === null ? '' : `-- after ${after}\n`}\n${sql}\n`);
}

beforeAll(async () => {
  root = shopProject();
  mkdirSync(join(root, 'migrations'));
  await run('control', 'up');
  local = await openLocalDatabase(root);
  for (const name of ['acme', 'globex', 'initech']) await run('tenant', 'create', name);
}, 60_000);
afterAll(async () => {
  await local.close();
  removeProject(root);
});

it('needs a migration, and a command line that can be', async () => {
  expect(await migrate('up')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC641: there is no migration in migrations/\n  = help: pgcog-gen migration') });
  for (const flags of [['--canary', 'x'], ['--parallel', '0'], ['--lock-timeout', '1.5'], ['--batch-size', '-1']]) expect(await migrate('up', ...flags)).toMatchObject({ status: 2, err: expect.stringContaining(`error PGC619: ${flags.join(' ')}: this is no whole number`) });
  expect(await migrate('status', '--require', 'nothing')).toMatchObject({ status: 2, err: expect.stringContaining('error PGC619: --require nothing') });
});

it('takes the template as it is for the first migration', async () => {
  write('0001_init', null, template());
  expect(await migrate('status', '--require', 'generated')).toMatchObject({ status: 1, err: expect.stringMatching(/error PGC645: nothing is generated\n {2}= help: pgcog-gen generate\nerror PGC645: not every tenant has what generated\/ needs: 0001_init\n {2}= help: pgcog migrate up --env local\n$/) });
  await generate();
  expect(await migrate('status', '--require', 'generated')).toMatchObject({ status: 1, err: expect.stringMatching(/\nthe template has not got 0001_init\nerror PGC645: not every tenant has what generated\/ needs: 0001_init\n/) });
  expect(await migrate('up')).toMatchObject({ status: 0, err: expect.stringContaining('template: 0001_init\n') });
  expect(await migrate('up')).toMatchObject({ status: 0, err: expect.stringContaining('everything is current; nothing was changed\n') });
  expect(await migrate('status', '--require', 'generated')).toMatchObject({ status: 0, out: '', err: expect.stringContaining('3 tenants, all at 0001_init\n') });
});

it('says what would be done, does it, and says that it is done', async () => {
  write('0002_add_tags', '0001_init', 'alter table orders add column tags text;\n-- pgcog step alone\ncreate index concurrently orders_tags on orders (tags);');
  expect(await migrate('up')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC643: the migrations do not lead to the template: ') });
  writeFileSync(join(root, 'tenant_template', '990_tags.sql'), 'alter table orders add column tags text;\ncreate index orders_tags on orders (tags);\n');
  expect(await migrate('up', '--dry-run')).toMatchObject({ status: 0, err: expect.stringContaining('to be done:\ntemplate: 0002_add_tags\n3 of 3 tenants: acme, globex, initech\n') });
  expect((await migrate('status')).err).toContain('the template has not got 0002_add_tags\n');
  const partly = await migrate('up', '--tenants', 'globex', '--canary', '1');
  expect(partly).toMatchObject({ status: 0, err: expect.stringContaining('1/1 globex\ntemplate: 0002_add_tags\n1 tenant migrated\n') });
  expect((await migrate('status')).out).toMatch(/^TENANT +AT +STOPPED AT +WHY\nacme +0001_init +- +-\ninitech +0001_init +- +-\n$/);
  const rest = await migrate('up', '--json', '--parallel', '2');
  expect(rest.json).toMatchObject({ ok: true, template: [], migrated: ['acme', 'initech'], behind: 0 });
  expect(rest.err.trim().split('\n').map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['tenant', 'tenant']);
  expect(await migrate('verify')).toMatchObject({ status: 0, err: expect.stringContaining('3 tenants, each as the template\n') });
  expect((await run('control', 'up')).err).toContain('everything is up to date');
});

it('holds a deploy back until migrations and tenants have what generated/ was made for', async () => {
  const require = async (): Promise<unknown> => {
    const { status, json } = await migrate('status', '--require', 'generated', '--json');
    return [status, ...((json['errors'] ?? []) as readonly { readonly message: string; readonly hint: string }[]).flatMap(({ message, hint }) => [message, hint])];
  };
  expect(await require()).toEqual([1, 'generated/ is not made from the template that is there', 'pgcog-gen generate']);
  await generate();
  // Whoever writes a migration by hand says no template: the database's is asked.
  expect(await require()).toEqual([0]);
  const path = join(root, 'tenant_template', '990_tags.sql');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, `-- the same, written otherwise\n${before.replace('alter table orders', 'ALTER  TABLE orders')}`);
  expect(await require()).toEqual([1, 'the template has changes that no migration carries: 0002_add_tags does not lead to it', 'pgcog-gen migration NAME writes what is missing']);
  const migration = join(root, 'migrations', '0002_add_tags.sql');
  const written = readFileSync(migration, 'utf8');
  const made = (JSON.parse(readFileSync(join(root, 'generated', '.pgcog.json'), 'utf8')) as { readonly template: string }).template;
  writeFileSync(migration, written.replace('-- after 0001_init\n', `-- after 0001_init\n-- template ${made}\n`));
  expect(await require()).toEqual([0]);
  writeFileSync(path, `${before}alter table orders add column later text;\n`);
  expect(await require()).toEqual([1, 'generated/ is not made from the template that is there', 'pgcog-gen generate']);
  await generate();
  expect(await require()).toEqual([1, 'the template has changes that no migration carries: 0002_add_tags does not lead to it', 'pgcog-gen migration NAME writes what is missing']);
  writeFileSync(path, before);
  writeFileSync(migration, written);
  await generate();
  const statements = join(root, 'generated', 'statements.json');
  writeFileSync(statements, `${readFileSync(statements, 'utf8')}\n`);
  expect(await require()).toEqual([1, 'generated/statements.json is not as it was generated', 'pgcog-gen generate']);
  rmSync(join(root, 'generated'), { recursive: true });
});

it('shows what has drifted', async () => {
  await local.client.query('drop index acme.orders_tags; alter table globex.orders alter column tags set default \'x\'');
  const { status, out } = await migrate('verify');
  expect(status).toBe(1);
  expect(out).toMatch(/^TENANT +OBJECT +DIFFERENCE\nacme +index .* is not there\nglobex +column orders.tags +default is nothing in the template and 'x'::text here\n$/);
  expect((await migrate('verify', '--json')).json).toMatchObject({ ok: false, drift: [
    { tenant: 'acme', mend: ['create index orders_tags on acme.orders using btree (tags)'], deletes: [] }, { tenant: 'globex', mend: ['alter table globex.orders alter column tags drop default'], deletes: [] },
  ] });
  const script = await migrate('verify', '--sql');
  expect(script.status).toBe(1);
  expect(script.out).toMatch(/^-- tenant acme\n-- {3}index .*\nbegin;\n[^]*\nset local role acme_owner;\ncreate index [^]*\ncommit;\n\n-- tenant globex\n[^]*commit;\n$/);
  await local.client.query(script.out);
  expect((await migrate('verify')).status).toBe(0);
});

it('names rows in the way, begins nothing, and leaves their tenants out when told to', async () => {
  write('0003_tags', '0002_add_tags', "alter table orders add constraint tags_check check (tags <> 'bad');");
  writeFileSync(join(root, 'tenant_template', '991_tags.sql'), "alter table orders add constraint tags_check check (tags <> 'bad');\n");
  await local.client.query("set session_replication_role = replica; insert into globex.orders (tags, customer_id, owner_id) values ('bad', gen_random_uuid(), 'x'); set session_replication_role = origin");
  for (const command of [['check'], ['up']]) {
    const { status, err } = await migrate(...command);
    expect([status, err]).toEqual([1, expect.stringMatching(/error PGC642: rows of 1 tenant stand in the way; nothing was begun\nglobex: orders is to hold tags_check: tags <> 'bad' \(0003_tags, step 1\), and these rows are in the way: \{"id": ?/)]);
  }
  expect((await migrate('status', '--json')).json).toMatchObject({ pending: ['0003_tags'] });
  expect(await migrate('up', '--skip-failing')).toMatchObject({ status: 0, err: expect.stringContaining('2 tenants migrated\n1 tenant left out\n') });
  await local.client.query('delete from globex.orders');
  expect((await migrate('up')).err).toContain('1 tenant migrated\n');
});

it('refuses a migration that was edited, one that is gone, and a tenant that is not there', async () => {
  const path = join(root, 'migrations', '0003_tags.sql');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace("'bad'", "'worse'"));
  expect(await migrate('up')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC640: migrations/0003_tags.sql was edited after it was applied') });
  writeFileSync(path, `${text}\n-- a remark\n`);
  expect((await migrate('up')).status).toBe(0);
  expect(await migrate('up', '--tenants', 'acm')).toMatchObject({ status: 1, err: expect.stringContaining('error PGC612: there is no tenant acm; did you mean acme?') });
  for (const none of ['', ' , ']) expect(await migrate('up', '--tenants', none)).toMatchObject({ status: 2, err: expect.stringContaining('error PGC619: --tenants names no tenant') });
});

it('says what it could not ask, which step it was, and what stays in shared for now', async () => {
  write('0004_block', '0003_tags', `do $$ begin perform 1; end $$;\nalter table orders add constraint tags_short check (length(tags) < 9);\n-- pgcog step shared\ncreate table shared.gone ();\ndrop table shared.gone;`);
  writeFileSync(join(root, 'tenant_template', '992_tags.sql'), 'alter table orders add constraint tags_short check (length(tags) < 9);\n');
  const unasked = 'not asked beforehand: whether orders is to hold tags_short (0004_block, step 2), since what a DO block does is not known before it runs\n';
  expect(await migrate('check')).toMatchObject({ status: 0, err: expect.stringContaining(`${unasked}no row of 3 tenants stands in the way\n`) });
  await local.client.query("set session_replication_role = replica; insert into globex.orders (tags, customer_id, owner_id) values ('much too long', gen_random_uuid(), 'x'); set session_replication_role = origin");
  const { status, err } = await migrate('up', '--continue-on-error');
  expect([status, err]).toEqual([1, expect.stringContaining(unasked)]);
  expect(err).toContain('globex failed at 0004_block, step 2: check constraint "tags_short" of relation "orders" is violated by some row\n');
  expect(err).toContain('what 0004_block takes away from shared stays for now: 1 tenant has not got it\n');
  expect((await migrate('status')).out).toMatch(/\nglobex +0003_tags +0004_block, step 2 +check constraint "tags_short" .* \(1 attempt\)\n$/);
  await local.client.query('delete from globex.orders');
  expect(await migrate('up')).toMatchObject({ status: 0, err: expect.stringContaining('1 tenant migrated\n') });
});
