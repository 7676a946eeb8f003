import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTesting } from '../../generators/testing/create-testing.js';
import { edit, removeProject, write } from '../pgcog/dev-support.js';
import { stageOf, testedProject } from './support.js';

const repository = join(import.meta.dirname, '../..');
/** Without what this run of vitest says of itself. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], PGCOG_CACHE_DIR: process.env['PGCOG_CACHE_DIR'], NO_COLOR: '1' };
let root: string;

/** A project that has this package, as built, and vitest. */
beforeAll(async () => {
  root = await testedProject();
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['vitest', 'pg-cognition-runtime']) symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name));
  symlinkSync(repository, join(root, 'node_modules', 'pg-cognition'));
  write(root, 'package.json', '{ "type": "module" }\n');
});
afterAll(() => removeProject(root));

const file = (own: string, more = ''): string => `import { as } from 'pg-cognition/testing';
import { expect, it } from 'vitest';
const names = '{ listCustomers { items { name } } }';
it('sees what it has written itself, and nothing of others', async () => {
  const ann = await as('ann@acme.test');
  await ann.query('mutation { createCustomer(input: { name: "${own}" }) { id } }');
  const { listCustomers: { items } } = await ann.query(names);
  expect(items.map(({ name }) => name).sort()).toEqual(['Ada of acme', '${own}'].sort());
  ${more}
});
`;

const suspend = `const adam = await as('adam@acme.test');
  const { me } = await ann.query('{ me { id } }');
  await adam.query('mutation ($id: ID!) { suspendMember(id: $id) { id } }', { id: me.id });
  await expect(as('ann@acme.test')).rejects.toThrow('cannot sign in');`;

/** Processes that work in the project's folder. */
function processes(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/u.test(name)).flatMap((pid) => {
    const { stdout } = spawnSync('sh', ['-c', `tr '\\0' ' ' < /proc/${pid}/cmdline; readlink /proc/${pid}/cwd`], { encoding: 'utf8' });
    return stdout.includes(root) ? [stdout.trim()] : [];
  });
}

async function untilNone(): Promise<readonly string[]> {
  for (const until = Date.now() + 30_000; processes().length > 0 && Date.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 200));
  return processes();
}

it('has test files, in processes of their own at the same time, see nothing of each other', async () => {
  write(root, 'test/one.test.ts', file('One'));
  write(root, 'test/two.test.ts', file('Two', suspend));
  write(root, 'test/three.test.ts', file('Three', suspend));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root, '--maxWorkers', '3', '--testTimeout', '300000'], { cwd: root, encoding: 'utf8', env });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/Tests {2}3 passed/u);
  expect(await untilNone()).toEqual([]);
});

it('leaves no process behind when it is killed, and the next begins as if nothing had been', async () => {
  write(root, 'hang.mjs', "const { as } = await import('pg-cognition/testing'); await as('ann@acme.test'); console.log('in'); setInterval(() => undefined, 1000);\n");
  for (let times = 0; times < 2; times++) {
    const child = spawn(process.execPath, ['hang.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', (code) => reject(new Error(`it has ended with ${String(code)}`)));
    });
    child.removeAllListeners('exit');
    expect(processes().length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    expect(await untilNone()).toEqual([]);
  }
});

it('prepares again what has changed, and says mistakes at their place, each time', async () => {
  edit(root, 'seed/010.sql', '(name)', '(nome)');
  const testing = createTesting(() => stageOf(root));
  for (let times = 0; times < 2; times++) await expect(testing.as('ann@acme.test')).rejects.toThrow(/the project cannot be tested\n\nseed\/010\.sql:1:24 error PGC636: in acme: column "nome" of relation "customers" does not exist\n {2}insert into customers \(nome\)/u);
  await testing.close();
  edit(root, 'seed/010.sql', "(nome) values ('Ada", "(name) values ('Eve");
  const stage = await stageOf(root);
  expect(await (await stage.as('ann@acme.test')).query('{ listCustomers { items { name } } }')).toEqual({ listCustomers: { items: [{ name: 'Eve of acme' }] } });
  await stage.close();
  edit(root, 'tenant_template/010.sql', 'note text', 'note txt');
  await expect(stageOf(root)).rejects.toThrow(/error PGC183: statement 2 of the template: type "txt" does not exist.*\n {2}= help: pgcog-gen generate says where/u);
});

it("signs people in by their role's login where the settings say so", async () => {
  const own = await testedProject({ 'pgcog.config.json': '{ "credentials": "role" }\n' });
  try {
    const stage = await stageOf(own);
    for (const who of ['ann@acme.test', 'adam@acme.test', 'gus@globex.test']) expect(await (await stage.as(who)).query('{ me { email } }')).toEqual({ me: { email: who } });
    await stage.close();
  } finally {
    removeProject(own);
  }
});
