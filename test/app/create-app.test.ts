import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { PassThrough } from 'node:stream';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { appMain } from '../../generators/app/main.js';
import { costText, monthlyCost } from '../../generators/app/monthly-cost.js';
import { packageManagerOf } from '../../generators/app/package-manager.js';
import { projectName, stackName } from '../../generators/app/project-name.js';
import { fc } from '../support/property.js';

const place = mkdtempSync(join(tmpdir(), 'pgcog-app-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function create(argv: readonly string[], cwd = place, env: Readonly<Record<string, string>> = {}): Promise<Said> {
  const [out, err] = [[] as string[], [] as string[]];
  const status = await appMain(argv, {
    cwd, env: { PATH: process.env['PATH'], ...env }, signal: new AbortController().signal,
    stdout: { write: (text) => out.push(text) }, stderr: { write: (text) => err.push(text) },
  });
  return { status, out: out.join(''), err: err.join('') };
}

const paths = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes(`${sep}.git${sep}`) && !entry.parentPath.endsWith(`${sep}.git`)).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();

/** Every file that a machine reads is readable. */
function checkTexts(folder: string): void {
  for (const path of paths(folder)) {
    const text = readFileSync(join(folder, path), 'utf8');
    expect(text, path).toMatch(/[^\n]\n$/u);
    expect(text, path).not.toMatch(/\r|[ \t]\n|\{\{/u);
    if (/\.(?:ts|js)$/u.test(path)) {
      const { diagnostics = [] } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022 } });
      expect(diagnostics.map(({ messageText }) => messageText), path).toEqual([]);
    } else if (path.endsWith('.json')) expect(() => void JSON.parse(text), path).not.toThrow();
    else if (/\.ya?ml$/u.test(path)) expect(() => void parseYaml(text), path).not.toThrow();
  }
}

describe('npm create pg-cognition-app', () => {
  const combinations = ['js', 'vtl'].flatMap((engine) => ['user', 'role'].flatMap((credentials) => ['sample', 'empty'].flatMap((template) => ['cdk', 'none'].flatMap((infra) => ['--lambda', '--no-lambda'].map((lambda) => [engine, credentials, template, infra, lambda])))));

  it.each(combinations)('%s %s %s %s %s', async (engine = '', credentials = '', template = '', infra = '', lambda = '') => {
    const folder = ['app', engine, credentials, template, infra, lambda.slice(2)].join('-');
    const said = await create([folder, '--engine', engine, '--credentials', credentials, '--template', template, '--infra', infra, lambda, '--no-install', '--no-git']);
    expect(said.status, said.err).toBe(0);
    const made = join(place, folder);
    checkTexts(made);
    const text = readFileSync(join(made, 'pgcog.config.ts'), 'utf8');
    expect(text).toContain(`engine: '${engine}'`);
    expect(text).toContain(`credentials: '${credentials}'`);
    const { scripts, devDependencies } = JSON.parse(readFileSync(join(made, 'package.json'), 'utf8')) as { scripts: Record<string, string>; devDependencies: Record<string, string> };
    expect(Object.hasOwn(scripts, 'synth')).toBe(infra === 'cdk');
    expect(Object.hasOwn(devDependencies, 'aws-cdk-lib')).toBe(infra === 'cdk');
    expect(existsSync(join(made, 'infra'))).toBe(infra === 'cdk');
  });

  it.each(combinations.filter(([, , template, infra]) => template === 'sample' || infra === 'none'))('has no script that is missing, and its packages in order: %s %s %s %s %s', async (engine = '', credentials = '', template = '', infra = '', lambda = '') => {
    const folder = ['words', engine, credentials, template, infra, lambda.slice(2)].join('-');
    await create([folder, '--engine', engine, '--credentials', credentials, '--template', template, '--infra', infra, lambda, '--no-install', '--no-git']);
    const text = (path: string): string => readFileSync(join(place, folder, path), 'utf8');
    const { scripts, dependencies, devDependencies } = JSON.parse(text('package.json')) as Record<'scripts' | 'dependencies' | 'devDependencies', Record<string, string>>;
    for (const path of ['README.md', '.github/workflows/ci.yml']) {
      const named = [...text(path).matchAll(/npm run ([a-z:]+)/gu)].map(([, name]) => name ?? '');
      expect(named.filter((name) => !Object.hasOwn(scripts, name)), path).toEqual([]);
      for (const name of ['check', 'types', 'lint', 'test']) expect(named, path).toContain(name);
    }
    // Whatever npm writes there keeps this order.
    for (const some of [dependencies, devDependencies]) expect(Object.keys(some)).toEqual(Object.keys(some).sort());
    expect(scripts['check']?.split(' && ')).toHaveLength(3);
  });

  it('gives the same bytes twice, and lists them with --dry-run', async () => {
    await create(['one', '--no-install', '--no-git']);
    await create(['two', '--no-install', '--no-git']);
    const [one, two] = [join(place, 'one'), join(place, 'two')];
    expect(paths(one)).toEqual(paths(two));
    for (const path of paths(one)) expect(readFileSync(join(one, path), 'utf8').replaceAll('one', 'two')).toBe(readFileSync(join(two, path), 'utf8').replaceAll('one', 'two'));
    const dry = await create(['three', '--no-install', '--dry-run']);
    expect(dry.out.trimEnd().split('\n')).toEqual(paths(one).map((path) => path.split(sep).join('/')));
    expect(dry.err).toBe('nothing was written\n');
    expect(existsSync(join(place, 'three'))).toBe(false);
  });

  it('carries roles, region, version and the package manager everywhere', async () => {
    const { out, err } = await create(['big', '--roles', 'billing, support,users', '--region', 'us-gov-west-1', '--postgres', '18', '--members', '20000', '--tenants', '300', '--no-install', '--no-git'], place, { npm_config_user_agent: 'pnpm/10.2.0 npm/? node/v22.1.0 linux x64' });
    const text = readFileSync(join(place, 'big', 'pgcog.config.ts'), 'utf8');
    expect(text).toContain('roles: { billing: {}, support: {} },');
    expect(text).toContain("region: 'us-gov-west-1', stack: 'big'");
    expect(text).toContain('postgres: 18,');
    expect(out).toContain('Next:\n\n  cd big\n  pnpm install\n  pnpm run generate\n  pnpm exec pgcog-gen migration init\n  pnpm run dev\n');
    expect(err).toContain('user: one for each member, 20,004 secrets, $8,002 a month');
    expect(err).toContain('role: one for each role of a tenant, 1,205 secrets, $482 a month');
    expect(err).toContain('the same again: pnpm create pg-cognition-app big --roles billing,support --region us-gov-west-1 --postgres 18 --yes\n');
    expect(readFileSync(join(place, 'big', '.github/workflows/ci.yml'), 'utf8')).toContain('pnpm install --frozen-lockfile');
  });

  it('pins yarn, which has packages in folders', async () => {
    await create(['spun', '--no-install', '--no-git'], place, { npm_config_user_agent: 'yarn/4.18.1 npm/? node/v22.1.0 linux x64' });
    const text = (path: string): string => readFileSync(join(place, 'spun', path), 'utf8');
    expect(JSON.parse(text('package.json'))).toMatchObject({ packageManager: 'yarn@4.18.1' });
    expect(text('.yarnrc.yml')).toContain('nodeLinker: node-modules\n');
    expect(text('.gitignore')).toContain('.yarn/install-state.gz\n');
    await create(['told', '--pm', 'yarn', '--no-install', '--no-git']);
    expect(JSON.parse(readFileSync(join(place, 'told', 'package.json'), 'utf8'))).not.toHaveProperty('packageManager');
    await create(['npm', '--no-install', '--no-git']);
    expect(existsSync(join(place, 'npm', '.yarnrc.yml'))).toBe(false);
    expect(readFileSync(join(place, 'npm', '.gitignore'), 'utf8')).not.toContain('yarn');
  });

  it('makes a repository, unless there is one around it', async () => {
    await create(['fresh', '--no-install']);
    expect(existsSync(join(place, 'fresh', '.git'))).toBe(true);
    mkdirSync(join(place, 'fresh', 'inner'));
    await create(['.', '--no-install'], join(place, 'fresh', 'inner'));
    expect(existsSync(join(place, 'fresh', 'inner', 'package.json'))).toBe(true);
    expect(existsSync(join(place, 'fresh', 'inner', '.git'))).toBe(false);
  });

  it.each([
    ['a folder that is not empty', 'full', 'it is not empty: mine.txt'],
    ['a file', 'file.txt', 'it is a file'],
    ['a path through a file', 'file.txt/app', 'something above it is a file'],
    ['a link to a folder that is not empty', 'link', 'it is not empty: mine.txt'],
  ])('refuses %s', async (_what, folder, why) => {
    mkdirSync(join(place, 'full'), { recursive: true });
    writeFileSync(join(place, 'full', 'mine.txt'), 'mine');
    writeFileSync(join(place, 'file.txt'), '');
    if (!existsSync(join(place, 'link'))) symlinkSync(join(place, 'full'), join(place, 'link'));
    const said = await create([folder, '--no-install']);
    expect(said).toEqual({ status: 1, out: '', err: `error PGC628: ${folder} cannot be the project's folder: ${why}\n  = help: name one that is empty, or not there yet\n` });
    expect(paths(join(place, 'full'))).toEqual(['mine.txt']);
  });

  it.each([
    [[], 'error: say in which folder: npm create pg-cognition-app my-app'],
    [['app', '--engine', 'java'], "option '--engine <engine>' argument 'java' is invalid. Allowed choices are js, vtl."],
    [['app', '--roles', 'owner'], "option '--roles <names>' argument 'owner' is invalid."],
    [['app', '--roles', '"; drop'], 'small letters, digits and underscores'],
    [['app', '--members', '0'], 'a whole number, from 1 on.'],
    [['app', '--region', '/etc'], 'a region, as eu-central-1.'],
    [['app', '--nonsense'], "unknown option '--nonsense'"],
    [['a', 'b'], 'too many arguments'],
  ])('says what is wrong with %j', async (argv, why) => {
    const said = await create(argv);
    expect(said.status).toBe(2);
    expect(said.err).toContain(why);
  });

  it('refuses links that lead nowhere, and folders below them', async () => {
    symlinkSync(join(place, 'gone'), join(place, 'nowhere'));
    expect(await create(['nowhere', '--no-install'])).toEqual({ status: 1, out: '', err: "error PGC628: nowhere cannot be the project's folder: it is a link that leads nowhere\n  = help: name one that is empty, or not there yet\n" });
    const below = await create([join('nowhere', 'app'), '--no-install']);
    expect(below).toMatchObject({ status: 1, out: '' });
    expect(below.err).toMatch(/^error PGC628: .* cannot be made \(E[A-Z]+\)\n {2}= help: name a folder that you may make\n/u);
  });

  it('prints lines that are safe to paste, and no commands to the terminal', async () => {
    const files = ['--no-install', '--no-git', '--template', 'empty', '--infra', 'none', '--yes'];
    const named = await create(["x; touch 'pwned'", ...files]);
    expect(named.err).toContain(String.raw`the same again: npm create pg-cognition-app 'x; touch '\''pwned'\''' -- `);
    expect(named.out).toContain(String.raw`cd 'x; touch '\''pwned'\'''`);
    const flag = await create([...files, '--', '-rf']);
    expect(flag.err).toContain('npm create pg-cognition-app ./-rf -- ');
    expect(flag.out).toContain('cd ./-rf\n');
    expect(await create(['a\u001b[31m', ...files])).toMatchObject({ status: 2, out: '' });
    if (process.platform === 'win32') return;
    mkdirSync(join(place, 'escapes'));
    writeFileSync(join(place, 'escapes', 'a\u001b]0;title\u0007\nb'), '');
    expect((await create(['escapes', ...files])).err).toContain('it is not empty: a\u241b]0;title\u2407 b\n');
  });

  it('wants tarballs where it is told there are some', async () => {
    expect(await create(['none', '--packages', 'full', '--no-install'])).toEqual({ status: 1, out: '', err: `error PGC629: ${join(place, 'full')} has not got the tarballs of pg-cognition and pg-cognition-runtime\n  = help: npm pack makes them\n` });
  });

  it('names packages and stacks as npm and CloudFormation allow, whatever the folder', () => {
    expect(projectName('/x/My App!')).toBe('my-app');
    expect(projectName('/x/äpfel 😀')).toBe('a-pfel');
    expect(projectName('/x/😀')).toBe('app');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const made = projectName(`/x/${name.replaceAll('/', '')}x`);
      expect(made).toMatch(/^[a-z0-9][a-z0-9-]*$/u);
      expect(stackName(made)).toMatch(/^[a-z][a-z0-9-]*$/u);
    }));
  });

  it('says with --json what became of it, in one object', async () => {
    const flags = ['--no-install', '--no-git', '--json'];
    const made = await create(['as-json', ...flags]);
    const said = JSON.parse(made.out) as Record<string, unknown>;
    expect([made.status, said]).toEqual([0, { schemaVersion: 1, ok: true, folder: 'as-json', files: paths(join(place, 'as-json')).map((path) => path.split(sep).join('/')), failed: null, diagnostics: [] }]);
    const again = await create(['as-json', ...flags]);
    expect([again.status, again.err, JSON.parse(again.out)]).toMatchObject([1, '', { ok: false, folder: 'as-json', files: [], diagnostics: [{ code: 'PGC628' }] }]);
  });

  describe('on a terminal', () => {
    /** Presses a key at each prompt. */
    const answered = async (folder: string, keys: readonly string[], signal = new AbortController().signal): Promise<{ readonly status: number; readonly shown: string; readonly left: number }> => {
      const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
      const output = new PassThrough();
      let shown = '';
      const todo = [...keys];
      output.on('data', (text: Buffer) => {
        shown += String(text);
        // The top corner of a prompt that waits.
        if (String(text).includes('\u25c6')) setTimeout(() => input.write(todo.shift() ?? '\u0003'), 5);
      });
      const io = { cwd: place, env: { PATH: process.env['PATH'] }, signal, stdout: { write: () => true }, stderr: { write: (text: string) => (shown += text) }, terminal: { input, output } };
      return { status: await appMain([folder, '--no-install', '--no-git'], io), shown, left: input.listenerCount('keypress') + input.listenerCount('end') };
    };

    it('makes what is usual by the enter key alone, and nothing listens on', async () => {
      const warned: string[] = [];
      const warn = ({ name }: Error): void => void warned.push(name);
      process.on('warning', warn);
      const { status, shown } = await answered('asked', Array.from({ length: 11 }, () => '\r'));
      await new Promise(setImmediate);
      process.off('warning', warn);
      expect([status, warned]).toEqual([0, []]);
      expect(shown).toContain('the same again: npm create pg-cognition-app asked -- --yes\n');
    });

    it.each([['Ctrl-C', '\u0003'], ['Ctrl-D', '\u0004']])('writes nothing after %s, at the first prompt or later', async (_, key) => {
      for (const before of [[], ['\r', '\r', '\r']]) {
        const { status, shown } = await answered('never', [...before, key]);
        expect([status, shown]).toEqual([130, expect.stringMatching(/nothing was written\n$/u)]);
      }
      expect(existsSync(join(place, 'never'))).toBe(false);
    });

    it('ends with its signal', async () => {
      const stopped = new AbortController();
      setTimeout(() => stopped.abort(), 50);
      expect((await answered('never', [''], stopped.signal)).status).toBe(130);
      expect(existsSync(join(place, 'never'))).toBe(false);
    });
  });

  it('knows which package manager runs it', () => {
    expect(['npm/11.1.0 node/v22', 'yarn/4.5.0 npm/? node/v22', 'bun/1.2.0 npm/?', 'deno/2', undefined].map(packageManagerOf)).toEqual(['npm', 'yarn', 'bun', 'npm', 'npm']);
  });

  it('reckons what logins cost as docs/credential-modes.md does', () => {
    expect(costText(monthlyCost({ members: 996, tenants: 1, roles: [] }, 'user'))).toBe('1,000 secrets, $400 a month');
    expect(costText(monthlyCost({ members: 1, tenants: 100, roles: [] }, 'role'))).toBe('205 secrets, $82 a month');
  });
});
