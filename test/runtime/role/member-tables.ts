import type { Client } from 'pg';
import { enterAndRead } from '../../../src/runtime/role/enter-and-read.js';
import { bindSql } from '../../../src/runtime/transport/direct-bind.js';
import { scramVerifier } from '../../../src/postgres/scram-verifier.js';
import type { ServerMajor } from '../../../src/postgres/types.js';
import { openControl, type ControlWorld, type Member } from '../../tenancy/control/harness.js';

/** Tables of one tenant whose policies ask who the member is, each in a way of its own, and a session of its users' login. */
export interface MemberTables {
  readonly world: ControlWorld;
  readonly schema: string;
  readonly users: Client;
  readonly ann: Member;
  readonly ben: Member;
  readonly gil: Member;
}

/** Where PostgreSQL asks only when it executes; of these a read is always one call. */
export const lazy = ['in_initplan', 'in_volatile', 'in_role', 'in_view', 'in_initplan_parts'] as const;
/** Where it may ask before: to plan, or to leave partitions out. */
export const eager = ['in_predicate', 'in_function', 'in_inlined', 'in_parts', 'in_definer_view', 'in_absence'] as const;

export async function openMemberTables(version: ServerMajor): Promise<MemberTables> {
  const world = await openControl({ changes: { credentials: 'role' }, version });
  const [schema, globex] = [await world.addTenant('acme'), await world.addTenant('globex')];
  const [row] = await world.asOwner<{ id: string }>('select cognition.make_tenant_login($1, $2, $3) as id', [schema, 'users', scramVerifier('x')]);
  const users = await world.login(row?.id ?? '', 'x');
  const [ann, ben, gil] = [await world.addMember(schema, 'users'), await world.addMember(schema, 'users'), await world.addMember(globex, 'users')];
  await world.asOwner(`set role ${schema}_owner; set search_path = ${schema}; ${tablesSql(schema, ann.id, ben.id)}; reset role; reset search_path`);
  await world.super.query('analyze');
  return { world, schema, users, ann, ben, gil };
}

function tablesSql(schema: string, ann: string, ben: string): string {
  const table = (name: string, policy: string): string => `create table ${name} (like source including all); insert into ${name} select * from source;
    alter table ${name} enable row level security; create policy p on ${name} using (${policy});`;
  const parts = (name: string, policy: string): string => `create table ${name} (like source) partition by list (author);
    create table ${name}_a partition of ${name} for values in ('${ann}'); create table ${name}_b partition of ${name} for values in ('${ben}'); create table ${name}_c partition of ${name} for values in (null);
    insert into ${name} select * from source; alter table ${name} enable row level security; create policy p on ${name} using (${policy});`;
  const me = 'cognition.current_user_id()';
  return `create table source (id int, author text, size int);
    insert into source select n, (array['${ann}', '${ben}', null])[1 + n % 3], n % 7 from generate_series(1, 90) n; create index on source (author);
    create function mine(author text) returns boolean language plpgsql stable as 'begin return author = ${me}; end';
    create function inlined(author text) returns boolean language sql stable as 'select $1 = ${me}';
    create function asked() returns text language plpgsql volatile as $$ begin
      if ${me} is null then raise exception 'a row was read before'; end if; return ${me}; end $$;
    ${table('in_predicate', `author = ${me}`)} ${table('in_initplan', `author = (select ${me})`)} ${table('in_function', 'mine(author)')} ${table('in_inlined', 'inlined(author)')}
    ${table('in_volatile', 'author = asked()')} ${table('in_role', `(select cognition.has_role('users')) and size > 2`)}
    ${parts('in_parts', `author = ${me}`)} ${parts('in_initplan_parts', `author = (select ${me})`)}
    create view in_view with (security_invoker) as select * from in_initplan where size < 5;
    create view in_definer_view as select * from source where author = ${me};
    create view in_absence as select * from source s where not exists (select from in_parts p where p.author = ${me} and p.id = s.id + 1);
    alter view in_absence set (security_invoker);
    grant select, update, insert, delete on all tables in schema ${schema} to ${schema}_users; grant execute on all functions in schema ${schema} to ${schema}_users`;
}

export type Rows = readonly (readonly unknown[])[];

/** The statement as the runtime would send it in one call. */
export function inOneCall(member: string, sql: string): ReturnType<typeof bindSql> {
  const sent = enterAndRead({ secret: '', sql, parameters: [], transaction: null, access: 'read', longsAsText: true, columns: false, deadline: 0 }, member);
  if (sent === null) throw new Error(`no query: ${sql}`);
  return bindSql(sent.sql, sent.parameters);
}

/** Rows of one call, or its SQLSTATE. */
export async function readInOneCall(client: Client, member: string, sql: string, name?: string): Promise<Rows | string> {
  const { text, values } = inOneCall(member, sql);
  return client.query<unknown[]>({ text, values: [...values], rowMode: 'array', ...(name === undefined ? {} : { name }) }).then(({ rows }) => rows, ({ code }: { readonly code: string }) => code);
}

/** Rows of the same in a transaction that has entered. */
export async function readApart(client: Client, member: string, sql: string): Promise<Rows> {
  await client.query('begin');
  try {
    await client.query('select cognition.enter($1)', [member]);
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.query('rollback');
  }
}
