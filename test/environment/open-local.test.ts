import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLocal } from '../../src/environment/local/open-local.js';
import type { Database, Login, Secrets } from '../../src/environment/types.js';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pgcog-local-'));
  chmodSync(root, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('says so to those who work on it when whoever had started the server ends', async () => {
  const kept = new Map<string, Login>();
  const secrets: Secrets = {
    createOrRead: (name, login) => {
      const created = !kept.has(name);
      kept.set(name, kept.get(name) ?? login);
      return Promise.resolve({ login: kept.get(name) ?? login, created });
    },
    close: () => undefined,
  };
  const open = (): Promise<Database> => openLocal({ place: { postgres: join(root, 'postgres'), secrets: join(root, 'secrets.json'), shown: root }, version: 17, secrets, variables: process.env });
  const starter = await open();
  const other = await open();
  const ending = starter.close();
  const refused = async (): Promise<unknown> => {
    for (;;) {
      const more = await other.another().catch((error: unknown) => error);
      if (more instanceof Error) return more;
      await (more as Database).close();
    }
  };
  expect(await refused()).toMatchObject({ diagnostic: { code: 'PGC191', message: expect.stringContaining('takes no more connections') } });
  expect((await other.session.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  await other.close();
  await ending;
});
