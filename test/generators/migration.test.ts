import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Planner } from '../../generators/migration/planner.js';
import { main } from '../../generators/main.js';
import type { MigrationPlan } from '../../src/migrations/types.js';
import { filesOf, makeProject, removeProject, run, sharedServer } from '../support/project.js';
import { migrate, type RunOptions } from './migration-support.js';
import { testIo } from './support.js';

const server = sharedServer();
afterAll(() => server.stop());

const init = { 'migrations/0001_init.sql': '-- pgcog migration 0001_init\n\ncreate table orders (id int primary key, note text);\n' };
let root: string;
beforeEach(() => (root = makeProject({ ...init, 'tenant_template/a.sql': 'create table orders (id int primary key, remark text);\n' })));
afterEach(() => removeProject(root));

const put = (path: string, text: string): void => writeFileSync(join(root, path), text);
const go = (args: readonly string[], options: RunOptions = {}) => migrate(root, args, server.start, { planner: byHand(), ...options });
const written = (): readonly string[] => [...filesOf(root).keys()].filter((path) => path.startsWith('migrations/'));

const rename = 'orders.note was dropped and orders.remark added: is it renamed?';

/** Plans one rename once it is answered; proves what it is told to. */
function byHand(changes: { readonly plan?: Partial<MigrationPlan>; readonly proof?: string } = {}): Planner {
  return {
    plan: ({ answers }) => {
      const open = answers.renames.length === 0 && !answers.allow.includes('deletes-data');
      const sql = answers.renames.length === 0 ? 'alter table orders drop column note, add column remark text' : 'alter table orders rename note to remark';
      const questions = open ? [{ kind: 'rename' as const, object: 'column orders.note', text: rename, flags: ["--rename 'orders.note=remark'", '--allow deletes-data'] }] : [];
      return Promise.resolve({ value: { steps: [{ kind: 'transaction', home: 'tenant', sql, batch: null, comment: ['By hand.'] }], hazards: [], questions, ...changes.plan }, diagnostics: [] });
    },
    prove: () => Promise.resolve({ value: { filled: 1, emptied: [] }, diagnostics: changes.proof === undefined ? [] : [{ code: 'PGC642', severity: 'error', message: changes.proof, span: null, hint: null, related: [] }] }),
  };
}

describe('a question', () => {
  it('off a terminal is said with the flags that answer it, and nothing is written', async () => {
    const { status, stderr } = await go(['remarks']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `error PGC730: ${rename}\n  = help: answer with --rename 'orders.note=remark' or --allow deletes-data\n\nnothing was written\n` });
    expect(written()).toEqual(['migrations/0001_init.sql']);
  });

  it('is answered by a flag', async () => {
    const { status, stderr } = await go(['remarks', '--rename', 'orders.note=remark']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'migrations/0002_remarks.sql is written: 1 statement\n' });
    expect(filesOf(root).get('migrations/0002_remarks.sql')).toMatch(/^-- pgcog migration 0002_remarks\n-- after 0001_init\n-- template [0-9a-f]{64}\n\n-- By hand.\nalter table orders rename note to remark;\n$/);
  });

  it.each([
    ['by its number', ['1'], 'rename note to remark'], ['by another', ['2'], 'drop column note'], ['in full', ["--rename 'orders.note=remark'"], 'rename note to remark'],
    ['after what is no answer', ['3', 'yes', '--rename orders', '--rename "orders.note=remark"'], 'rename note to remark'],
  ])('on a terminal is answered %s', async (_, typed, sql) => {
    const { status, asked } = await go(['remarks'], { typed });
    expect(status).toBe(0);
    expect(asked.length).toBe(typed.length);
    expect(asked[0]).toBe(`${rename}\n  1  --rename 'orders.note=remark'\n  2  --allow deletes-data\n  a number, or such a flag with a value of your own`);
    expect(filesOf(root).get('migrations/0002_remarks.sql')).toContain(sql);
  });

  it('may stay open: nothing is written then', async () => {
    expect((await go(['remarks'], { typed: [null] })).status).toBe(1);
    expect((await go(['remarks', '--json'], { typed: ['1'] })).asked).toEqual([]);
    expect(written()).toEqual(['migrations/0001_init.sql']);
  });
});

describe('what is written', () => {
  it('is only shown with --dry-run', async () => {
    const { status, stdout, stderr } = await go(['remarks', '--rename', 'orders.note=remark', '--dry-run']);
    expect([status, stderr]).toEqual([0, 'migrations/0002_remarks.sql would be written: 1 statement\n']);
    expect(stdout).toContain('alter table orders rename note to remark;\n');
    expect(written()).toEqual(['migrations/0001_init.sql']);
  });

  it('is told as JSON, mistakes with their places', async () => {
    const done = JSON.parse((await go(['remarks', '--rename', 'orders.note=remark', '--json', '--dry-run'])).stdout) as object;
    expect(done).toMatchObject({ schemaVersion: 1, ok: true, state: 'planned', files: [{ path: 'migrations/0002_remarks.sql' }], questions: [], diagnostics: [] });
    const open = JSON.parse((await go(['remarks', '--json'])).stdout) as object;
    expect(open).toMatchObject({ ok: false, state: 'refused', files: [], questions: [{ kind: 'rename', text: rename }], diagnostics: [{ code: 'PGC730', line: null }] });
    put('migrations/0001_init.sql', `${init['migrations/0001_init.sql']}\nselect nope;`);
    const failed = JSON.parse((await go(['remarks', '--json'])).stdout) as object;
    expect(failed).toMatchObject({ ok: false, diagnostics: [{ code: 'PGC720', line: 5, column: 8 }] });
  });

  it('is proven before', async () => {
    const { status, stderr } = await go(['remarks', '--rename', 'orders.note=remark'], { planner: byHand({ proof: 'rows of orders are gone' }) });
    expect([status, stderr]).toEqual([1, 'error PGC642: rows of orders are gone\n\nnothing was written\n']);
    expect(written()).toEqual(['migrations/0001_init.sql']);
  });

  it('holds to the rules of what is written by hand', async () => {
    const steps = [{ kind: 'transaction' as const, home: 'tenant' as const, sql: 'drop table cognition.tenants', batch: null, comment: [] }];
    const { status, stderr } = await go(['remarks'], { planner: byHand({ plan: { steps, questions: [] } }) });
    expect(status).toBe(1);
    expect(stderr).toContain('migrations/0002_remarks.sql:5:12 error PGC710: cognition.tenants is the tool\'s own\n  drop table cognition.tenants;\n');
  });

  it('never takes the place of a file, nor leaves the project by a link', async () => {
    mkdirSync(join(root, 'migrations/0002_remarks.sql'));
    expect((await go(['remarks', '--rename', 'orders.note=remark'])).stderr).toContain('error PGC404: migrations/0002_remarks.sql is a folder');
    const other = makeProject({});
    symlinkSync(join(other, 'nowhere.sql'), join(root, 'migrations/0002_away.sql'));
    expect((await go(['away', '--rename', 'orders.note=remark'])).status).toBe(1);
    expect([...filesOf(other).keys()]).toEqual([]);
    removeProject(other);
  });

  it('is not written beside one that came while it was planned', async () => {
    const slow = byHand();
    const planner: Planner = { ...slow, prove: (input) => (put('migrations/0002_theirs.sql', '-- pgcog migration 0002_theirs\n-- after 0001_init\nselect 1;'), slow.prove(input)) };
    const { status, stderr } = await go(['remarks', '--rename', 'orders.note=remark'], { planner });
    expect([status, stderr]).toEqual([1, 'error PGC404: migrations/0002_theirs.sql has changed since this run began\n  = help: run it again: it begins from there\n\nnothing was written\n']);
    expect(written()).toEqual(['migrations/0001_init.sql', 'migrations/0002_theirs.sql']);
  });

  it('needs a name, and a template without mistakes', async () => {
    expect(await go([])).toMatchObject({ status: 2, stderr: expect.stringContaining('error PGC619: the migration needs a name') });
    put('tenant_template/a.sql', 'create table orders (id nosuch);');
    const { status, stderr } = await go(['remarks']);
    expect([status, stderr.split('\n')[0]]).toEqual([1, 'tenant_template/a.sql:1:25 error PGC151: type "nosuch" does not exist']);
  });
});

describe('--check', () => {
  it('says what no migration carries', async () => {
    expect(await go(['--check'])).toMatchObject({ status: 1, stderr: expect.stringContaining(`error PGC731: the template has a change that no migration carries: ${rename}`) as string });
    expect(await go(['--check'], { planner: byHand({ plan: { steps: [], questions: [] } }) })).toMatchObject({ status: 0, stderr: 'the template is what 0001_init makes of it\n' });
    put('migrations/0002_a.sql', '-- pgcog migration 0002_a\n-- after 0001_init\nselect 1;');
    put('migrations/0003_b.sql', '-- pgcog migration 0003_b\n-- after 0001_init\nselect 1;');
    expect(await go(['--check'])).toMatchObject({ status: 1, stderr: expect.stringContaining('error PGC714: two heads: migrations/0002_a.sql and migrations/0003_b.sql') as string });
  });

  it('says where there is none', async () => {
    removeProject(join(root, 'migrations'));
    expect(await go(['--check'])).toMatchObject({ status: 1, stderr: expect.stringContaining('pgcog-gen migration init') as string });
  });
});

describe('rebase', () => {
  const fork = (): void => {
    put('migrations/0002_a.sql', '-- pgcog migration 0002_a\n-- after 0001_init\nselect 1;');
    put('migrations/0003_b.sql', '-- pgcog migration 0003_b\n-- after 0001_init\nselect 2;');
  };

  it('keeps a name whose number fits', async () => {
    fork();
    expect((await go(['rebase', '0003_b'])).status).toBe(0);
    expect(filesOf(root).get('migrations/0003_b.sql')).toBe('-- pgcog migration 0003_b\n-- after 0002_a\nselect 2;');
    expect(written()).toEqual(['migrations/0001_init.sql', 'migrations/0002_a.sql', 'migrations/0003_b.sql']);
  });

  it('is told as JSON, in the folder that is named', async () => {
    fork();
    const other = makeProject({});
    const { status, stdout } = await migrate(other, ['rebase', '0003_b', '--json', '--cwd', root], server.start);
    expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ ok: true, state: 'written' })]);
    expect(filesOf(root).get('migrations/0003_b.sql')).toContain('-- after 0002_a\n');
    removeProject(other);
  });

  it.each([
    ['rebase 0001_init', 'error PGC732: 0001_init may have been applied: others come after it'], ['rebase 0002_c', 'error PGC732: there is no migration 0002_c'],
  ])('refuses: %s', async (line, problem) => {
    fork();
    expect(await go(line.split(' '))).toMatchObject({ status: 1, stderr: expect.stringContaining(problem) as string });
    expect(written().length).toBe(3);
  });

  it('refuses where there is one head, or where files have other mistakes', async () => {
    expect((await go(['rebase', '0001_init'])).stderr).toContain('error PGC732: there is one head');
    fork();
    put('migrations/0003_b.sql', '-- pgcog migration 0003_b\n-- after 0001_init\nbegin;');
    expect((await go(['rebase', '0003_b'])).stderr).toContain('error PGC709');
  });
});

describe('generate', () => {
  it('says in a line that a migration is missing, and says no more once it is there', async () => {
    const generate = async (): Promise<string> => {
      const { status, stderr } = await run(root, ['generate'], server.start);
      expect(status).toBe(0);
      return stderr.split('\n').filter((line) => line.includes('PGC731')).join('\n');
    };
    put('tenant_template/a.sql', 'create table orders (id int primary key, note text);\n');
    put('resolvers.yaml', 'version: 1\ncrud: { orders: [get, list] }\n');
    put('tenant_template/b.sql', 'grant select on orders to tenant_users;');
    expect(await generate()).toBe('');
    const same = byHand({ plan: { steps: [], questions: [] } });
    removeProject(join(root, 'migrations'));
    expect((await go([], { planner: same })).status).toBe(0);
    expect(await generate()).toBe('');
    put('tenant_template/b.sql', 'grant select, insert on orders to tenant_users; -- more');
    expect(await generate()).toBe('info PGC731: a migration is missing: pgcog-gen migration NAME');
    expect(await generate()).toBe('info PGC731: a migration is missing: pgcog-gen migration NAME');
    const told = await run(root, ['generate', '--json'], server.start);
    expect([told.status, (JSON.parse(told.stdout) as { diagnostics: readonly { code: string }[] }).diagnostics.filter(({ code }) => code === 'PGC731').length]).toEqual([0, 1]);
    expect(await run(root, ['generate', '--check'], server.start)).toMatchObject({ status: 0, stderr: expect.stringContaining('a migration is missing') as string });
    const steps = [{ kind: 'transaction' as const, home: 'tenant' as const, sql: 'grant insert on orders to tenant_users', batch: null, comment: [] }];
    expect((await go(['inserts'], { planner: byHand({ plan: { steps, questions: [] } }) })).status).toBe(0);
    expect(await generate()).toBe('');
  });
});

describe('the command line', () => {
  it.each([
    ['Add-Note'], ['a b'], ['../a'], ['--check a'], ['a --rename orders.note'], ['a --allow nothing'], ['a --fill orders.region='], ['a b c'], ['rebase'], ['rebase 0001_init --dry-run'], ['rebase 0001_init --rename a.b=c'], ['--nosuch'], ['--check --dry-run'],
  ])('is wrong: %s', async (line) => {
    const { status, stderr } = await go(line === 'a b' ? ['a b'] : line.split(' '));
    expect(status).toBe(2);
    expect(stderr).toContain('error: ');
  });

  it('has help, and its place in that of pgcog-gen', async () => {
    const io = testIo(root);
    expect(await main(['--help'], io)).toBe(0);
    expect(io.out()).toContain('migration ');
    const own = testIo(root);
    expect(await main(['migration', '--help'], own)).toBe(0);
    expect(own.out()).toContain('--rename <old=new>');
    expect(own.out()).toContain('rebase');
  });
});
