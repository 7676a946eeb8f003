import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MigrationPlan } from '../../../src/migrations/types.js';
import { lines, pairs, type Pair } from './support.js';

const all = pairs();
let pair: Pair;
let plan: MigrationPlan;

const before = `
  create type mood as enum ('sad', 'ok');
  create domain amount as numeric(10,2);
  create table customers (id uuid primary key, code int, email text, mood mood default 'ok');
  create table orders (id bigint primary key, customer_id uuid, note varchar(20), total int, region text, code varchar(5), price amount);
  create table events (id int, at date not null) partition by range (at);
  create table events_1 partition of events for values from ('2020-01-01') to ('2030-01-01');
  create table keyless (a text);
  create table logs (line text);
  grant select on orders to tenant_users;`;
const after = `
  create type mood as enum ('sad', 'ok', 'happy');
  create domain amount as numeric(10,2) check (value >= 0);
  create table customers (id uuid primary key, code int unique, email text not null, mood mood default 'happy');
  create table orders (id bigint primary key, customer_id uuid references customers, note text, total bigint check (total >= 0), region text not null, code varchar(9), price amount,
    placed timestamptz not null default now(), token uuid not null default gen_random_uuid(), twice bigint generated always as (total * 2) stored, constraint orders_region_code unique (region, code) include (note) deferrable initially deferred);
  create index orders_customer on orders (customer_id) where total > 0;
  create unique index orders_note on orders (lower(note));
  create table events (id int, at date not null) partition by range (at);
  create table events_1 partition of events for values from ('2020-01-01') to ('2030-01-01');
  create index events_at on events (at);
  create index events_1_id on events_1 (id);
  create table keyless (a text primary key);
  create table logs (line text, constraint no_twice exclude using btree (line with =));
  create table lines (id int primary key, order_id bigint not null references orders, check (id > 0));
  create index lines_order on lines (order_id);
  grant select (id, note), update (note) on orders to tenant_users;
  grant select on orders to tenant_admins;`;

const about = (word: RegExp): readonly string[] => plan.steps.filter(({ sql }) => word.test(sql)).map(({ kind, sql }) => `${kind}: ${sql}`);
const at = (word: RegExp): number => plan.steps.findIndex(({ sql }) => word.test(sql));
const hazards = (kind: string): readonly string[] => plan.hazards.filter((one) => one.kind === kind).map(({ object }) => object).sort();

beforeAll(async () => {
  pair = await all.pair(before, after);
  plan = (await pair.plan()).value;
}, 60_000);
afterAll(() => all.stop());

describe('a table that is written to is not locked for long', () => {
  it('builds indexes beside the writing', () => {
    expect(about(/orders_customer\b/)).toEqual(['alone: create index concurrently orders_customer on orders using btree (customer_id) where (total > 0)']);
    expect(about(/orders_note/)).toEqual(['alone: create unique index concurrently orders_note on orders using btree (lower(note))']);
    expect(hazards('alone')).toContain('index orders_customer');
  });

  it('but not on a table that the migration makes', () => {
    expect(about(/lines_order\b/)).toEqual(['transaction: create index lines_order on lines using btree (order_id)']);
    expect(about(/lines_order_id_fkey/)).toEqual(['transaction: alter table lines add constraint lines_order_id_fkey foreign key (order_id) references orders(id)']);
  });

  it('nor of a partitioned table, and tells it', () => {
    expect(about(/events_at/)).toEqual(['transaction: create index events_at on events using btree (at)']);
    expect(about(/events_1_id/)).toEqual(['alone: create index concurrently events_1_id on events_1 using btree (id)']);
    expect(hazards('locks')).toContain('index events_at');
  });

  it('makes a unique constraint of an index', () => {
    expect(about(/customers_code_key/)).toEqual(['alone: create unique index concurrently customers_code_key on customers (code)', 'transaction: alter table customers add constraint customers_code_key unique using index customers_code_key']);
    expect(about(/orders_region_code/)).toEqual([
      'alone: create unique index concurrently orders_region_code on orders (region, code) include (note)',
      'transaction: alter table orders add constraint orders_region_code unique using index orders_region_code deferrable initially deferred',
    ]);
  });

  it('makes a primary key of one, behind NOT NULL', () => {
    expect(about(/keyless_pkey/)).toEqual(['alone: create unique index concurrently keyless_pkey on keyless (a)', 'transaction: alter table keyless add constraint keyless_pkey primary key using index keyless_pkey']);
  });

  it('checks rows after a foreign key or a check holds for new ones', () => {
    expect(about(/orders_customer_id_fkey/)).toEqual([
      'transaction: alter table orders add constraint orders_customer_id_fkey foreign key (customer_id) references customers(id) not valid',
      'alone: alter table orders validate constraint orders_customer_id_fkey',
    ]);
    expect(about(/orders_total_check/)).toEqual(['transaction: alter table orders add constraint orders_total_check check ((total >= 0)) not valid', 'alone: alter table orders validate constraint orders_total_check']);
    expect(about(/amount/)).toEqual(['transaction: alter domain amount add constraint amount_check check ((value >= (0)::numeric)) not valid', 'alone: alter domain amount validate constraint amount_check']);
  });

  it('proves NOT NULL by a check first', () => {
    expect(about(/\bemail\b/)).toEqual([
      'transaction: alter table customers add constraint pgcog_email_not_null check (email is not null) not valid', 'transaction: alter table customers alter column email set not null',
    ]);
    expect(about(/pgcog_email_not_null/).map((one) => one.replace(/ check .*/, ''))).toEqual([
      'transaction: alter table customers add constraint pgcog_email_not_null', 'alone: alter table customers validate constraint pgcog_email_not_null', 'transaction: alter table customers drop constraint pgcog_email_not_null',
    ]);
  });

  it('has no word for what an exclusion locks but says so', () => {
    expect(about(/no_twice/)).toEqual(['transaction: alter table logs add constraint no_twice exclude using btree (line with =)']);
    expect(hazards('locks')).toContain('constraint logs.no_twice');
  });

  it('adds a label before it is used', () => {
    expect(about(/happy/)).toEqual(["alone: alter type mood add value 'happy' after 'ok'", "transaction: alter table customers alter column mood set default 'happy'::mood"]);
  });

  it('leaves what can wait to the end', () => {
    expect(at(/orders_customer\b/)).toBeGreaterThan(at(/create table lines/));
    expect(at(/validate constraint orders_total_check/)).toBeGreaterThan(plan.steps.findLastIndex(({ sql }) => sql.startsWith('grant')));
  });
});

describe('hazards', () => {
  it('know what is written anew', () => expect(hazards('rewrites')).toEqual(['column orders.token', 'column orders.total', 'column orders.twice']));
  it('know what rows can make fail', () => {
    expect(hazards('may-fail')).toEqual(expect.arrayContaining(['column customers.email', 'column orders.region', 'column orders.total', 'constraint amount.amount_check', 'constraint customers.customers_code_key', 'constraint orders.orders_customer_id_fkey', 'index orders_note']));
  });
  it('know that nothing is lost', () => expect(hazards('deletes-data')).toEqual([]));
});

describe('the rest', () => {
  it('longer and binary compatible types ask for nothing', () => {
    expect(about(/alter column (note|code|total) type/)).toEqual(['transaction: alter table orders alter column code type character varying(9)', 'transaction: alter table orders alter column note type text', 'transaction: alter table orders alter column total type bigint']);
  });
  it('rights go down to columns', () => {
    expect(about(/^(grant|revoke)/).filter((one) => one.includes('orders'))).toEqual(expect.arrayContaining([
      'transaction: grant select on table orders to tenant_admins', 'transaction: grant select (id) on table orders to tenant_users', 'transaction: revoke all on table orders from tenant_users',
    ]));
  });
  it('no statement names the template or the owner', () => {
    expect(plan.steps.filter(({ sql }) => /tenant_template|pgcog_owner|"/.test(sql))).toEqual([]);
    expect(plan.steps.every(({ home }) => home === 'tenant')).toBe(true);
  });
  it('asks nothing', () => expect(plan.questions).toEqual([]));

  it('it leads to the new state, with rows', async () => {
    const proof = await pair.prove({}, plan);
    expect(lines(proof)).toEqual([]);
    expect(proof.value.filled).toBeGreaterThanOrEqual(5);
  });
});

describe('rights', () => {
  it('on a new column are given by one statement, beside those that are there', async () => {
    const table = (more: string): string => `create table notes (id int primary key, title text${more === '' ? '' : ', priority int'}); grant insert (title${more}), update (title${more}) on notes to tenant_users;`;
    const grown = await all.pair(table(''), table(', priority'));
    expect(await grown.steps()).toEqual(['transaction: alter table notes add column priority integer', 'transaction: grant insert (priority), update (priority) on table notes to tenant_users']);
    expect((await grown.prove()).diagnostics).toEqual([]);
  });
});
