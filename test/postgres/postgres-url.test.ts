import { expect, test } from 'vitest';
import { openDevDatabase } from '../../src/dev/database/open-dev-database.js';
import type { DevDatabaseOptions } from '../../src/dev/database/open-dev-database.js';
import { postgresUrl } from '../../src/postgres/postgres-url.js';

test.each(['postgres://me:secret@host:5432/shop', 'postgresql:///shop?host=/tmp', 'postgres://me:p%40ss@[::1]/a%20b'])('%s is one', (text) => {
  expect(postgresUrl(text)?.href).toBe(text);
});

test.each(['', 'shop', 'mysql://a@b/c', 'postgres://me:%zz@host/shop', 'postgres://me@host/100%', 'postgres://host:99999/x'])('%j is none', (text) => {
  expect(postgresUrl(text)).toBeNull();
});

test('one that names no database is refused before anything is open', async () => {
  // Nobody listens there: that would be the next thing to be said.
  await expect(openDevDatabase({ url: 'postgres://me@127.0.0.1:1' } as DevDatabaseOptions)).rejects.toMatchObject({ code: 'PGC607', message: 'the database URL names no database' });
});
