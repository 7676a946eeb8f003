import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from '../../../src/postgres/start-server.js';
import type { PostgresServer } from '../../../src/postgres/types.js';
import { confusingTenants, makeWorld } from '../../../src/tenancy/isolation/make-world.js';
import { proveIsolation } from '../../../src/tenancy/isolation/prove-isolation.js';
import type { Proof } from '../../../src/tenancy/isolation/types.js';
import { makeProject, removeProject } from '../../support/project.js';
import { everyKind } from '../program/server.js';
import { fixtures, projectAt } from './project.js';

const corpus = (name: string): string => readFileSync(join(fixtures, 'corpus', name), 'utf8');
const demanding = `
create domain shade as text check (value ~ '^#[0-9a-f]{6}$');
create table parents (id bigint generated always as identity primary key, kind text not null check (kind in ('wide', 'narrow')), code char(3) not null unique check (code = upper(code)));
create table children (parent_id bigint not null references parents, line int check (line between 7 and 9), colour shade not null, mail text not null check (mail like '%@%'), starts date not null, ends date not null,
  primary key (parent_id, line), check (ends > starts));
create table grandchildren (parent_id bigint not null, line int not null, note varchar(5) not null, foreign key (parent_id, line) references children);
create table stamps (id int primary key, at timestamptz not null check (at < '2021-01-01'));
create function refuse() returns trigger language plpgsql as 'begin raise exception ''never''; end';
create table never (id int);
create trigger refuse before insert on never for each row execute function refuse();`;

async function prove(files: Readonly<Record<string, string>>): Promise<Proof> {
  const root = makeProject(files);
  const world = await makeWorld(server, await projectAt(root), confusingTenants.slice(0, 2));
  try {
    return await proveIsolation(world);
  } finally {
    await world.close();
    removeProject(root);
  }
}

let server: PostgresServer;
beforeAll(async () => {
  server = await startServer({ version: 17, passwords: true });
});
afterAll(() => server.stop());

it('gives rows to tables of all sorts, with quoted names and constraints that are hard to please, and finds them isolated', async () => {
  const files = ['type_zoo.sql', 'partitions_and_keys.sql', 'quoted_names.sql'].map((name) => [`tenant_template/${name}`, corpus(name)]);
  const { withoutRows, findings, objects } = await prove({ ...Object.fromEntries(files), 'tenant_template/demanding.sql': demanding });
  expect(withoutRows).toEqual({ never: 'never' });
  expect(findings).toEqual([]);
  expect(objects).toBeGreaterThan(100);
});

it('tries objects of every kind, and finds only that a materialized view shows what policies hide', async () => {
  const { findings, matrix } = await prove({ 'tenant_template/a.sql': everyKind, 'pgcog.config.json': JSON.stringify({ roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } }) });
  expect(findings.map(({ kind, object }) => `${kind} ${object}`)).toEqual(['view totals']);
  expect(Object.keys(matrix)).toEqual(['admins', 'billing', 'users', 'application_admins']);
});

it('makes room for the next, and leaves no role', async () => {
  const maintenance = await server.connect(server.maintenance);
  const { rows } = await maintenance.query(`select rolname from pg_roles where rolname ~ '^(cognition_|tenant_|alpha|application_admins|[ul]_[0-9a-f]{32}|pgcog_isolation)' union select datname from pg_database where datname like 'pgcog_isolation%'`);
  await maintenance.end();
  expect(rows).toEqual([]);
});
