import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Envelope, LambdaCall, LambdaContext, LambdaResolver, Manifest } from '../../src/runtime/index.js';
import { quoteIdentifier } from '../../src/postgres/quote.js';
import { makeTenants, type LocalTenants, type Person } from '../../test/support/local-tenants.js';
import { makeProject, removeProject, run } from '../../test/support/project.js';

/** Nothing here forbids a second row with the same `op`: a write that ran twice is there to be seen. */
const template = `
create type posting as enum ('single', 'double');
create table ledger (
  id uuid primary key default gen_random_uuid(),
  op text not null,
  kind posting not null default 'single',
  owner text not null default cognition.current_user_id(),
  login text not null default session_user,
  at timestamptz not null default clock_timestamp()
);
create table entries (
  id bigint generated always as identity primary key,
  ledger_id uuid not null references ledger,
  op text not null,
  owner text not null default cognition.current_user_id(),
  login text not null default session_user
);
create index entries_ledger on entries (ledger_id);
create table accounts (owner text not null, no int not null, balance int not null default 0, primary key (owner, no));
${['ledger', 'entries', 'accounts'].map((table) => `
alter table ${table} enable row level security;
create policy own on ${table} to tenant_users using (owner = cognition.current_user_id()) with check (owner = cognition.current_user_id());`).join('')}
grant select, insert on ledger, entries to tenant_users;
grant select, update on accounts to tenant_users;`;

const resolvers = `version: 1
crud:
  ledger: { operations: [create, list], orderBy: [-at] }
  entries: [list]
resolvers:
  Query.visit:
    lambda: true
    returns: text
  Mutation.post:
    args: { op: text! }
    transaction:
      - row: insert into ledger (op, kind) values (:op, 'double') returning *
      - insert into entries (ledger_id, op) values (:row.id, :op)
      - { sql: "select * from ledger where id = :row.id", rows: 1 }
  Mutation.move:
    args: { op: text!, from: int!, to: int! }
    transaction:
      - update accounts set balance = balance - 1 where no = :from
      - row: insert into ledger (op, kind) values (:op, 'double') returning *
      - insert into entries (ledger_id, op) values (:row.id, :op)
      - update accounts set balance = balance + 1 where no = :to
      - { sql: "select * from ledger where id = :row.id", rows: 1 }
  Mutation.postByHand:
    lambda: true
    args: { op: text! }
    returns: int!
`;

/** Numbers of each member's accounts. */
export const accounts = [1, 2, 3];

/** A project with a ledger for each member, two tenants with it, and four members of each. */
export interface Ledger {
  readonly manifest: Manifest;
  readonly tenants: LocalTenants;
  readonly people: readonly Person[];
  readonly resolvers: Readonly<Record<string, LambdaResolver>>;
  /** Takes every row away, and what is on the accounts. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function makeLedger(): Promise<Ledger> {
  const root = makeProject({ 'tenant_template/1.sql': template, 'resolvers.yaml': resolvers });
  const { status, stderr } = await run(root, ['generate', '--quiet']);
  if (status !== 0) throw new Error(stderr);
  const manifest = JSON.parse(readFileSync(join(root, 'generated/statements.json'), 'utf8')) as Manifest;
  const tenants = await makeTenants(root, ['acme', 'globex']);
  removeProject(root);
  const people: Person[] = [];
  for (const tenant of ['acme', 'acme', 'acme', 'acme', 'globex', 'globex', 'globex', 'globex']) people.push(await tenants.addPerson(tenant, 'users'));
  for (const { id, tenant } of people) {
    await tenants.admin.query(`insert into ${quoteIdentifier(tenant ?? '')}.accounts (owner, no) select $1, unnest($2::int[])`, [id, accounts]);
  }
  // Two moves of one member wait for each other's rows now and then: the server need not think about it for a second.
  await tenants.admin.query(`alter database ${quoteIdentifier(tenants.database)} set deadlock_timeout = '30ms'`);
  return { manifest, tenants, people, resolvers: { 'Mutation.postByHand': postByHand, 'Query.visit': visit }, empty: () => emptyTables(tenants), close: () => tenants.close() };
}

async function emptyTables({ admin, tenants }: LocalTenants): Promise<void> {
  for (const schema of Object.values(tenants)) {
    const name = quoteIdentifier(schema);
    await admin.query(`reset role; truncate ${name}.ledger, ${name}.entries; update ${name}.accounts set balance = 0`);
  }
}

export type Handler = (event: unknown, context?: LambdaContext) => Promise<Envelope | readonly Envelope[]>;

/** What a user would write: statements of one transaction that are sent without waiting for each other. */
async function postByHand({ arguments: args, database }: LambdaCall): Promise<number> {
  const op = String(args['op']);
  return database.transaction(async (inside) => {
    const [row] = await inside.query<{ id: string }>(`insert into {tenant}.ledger (op, kind) values (:op, 'double') returning id::text as id`, { op });
    const entry = inside.query('insert into {tenant}.entries (ledger_id, op) values (:id::uuid, :op)', { id: row?.id, op });
    const [count] = await inside.query<{ n: number }>('select count(*)::int as n from {tenant}.entries where op = :op', { op });
    await entry;
    return count?.n ?? 0;
  });
}

/** Leaves the caller's name in the session, and tells whose was there; `generate` would not let a statement do that. */
async function visit({ caller, database }: LambdaCall): Promise<string | null> {
  const [row] = await database.query<{ before: string | null; me: string }>(
    `select current_setting('app.visitor', true) as before, set_config('app.visitor', cognition.current_user_id(), false) as me`);
  if (row?.me !== caller.userId) throw new Error(`${String(caller.userId)} was ${String(row?.me)}`);
  return row?.before || null;
}
