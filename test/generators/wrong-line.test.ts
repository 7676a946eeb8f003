import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { appMain } from '../../generators/app/main.js';
import type { Io } from '../../generators/io.js';
import { main } from '../../generators/main.js';
import { main as pgcogMain } from '../../generators/pgcog/main.js';

const place = mkdtempSync(join(tmpdir(), 'pgcog-wrong-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const commands = { 'create-pg-cognition-app': appMain, pgcog: pgcogMain, 'pgcog-gen': main };

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(name: keyof typeof commands, argv: readonly string[]): Promise<Said> {
  let [out, err] = ['', ''];
  const io: Io = { cwd: place, env: { NO_COLOR: '1' }, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, signal: new AbortController().signal };
  return { status: await commands[name](argv, io), out, err };
}

/** Each with the place of the mistakes in what it prints. */
const lines: readonly (readonly [name: keyof typeof commands, argv: readonly string[], key: string, message: string])[] = [
  ['create-pg-cognition-app', ['app', '--nope'], 'diagnostics', "unknown option '--nope'"],
  ['create-pg-cognition-app', ['a', 'b'], 'diagnostics', 'too many arguments. Expected 1 argument but got 2.'],
  ['create-pg-cognition-app', [], 'diagnostics', 'say in which folder: npm create pg-cognition-app my-app'],
  ['pgcog', ['tenant', 'list', '--nope'], 'errors', "unknown option '--nope'"],
  ['pgcog', ['tenant', 'lst'], 'errors', "unknown command 'lst'"],
  ['pgcog', ['nope'], 'errors', "unknown command 'nope'"],
  ['pgcog', ['tenant'], 'errors', 'no command is named'],
  ['pgcog', [], 'errors', 'no command is named'],
  ['pgcog', ['tenant', 'list', '--database-url', 'http://me:secret@x'], 'errors', '--database-url is not a URL of PostgreSQL: the form is postgres://user:password@host:5432/database'],
  ['pgcog', ['user', 'invite', 'ann', '--tenant', 'acme', '--role', 'users'], 'errors', 'ann is no e-mail address'],
  ['pgcog', ['user', 'expire', 'ann@x.test', '--at', 'soon'], 'errors', 'soon is no time of ISO 8601'],
  ['pgcog', ['tenant', 'create', 'No'], 'errors', 'a tenant cannot have this name: No'],
  ['pgcog', ['tenant', 'drop', 'acme'], 'errors', 'this needs a confirmation: Type acme to drop the tenant acme with all its data and members'],
  ['pgcog', ['tenant', 'drop', 'acme', '--confirm', 'globex'], 'errors', '--confirm globex: that is not acme; nothing was done'],
  ['pgcog', ['verify', 'isolation', '--env', 'production'], 'errors', 'verify isolation is about the project, not about environment production'],
  ['pgcog', ['migrate', 'up', '--canary', 'x'], 'errors', '--canary x: this is no whole number from 0 on'],
  ['pgcog', ['dev', '--nope'], 'diagnostics', "unknown option '--nope'"],
  ['pgcog', ['dev', '--port', ''], 'diagnostics', '--port  is no port: a whole number from 0 to 65535'],
  ['pgcog', ['docs', '--nope'], 'errors', "unknown option '--nope'"],
  ['pgcog-gen', ['generate', '--nope'], 'diagnostics', "unknown option '--nope'"],
  ['pgcog-gen', ['generate', '--watch'], 'diagnostics', "option '--watch' cannot be used with option '--json'"],
  ['pgcog-gen', ['generate', '--database-url', 'postgres://me:%zz@x/y'], 'diagnostics', '--database-url is not a URL of PostgreSQL: the form is postgres://user:password@host:5432/database'],
  ['pgcog-gen', ['nope'], 'diagnostics', "unknown command 'nope'"],
  ['pgcog-gen', ['table', '--nope'], 'diagnostics', "unknown option '--nope'"],
  ['pgcog-gen', ['table'], 'diagnostics', 'nothing tells the table'],
  ['pgcog-gen', ['table', 'orders', '--column', 'selct selct selct ('], 'diagnostics', expect.stringMatching(/^a column cannot be read as SQL/)],
  ['pgcog-gen', ['migration', '--nope'], 'diagnostics', "unknown option '--nope'"],
  ['pgcog-gen', ['migration', '--check', 'name'], 'diagnostics', '--check takes no name'],
];

describe('a wrong command line', () => {
  it.each(lines)('%s %j is told as --json tells all else, with status 2, and does nothing', async (name, argv, key, message) => {
    const { status, out, err } = await run(name, [...argv, '--json']);
    const { [key]: mistakes, ...said } = JSON.parse(out) as Record<string, unknown>;
    expect([status, err, mistakes]).toEqual([2, '', [expect.objectContaining({ code: expect.stringMatching(/^PGC\d+$/), message, hint: expect.stringMatching(/./) })]]);
    if (!argv.includes('dev')) expect(said['ok']).toBe(false);
    expect(out).not.toContain('secret');
    expect(readdirSync(place)).toEqual([]);
  });

  it.each(lines)('%s %j is told to people, with status 2', async (name, argv) => {
    if (argv.includes('--watch')) return;
    const { status, out, err } = await run(name, argv);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/./);
    expect(err).not.toContain('secret');
  });

  it('says what was meant', async () => {
    const { out } = await run('pgcog', ['tenant', 'lst', '--json']);
    expect(JSON.parse(out)).toEqual({ ok: false, environment: null, errors: [{ code: 'PGC619', message: "unknown command 'lst'", hint: 'Did you mean list? pgcog --help shows what there is' }] });
  });

  it.each([['create-app/dist/create-app.js', 'app'], ['dist/pgcog.js', 'user', 'invite', 'ann', '--tenant', 'acme', '--role', 'users'], ['dist/pgcog-gen.js', 'generate']])('as a process: %s', (bin, ...argv) => {
    const ran = spawnSync(process.execPath, [fileURLToPath(new URL(`../../${bin}`, import.meta.url)), ...argv, '--nope', '--json'], { cwd: place, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([2, '']);
    expect(ran.stdout).toContain("unknown option '--nope'");
  });
});
