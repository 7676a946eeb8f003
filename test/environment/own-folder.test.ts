import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { devPlace } from '../../src/dev/place.js';
import { localPlace } from '../../src/environment/local/local-place.js';
import { ownFolder } from '../../src/environment/local/own-folder.js';

let project = '';
let elsewhere = '';
beforeEach(() => {
  [project, elsewhere] = [mkdtempSync(join(tmpdir(), 'pgcog-own-')), mkdtempSync(join(tmpdir(), 'pgcog-else-'))];
  mkdirSync(join(elsewhere, 'local'));
  writeFileSync(join(elsewhere, 'local', 'secrets.json'), 'dear');
});
afterEach(() => [project, elsewhere].forEach((folder) => rmSync(folder, { recursive: true })));

it('makes the folder, git leaves it out, and a second time changes nothing', async () => {
  const path = await ownFolder(project, 'local', 0o700);
  expect([path, lstatSync(path).mode & 0o777]).toEqual([join(project, '.pgcog', 'local'), 0o700]);
  expect(readFileSync(join(project, '.pgcog', '.gitignore'), 'utf8')).toBe('*\n');
  writeFileSync(join(project, '.pgcog', '.gitignore'), '*\n!kept\n');
  await ownFolder(project, 'local');
  expect(readFileSync(join(project, '.pgcog', '.gitignore'), 'utf8')).toBe('*\n!kept\n');
});

const refused = (path: string) => ({ code: 'PGC401', message: `${path} is a link or a file, and should be a folder` });

it.each([
  ['.pgcog', () => symlinkSync(elsewhere, join(project, '.pgcog'))],
  ['.pgcog', () => symlinkSync(join(elsewhere, 'nowhere'), join(project, '.pgcog'))],
  ['.pgcog', () => writeFileSync(join(project, '.pgcog'), '')],
  [join('.pgcog', 'local'), () => {
    mkdirSync(join(project, '.pgcog'));
    symlinkSync(join(elsewhere, 'local'), join(project, '.pgcog', 'local'));
  }],
])('%s of somebody else leads nowhere', async (path, put) => {
  put();
  await expect(ownFolder(project, 'local')).rejects.toMatchObject(refused(path));
  await expect(localPlace(project, process.env)).rejects.toMatchObject(refused(path));
  await expect(devPlace(project, null, process.env)).rejects.toMatchObject(refused(path));
  expect([readFileSync(join(elsewhere, 'local', 'secrets.json'), 'utf8'), existsSync(join(elsewhere, '.gitignore')), existsSync(join(elsewhere, 'nowhere'))]).toEqual(['dear', false, false]);
});
