import { describe, expect, it } from 'vitest';
import { complaintsOf } from './support.js';

describe('what no migration can hold', () => {
  it.each([
    ['copy orders from stdin;\n1\n\\.\n', 'PGC102'], ['\\connect other\nselect 1', 'PGC101'], ['begin; select 1', 'PGC709'], ['commit', 'PGC709'], ['savepoint a', 'PGC709'],
    ['create role root', 'PGC709'], ['grant root to me', 'PGC709'], ['set role cognition_owner', 'PGC709'], ['reset role', 'PGC709'], ['set session authorization root', 'PGC709'],
    ['set search_path = tenant_b', 'PGC709'], ['set local search_path = tenant_b', 'PGC709'], ["select set_config('role', 'root', false)", 'PGC709'], ['reset all', 'PGC709'],
    ['alter system set a = 1', 'PGC709'], ['drop database prod', 'PGC709'], ['create schema tenant_b', 'PGC709'], ['alter table orders owner to root', 'PGC709'],
    ['alter default privileges for role root grant select on tables to tenant_users', 'PGC709'], ['create temporary table t (id int)', 'PGC709'], ['create temp table t as select 1', 'PGC709'],
    ['alter table orders set schema tenant_b', 'PGC709'], ['drop extension citext', 'PGC709'], ['copy orders to program $$id$$', 'PGC709'], ['listen a', 'PGC709'], ['reassign owned by a to b', 'PGC709'],
    ['create extension citext', 'PGC708'], ['vacuum', 'PGC709'], ['reindex schema tenant_b', 'PGC709'], ['vacuum orders', 'PGC706'], ['analyze tenant_b.orders', 'PGC710'], ['drop schema tenant_b cascade', 'PGC710'], ['drop schema shared', 'PGC708'], ['drop type shared.status', 'PGC708'], ['drop domain if exists a, shared.b', 'PGC708'], ['comment on type cognition.x is null', 'PGC710'], ['drop function cognition.switch_tenant(text)', 'PGC710'],
    ['grant usage on type shared.status to tenant_users', 'PGC708'], ['alter type shared.status add value $$a$$', 'PGC708'], ['alter domain shared.b drop not null', 'PGC708'], ['alter table shared.plans add column a int', 'PGC708'], ['create index on shared.plans (id)', 'PGC708'],
    ['alter function shared.f() stable', 'PGC708'], ['alter sequence shared.s restart', 'PGC708'], ['create trigger t after insert on shared.plans for each row execute function f()', 'PGC708'], ['create policy p on shared.plans', 'PGC708'], ['alter policy p on shared.plans using (true)', 'PGC708'],
    ['drop policy p on shared.plans', 'PGC708'], ['drop trigger t on shared.plans', 'PGC708'], ['create rule r as on insert to shared.plans do nothing', 'PGC708'], ['alter view shared.v rename to w', 'PGC708'], ['create materialized view shared.m as select 1', 'PGC708'],
    ['refresh materialized view shared.m', 'PGC708'], ['create type shared.t as (a int)', 'PGC708'], ['create aggregate shared.a (int) (sfunc = f, stype = int)', 'PGC708'], ['create statistics shared.s on a, b from orders', 'PGC708'], ['create operator shared.@@ (function = f, leftarg = int)', 'PGC708'], ['alter type shared.t rename to u', 'PGC708'], ['merge into shared.plans p using orders o on p.id = o.id when matched then delete', 'PGC708'],
    ['grant select on orders to public', 'PGC156'], ['grant select on orders to acme_users', 'PGC157'], ['grant select on orders to pg_read_all_data', 'PGC157'], ['create policy p on orders to acme_admins using (true)', 'PGC157'],
    ['grant select on orders to stranger', 'PGC155'], ['create table "a\0b" (id int)', 'PGC113'], ['create table orders (id int', 'PGC100'],
    ['drop table cognition.tenants', 'PGC710'], ['update cognition.users set app_role = null', 'PGC710'], ['grant select on cognition.users to tenant_users', 'PGC710'], ['create table tenant_b.t (id int)', 'PGC710'], ['grant select on all tables in schema cognition to tenant_users', 'PGC710'], ['with x as (delete from cognition.users returning id) select 1', 'PGC710'],
    ['alter default privileges in schema tenant_b grant select on tables to tenant_users', 'PGC710'], ['with x as (insert into shared.plans values (1) returning id) select * from x', 'PGC708'],
    ['insert into orders select * from tenant_b.orders', 'PGC710'], ['create view v as select * from tenant_b.orders', 'PGC710'], ['truncate orders, tenant_b.orders', 'PGC710'],
    ['alter table orders add foreign key (a) references tenant_b.t', 'PGC710'], ['comment on table tenant_b.t is null', 'PGC710'], ['create function extensions.f() returns int return 1', 'PGC710'], ['delete from pg_catalog.pg_class', 'PGC710'],
  ])('%s', (sql, code) => {
    expect(complaintsOf(sql)).toEqual([expect.stringContaining(`error ${code}: `)]);
  });

  it.each([
    'do $$ begin null; end $$', 'grant select on orders to tenant_users', 'revoke all on orders from public', 'create table a (plan int references shared.plans)', 'select setval($$a_seq$$, 3)',
    'create policy p on orders using (id = cognition.current_user_id())', 'alter type status add value $$b$$', 'refresh materialized view concurrently m', 'create table tenant_template.a (id int)',
    'insert into orders select 1', 'create trigger t after insert on orders for each row execute function shared.touch()', 'truncate orders', 'alter default privileges grant select on tables to tenant_users',
    'create table a (name extensions.citext)', 'analyze orders', 'reindex table orders', 'alter table orders attach partition p for values in (1)', 
  ])('but may: %s', (sql) => expect(complaintsOf(sql)).toEqual([]));
});

describe('kinds', () => {
  it.each([
    'create index concurrently a on orders (id)', 'drop index concurrently a', 'alter table orders detach partition p concurrently', 'reindex table concurrently orders',
  ])('%s asks for a step of its own', (sql) => {
    expect(complaintsOf(sql)).toEqual([expect.stringMatching(/error PGC706: .* \[concurrently\]$/)]);
    expect(complaintsOf(`-- pgcog step alone\n${sql}`)).toEqual([]);
  });

  it.each([
    ['insert into orders values (1)', 'only an UPDATE'], ['update other set a = 1', 'the step goes along orders'], ['update shared.orders set a = 1', 'there once for all tenants'],
    ['with x as (select 1) update orders set a = 1', 'a WITH query'], ['update orders set id = id + 1', 'which the statement changes'], ['delete from orders returning id', 'RETURNING'],
  ])('batched: %s is refused', (sql, why) => {
    expect(complaintsOf(`-- pgcog step batched orders by id\n${sql}`).join('\n')).toContain(why);
  });
});

describe('homes', () => {
  it.each([
    ['', 'create table shared.plans (id int)', 'PGC708: shared.plans is there once for all tenants [shared]'],
    ['', 'comment on table shared.plans is null', 'PGC708: shared.plans is there once for all tenants [shared]'],
    ['', 'create function public.f() returns int return 1', 'PGC708: public.f is there once for all tenants [public]'],
    ['', 'drop function shared.f(int)', 'PGC708: shared.f is there once for all tenants [shared]'],
    ['-- pgcog step shared\n', 'alter table tenant_template.orders add column a int', 'PGC708: tenant_template.orders is there once for each tenant [tenant_template]'],
    ['-- pgcog step shared\n', 'create view plans as select * from tenant_template.orders', 'PGC708: shared is there once, and tenant_template.orders once for each tenant [tenant_template.orders]'],
  ])('%s%s', (directive, sql, said) => {
    expect(complaintsOf(`${directive}${sql}`)).toEqual([expect.stringMatching(new RegExp(`error ${said.replaceAll('[', '\\[')}`))]);
  });

  it('takes names without a schema for its own, and extensions beside them', () => {
    expect(complaintsOf('-- pgcog step shared\ncreate extension if not exists citext with schema extensions; create table plans (id citext); grant select on plans to tenant_users; create function public.f() returns int return 1')).toEqual([]);
  });
});
