import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheDirectory } from '../../src/postgres/cache-directory.js';
import { temporaryDirectory } from './helpers.js';

const choose = (wanted: string | null, environment: Record<string, string> = {}, otherUser = false): Promise<string> =>
  cacheDirectory({ wanted, environment, otherUser });

test('what was asked for comes first, then PGCOG_CACHE_DIR, then XDG_CACHE_HOME', async () => {
  const directory = temporaryDirectory();
  const [asked, named, xdg] = ['a', 'b', 'c'].map((name) => join(directory, name)) as [string, string, string];
  const environment = { PGCOG_CACHE_DIR: named, XDG_CACHE_HOME: xdg };
  expect(await choose(asked, environment)).toBe(asked);
  expect(await choose(null, environment)).toBe(named);
  expect(await choose(null, { ...environment, PGCOG_CACHE_DIR: '' })).toBe(join(xdg, 'pg-cognition'));
  expect(statSync(asked).mode & 0o777).toBe(0o700);
});

test('a usual place that cannot be used is passed over, one that was asked for is refused', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  expect(await choose(null, { XDG_CACHE_HOME: file })).toContain('pg-cognition');
  await expect(choose(join(file, 'x'))).rejects.toMatchObject({ diagnostic: { code: 'PGC194', hint: expect.stringContaining('PGCOG_CACHE_DIR') } });
});

test('a directory that others could put programs into is refused', async () => {
  const directory = temporaryDirectory();
  const [open, link] = [join(directory, 'open'), join(directory, 'link')];
  mkdirSync(open);
  chmodSync(open, 0o777);
  symlinkSync(open, link);
  await expect(choose(open)).rejects.toThrow(/writable for other users/);
  await expect(choose(link)).rejects.toThrow(/not a directory/);
});

test('where the server runs as another user, the directory must be open to it all the way', async () => {
  const closed = join(temporaryDirectory(), 'closed');
  mkdirSync(closed, { mode: 0o700 });
  await expect(choose(join(closed, 'cache'), {}, true)).rejects.toThrow(/closed to other users/);
  expect(await choose(join(closed, 'cache'), {}, false)).toBe(join(closed, 'cache'));
});
