import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeProject, smallProject } from '../pgcog/dev-support.js';

const bins = { 'pgcog-gen': 'dist/pgcog-gen.js', pgcog: 'dist/pgcog.js' };
let root = '';

beforeAll(() => void (root = smallProject()));
afterAll(() => removeProject(root));

function run(name: keyof typeof bins, argv: readonly string[], stdout: 'pipe' | number = 'pipe'): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [fileURLToPath(new URL(`../../${bins[name]}`, import.meta.url)), ...argv], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', stdout, 'pipe'] });
}

/** Settings are run by the command's own process: what they do to it, happens in the middle of the work. */
const settings = (code: string): void => writeFileSync(join(root, 'pgcog.config.mjs'), `${code}\nexport default {};\n`);
const files = (): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && !one.parentPath.includes('.pgcog')).map((one) => [join(one.parentPath, one.name), readFileSync(join(one.parentPath, one.name), 'utf8')]));

const commands: readonly (readonly [keyof typeof bins, readonly string[]])[] = [
  ['pgcog-gen', ['generate']], ['pgcog-gen', ['generate', '--check']], ['pgcog-gen', ['table', 'extras']], ['pgcog-gen', ['policy', '--defaults']], ['pgcog-gen', ['migration', 'init']],
  ['pgcog', ['docs']], ['pgcog', ['verify', 'isolation']], ['pgcog', ['control', 'up']],
];

describe('a signal in the middle', () => {
  it.each(commands)('ends %s %j: nothing is written, and the shell is told', (name, argv) => {
    settings("process.kill(process.pid, 'SIGINT'); await new Promise((resolve) => setTimeout(resolve, 50));");
    const before = files();
    const { status, stdout, stderr } = run(name, argv);
    expect([status, stdout, stderr]).toEqual([130, '', expect.stringMatching(/^(?:local: .*\n)?interrupted; .*\n$/u)]);
    expect(files()).toEqual(before);
  });

  it.each([['SIGTERM', 143], ['SIGHUP', 129]])('%s gives %i', (signal, wanted) => {
    settings(`process.kill(process.pid, '${signal}'); await new Promise((resolve) => setTimeout(resolve, 50));`);
    expect(run('pgcog-gen', ['generate']).status).toBe(wanted);
  });
});

describe('settings that end the process', () => {
  it.each([[0, 1], [7, 7]])('with %i do not look like success', (code, wanted) => {
    settings(`process.exit(${code});`);
    const { status, stderr } = run('pgcog-gen', ['generate', '--check']);
    expect([status, stderr]).toEqual([wanted, expect.stringMatching(/^error PGC623: .*\n$/u)]);
  });
});

it.runIf(process.platform === 'linux').each([['pgcog-gen', ['--help']], ['pgcog', ['--help']]] as const)('%s %j on a full disk fails, in one line', (name, argv) => {
  const { status, stderr } = run(name, argv, openSync('/dev/full', 'w'));
  expect([status, stderr]).toEqual([1, 'error PGC622: what is printed cannot be written (ENOSPC)\n']);
});
