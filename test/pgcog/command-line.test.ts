import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../generators/io.js';
import { actionOf } from '../../generators/pgcog/action-of.js';
import { ask } from '../../generators/pgcog/ask.js';
import { readCommandLine } from '../../generators/pgcog/command-line.js';
import { commands } from '../../generators/pgcog/commands.js';
import { onBrokenPipe } from '../../generators/pgcog/on-broken-pipe.js';
import { refusalOf } from '../../generators/pgcog/refusal-of.js';
import { tableText } from '../../generators/pgcog/table-text.js';
import type { PgcogCommand } from '../../generators/pgcog/types.js';
import { version } from '../../generators/version.js';

async function read(...args: readonly string[]): Promise<{ readonly command: PgcogCommand | number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const io: Io = { cwd: '/projects/shop', env: {}, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, signal: new AbortController().signal };
  return { command: await readCommandLine(args, io), out, err };
}

describe('a command', () => {
  it('has its defaults', async () => {
    expect((await read('tenant', 'list')).command).toMatchObject({
      group: 'tenant', name: 'list', args: [], environment: 'local', root: '/projects/shop', configPath: null, databaseUrl: null, confirmEnvironment: null, json: false, quiet: false,
    });
  });

  it('takes what is said for all commands before and behind it', async () => {
    const wanted = { environment: 'production', root: '/projects/other', configPath: 'my.config.ts', databaseUrl: 'postgres://a@b/c', confirmEnvironment: 'production', json: true, quiet: true };
    const flags = ['--env', 'production', '--cwd', '../other', '-c', 'my.config.ts', '--database-url', 'postgres://a@b/c', '--confirm-env', 'production', '--json', '--quiet'];
    expect((await read('tenant', 'list', ...flags)).command).toMatchObject(wanted);
    expect((await read(...flags, 'tenant', 'list')).command).toMatchObject(wanted);
  });

  it('takes its own arguments and flags', async () => {
    expect((await read('tenant', 'create', 'acme', 'Acme Inc.')).command).toMatchObject({ name: 'create', args: ['acme', 'Acme Inc.'] });
    expect((await read('user', 'invite', 'a@b.c', '--tenant', 'acme', '--first-name', 'Ann')).command).toMatchObject({ args: ['a@b.c'], flags: { tenant: 'acme', firstName: 'Ann' } });
    expect((await read('grant', '--all-tenants', 'grant select on orders to tenant_users')).command).toMatchObject({ group: 'grant', name: 'give', args: ['grant select on orders to tenant_users'], flags: { allTenants: true } });
    expect((await read('grant', 'list')).command).toMatchObject({ group: 'grant', name: 'list' });
  });

  it.each(commands.filter(({ group }) => group !== 'verify').map(({ group, own, usage }) => [group, own ?? usage.split(' ')[0] ?? ''] as const))('%s %s is done by somebody', async (group, name) => {
    const command = { group, name } as PgcogCommand;
    expect(await actionOf(command)).toMatchObject({ writes: !['check', 'verify', 'list', 'status', 'whois'].includes(name) });
  });
});

describe('a wrong command line ends with 2, says what is wrong and where to look', () => {
  it.each([
    [['tenant', 'lst'], "error: unknown command 'lst'\n(Did you mean list?)"],
    [['tenent', 'list'], "error: unknown command 'tenent'\n(Did you mean tenant?)"],
    [['tenant', 'list', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
    [['tenant', 'list', '--evn', 'production'], "error: unknown option '--evn'\n(Did you mean --env?)"],
    [['tenant', 'drop', 'acme', '--confrim', 'acme'], "error: unknown option '--confrim'\n(Did you mean --confirm?)"],
    [['tenant', 'suspend'], "error: missing required argument 'name'"],
    [['tenant', 'suspend', 'a', 'b'], "error: too many arguments for 'suspend'. Expected 1 argument but got 2."],
    [['tenant', 'create', 'acme', 'Acme', 'Inc.'], "error: too many arguments for 'create'. Expected 2 arguments but got 3."],
    [['user', 'invite', 'a@b.c', '--tenant'], "error: option '--tenant <name>' argument missing"],
  ])('%j', async (args, message) => {
    expect(await read(...args)).toEqual({ command: 2, out: '', err: `${message}\n(pgcog --help shows what there is)\n` });
  });

  it.each([[[]], [['tenant']], [['user']]])('%j shows the commands', async (args) => {
    const { command, err } = await read(...args);
    expect([command, err]).toEqual([2, expect.stringContaining('Usage: pgcog')]);
  });
});

it.each([[['--help'], 'pgcog tenant create acme "Acme Inc."'], [['user', 'invite', '--help'], '--env <name>'], [['--version'], version]])('%j is answered with 0', async (args, text) => {
  expect(await read(...args)).toEqual({ command: 0, out: expect.stringContaining(text), err: '' });
});

it('tables are aligned by what a terminal shows, and send it no commands', () => {
  expect(tableText({ columns: ['NAME', 'X'], rows: [['日本', 'a'], ['\u001b[2Jevil\nline', null], ['e\u0301', 'b']] })).toBe('NAME           X\n日本           a\n␛[2Jevil line  -\ne\u0301              b\n');
});

it('a reader that has gone is no failure, another error is', () => {
  const stream = new PassThrough();
  const brokenBy = onBrokenPipe(stream);
  stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(brokenBy()).toBeNull();
  stream.emit('error', Object.assign(new Error('no room'), { code: 'ENOSPC' }));
  expect(brokenBy()).toBe('ENOSPC');
});

it.each([['use its database, or another cluster', 'use its database, or another cluster'], [undefined, 'take another name']])('what is there already has the way out of the server: %j', (hint, told) => {
  const error = Object.assign(new Error('there are roles already'), { severity: 'ERROR', code: '42710', hint });
  expect(refusalOf(error, [])).toEqual({ code: 'PGC614', message: 'there are roles already', hint: told });
});

it.each(['Connection terminated unexpectedly', 'Client has encountered a connection error and is not queryable'])('%s: the connection broke', (message) => {
  expect(refusalOf(new Error(message), [])).toMatchObject({ code: 'PGC607', message: `the connection broke: ${message}` });
});

describe('a question on a terminal', () => {
  const answer = async (keys: string): Promise<string | null> => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = new PassThrough();
    const asked = ask('Type acme to drop the tenant acme', { input, output, signal: new AbortController().signal });
    setTimeout(() => input.write(keys), 50);
    const said = await asked;
    expect(String(output.read())).toContain('Type acme to drop the tenant acme');
    return said;
  };

  it('is answered by a line', async () => {
    expect(await answer('acme\r')).toBe('acme');
  });

  it.each([['Ctrl-C', '\u0003'], ['Ctrl-D', '\u0004'], ['Ctrl-D behind a text', 'acme\u0004']])('is refused by %s', async (_, keys) => {
    expect(await answer(keys)).toBeNull();
  });

  it.each(['signal', 'terminal'])('ends with its %s', async (what) => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const stopped = new AbortController();
    const asked = ask('Who?', { input, output: new PassThrough(), signal: stopped.signal });
    setTimeout(() => (what === 'signal' ? stopped.abort() : input.destroy()), 50);
    expect(await asked).toBeNull();
    expect(input.listenerCount('keypress')).toBe(0);
  });
});
