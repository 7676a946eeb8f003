import { afterEach, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../generators/command-line.js';
import { stages } from '../../generators/generate-command.js';
import type { GenerateCommand } from '../../generators/generate-command.js';
import { main } from '../../generators/main.js';
import { version } from '../../generators/version.js';
import { testIo, type TestIo } from './support.js';

let io: TestIo = testIo('/projects/shop');
afterEach(() => (io = testIo('/projects/shop')));

const read = (...args: readonly string[]): Promise<GenerateCommand | number> => readCommandLine(args, io);

describe('generate', () => {
  it('has its defaults', async () => {
    expect(await read('generate')).toEqual({
      kind: 'generate', root: '/projects/shop', configPath: null, databaseUrl: null, mode: 'write', json: false, quiet: false, dump: null,
    });
  });

  it('takes its flags', async () => {
    expect(await read('generate', '--cwd', '../other', '-c', 'my.config.ts', '--database-url', 'postgres://a@b/c', '--check', '--json', '--quiet')).toEqual({
      kind: 'generate', root: '/projects/other', configPath: 'my.config.ts', databaseUrl: 'postgres://a@b/c', mode: 'check', json: true, quiet: true, dump: null,
    });
  });

  it('takes the database URL from the environment, where no flag says another', async () => {
    io = testIo('/projects/shop', { PGCOG_DATABASE_URL: 'postgres://env/x' });
    expect(await read('generate')).toMatchObject({ databaseUrl: 'postgres://env/x' });
    expect(await read('generate', '--database-url', 'postgres://flag/x')).toMatchObject({ databaseUrl: 'postgres://flag/x' });
  });

  it.each([['--check', 'check'], ['--dry-run', 'dry-run'], ['--watch', 'watch']])('%s', async (flag, mode) => {
    expect(await read('generate', flag)).toMatchObject({ mode });
  });

  it.each(stages)('--dump %s', async (stage) => {
    expect(await read('generate', '--dump', stage)).toMatchObject({ dump: stage });
  });
});

describe('a wrong command line ends with 2, says what is wrong and where to look', () => {
  it.each([
    [['generate', '--chekc'], "error: unknown option '--chekc'\n(Did you mean --check?)"],
    [['generate', '--force'], "error: unknown option '--force'"],
    [['generate', '--check', '--watch'], "error: option '--check' cannot be used with option '--watch'"],
    [['generate', '--watch', '--check'], "error: option '--check' cannot be used with option '--watch'"],
    [['generate', '--check', '--dry-run'], "error: option '--check' cannot be used with option '--dry-run'"],
    [['generate', '--watch', '--dump', 'catalog'], "error: option '--watch' cannot be used with option '--dump <stage>'"],
    [['generate', '--dump', 'catalogue'], "error: option '--dump <stage>' argument 'catalogue' is invalid. Allowed choices are source, config, catalog, names, statements, graphql, resolvers."],
    [['generate', '--dump'], "error: option '--dump <stage>' argument missing"],
    [['generate', '--cwd'], "error: option '--cwd <folder>' argument missing"],
    [['generate', 'orders'], "error: too many arguments for 'generate'. Expected 0 arguments but got 1."],
    [['generat'], "error: unknown command 'generat'\n(Did you mean generate?)"],
    [['deploy'], "error: unknown command 'deploy'"],
  ])('%j', async (args, message) => {
    expect(await read(...args)).toBe(2);
    expect(io.out()).toBe('');
    expect(io.err()).toBe(`${message}\n(pgcog-gen generate --help shows what it takes)\n`);
  });

  it('no command at all shows the commands', async () => {
    expect(await read()).toBe(2);
    expect(io.err()).toContain('Usage: pgcog-gen [options] [command]');
  });

  it('through the door, without anything being read', async () => {
    expect(await main(['generate', '--nope'], io)).toBe(2);
  });
});

describe('asked for, help and version end with 0 on standard output', () => {
  it.each([[['--help'], 'Usage: pgcog-gen [options] [command]'], [['generate', '--help'], 'pgcog-gen generate --dump catalog > catalog.json'], [['--version'], version]])('%j', async (args, text) => {
    expect(await read(...args)).toBe(0);
    expect(io.out()).toContain(text);
    expect(io.err()).toBe('');
  });
});
