import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';

let server: PostgresServer;
let place: { host: string; port: number };
const login = 'pgcog_test_login';

beforeAll(async () => {
  server = await startServer({ version: 17, passwords: true });
  const admin = await server.connect('postgres');
  place = { host: admin.host, port: admin.port };
  // An earlier run may have been killed.
  await admin.query(`drop database if exists ${login}`);
  await admin.query(`drop role if exists ${login}`);
  await admin.query(`create role ${login} login password 'right'`);
  await admin.query(`create database ${login}`);
  await admin.end();
});

afterAll(async () => {
  const admin = await server.connect('postgres');
  await admin.query(`drop database ${login}`);
  await admin.query(`drop role ${login}`);
  await admin.end();
  await server.stop();
});

async function enter(password: string): Promise<string> {
  const client = new Client({ ...place, user: login, database: login, password, ssl: false });
  try {
    await client.connect();
    const { rows } = await client.query<{ user: string }>('select current_user as user');
    return rows[0]?.user ?? '';
  } finally {
    await client.end();
  }
}

it('lets a login in by its password alone', async () => {
  expect(await enter('right')).toBe(login);
  await expect(enter('wrong')).rejects.toMatchObject({ code: '28P01' });
});

it('lets the tool in as before', async () => {
  const owner = await server.connectOwner('postgres').catch((error: { code?: string }) => error.code);
  // The owner has no business in this database: it is known, and refused there.
  expect(owner).toBe('42501');
});
