import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensureRoles } from '../../src/postgres/roles.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { temporaryDirectory } from './helpers.js';

let server: PostgresServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer({ version: 17, cacheDir: temporaryDirectory() });
  admin = await server.connect(server.maintenance);
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

let runs = 0;
let group = '';
beforeEach(async () => {
  runs += 1;
  group = `group_${runs}`;
  await laterRun();
});

const oidOf = async (role: string): Promise<string | undefined> => (await admin.query<{ oid: string }>('select oid::text from pg_roles where rolname = $1', [role])).rows[0]?.oid;
const groupsOf = async (role: string): Promise<readonly string[]> => (await admin.query<{ name: string }>('select roleid::regrole::text as name from pg_auth_members where member = $1::regrole order by 1', [role])).rows.map(({ name }) => name);
const probe = (): string => `probe_of_${group}`;
const wanted = () => [{ name: group, memberOf: [] }, { name: probe(), memberOf: [group], assumable: true }];

/** As a run that comes later finds the server: it has use for none of the roles yet. */
async function laterRun(): Promise<void> {
  runs += 1;
  await admin.query(`set pgcog.run = 'run${runs}'`);
  await ensureRoles(admin, []);
}

it('puts roles of earlier runs away, and brings the same ones back', async () => {
  await ensureRoles(admin, wanted());
  const before = [await oidOf(group), await oidOf(probe())];
  await laterRun();
  expect([await oidOf(group), await oidOf(probe())]).toEqual([undefined, undefined]);
  await ensureRoles(admin, wanted());
  expect([await oidOf(group), await oidOf(probe())]).toEqual(before);
  expect(await groupsOf(probe())).toEqual([group]);
});

it('a role of nobody, which a killed run left, gives way to the one that kept databases grant to', async () => {
  await ensureRoles(admin, wanted());
  const kept = await oidOf(group);
  await laterRun();
  await admin.query(`create role ${group}; create role member_of_${group}; grant ${group} to member_of_${group}`);
  await ensureRoles(admin, wanted());
  expect([await oidOf(group), await groupsOf(probe())]).toEqual([kept, [group]]);
});

it('so does one that a killed run has used, in a database that nobody is in', async () => {
  await ensureRoles(admin, wanted());
  const kept = await oidOf(group);
  await laterRun();
  const database = `pgcog_local_${group}`;
  await admin.query(`create role ${group}`);
  const left = await oidOf(group);
  await admin.query(`create database ${database}`);
  await admin.query(`grant connect on database ${database} to ${group}`);
  await ensureRoles(admin, wanted());
  expect([await oidOf(group), await groupsOf(probe()), await oidOf(`pgcog_left_${left}`)]).toEqual([kept, [group], left]);
  await admin.query(`drop database ${database}`);
  await admin.query(`drop role pgcog_left_${left}`);
});

it('a role of nobody that is in use stays, and is the group that is meant', async () => {
  await ensureRoles(admin, wanted());
  await laterRun();
  await admin.query(`create role ${group}; grant connect on database postgres to ${group}`);
  const used = await oidOf(group);
  await ensureRoles(admin, wanted());
  expect([await oidOf(group), await groupsOf(probe())]).toEqual([used, [group]]);
  // Now two of this name are out of the way.
  await laterRun();
  await ensureRoles(admin, wanted());
  expect(await groupsOf(probe())).toEqual([group]);
  await laterRun();
  await ensureRoles(admin, wanted());
  expect(await groupsOf(probe())).toEqual([group]);
});
