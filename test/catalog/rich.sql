-- Every kind of object the catalog knows, once or twice each. For PostgreSQL 17 and 18.
create extension citext;
create collation caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create type status as enum ('open', 'paid', 'Not-A-Name', '');
comment on type status is 'Where an order stands';
create domain positive as integer check (value > 0);
create domain small_positive as positive not null check (value < 100);
create domain code as varchar(20);
create type address as (street text, zip varchar(10));
create type float_range as range (subtype = float8);

create table customers (
  id uuid primary key default gen_random_uuid(),
  email citext not null,
  name text not null constraint customers_name_check check (length(name) < 200),
  nick text collate caseless,
  home address,
  others address[],
  tags text[] not null default '{}',
  limits small_positive,
  short code,
  spans float_range,
  many float_multirange,
  at point,
  settings jsonb not null default '{}',
  constraint customers_email_key unique nulls not distinct (email)
);
comment on table customers is 'Who buys';
comment on column customers.email is 'Where bills go';
create unique index customers_active_name on customers (name) where limits is not null;
create unique index customers_lower_name on customers (lower(name));
create unique index customers_nick_idx on customers (nick) include (name);
create index customers_name_at on customers (name, (length(email)), id);

create sequence invoice_numbers;
create table orders (
  id bigint generated always as identity primary key,
  number int not null default nextval('invoice_numbers'),
  legacy serial,
  customer_id uuid not null references customers on delete cascade,
  status status not null default 'open',
  total numeric(10,2),
  tax numeric(10,2) generated always as (total * 0.2) stored,
  created_at timestamptz not null default now(),
  created_by text default cognition.current_user_id(),
  dropped int
);
alter table orders drop column dropped;
alter table orders add column note varchar(40), add constraint orders_total_check check (total_is_fine(total)) not valid;
alter table orders rename column note to remark;
create table order_lines (
  order_id bigint, line int, qty small_positive not null, product text,
  primary key (order_id, line),
  unique (product, order_id) deferrable,
  constraint order_lines_order foreign key (order_id) references orders deferrable initially deferred
);
comment on constraint order_lines_order on order_lines is 'Which order';

create table parents (a int not null, b int not null);
create table children () inherits (parents);

create table events (id int not null, at date not null, kind text, primary key (id, at)) partition by range (at);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table events_rest partition of events default;
create table event_notes (event_id int, event_at date, foreign key (event_id, event_at) references events);

create view open_orders as select id, customer_id as customer, total from orders where status = 'open';
create view order_sums as select customer_id, sum(total) as total from orders group by customer_id;
create view editable_sums as select customer_id, sum(total) as total from orders group by customer_id;
create materialized view customer_counts as select count(*) as n from customers;
create unique index customer_counts_n on customer_counts (n);

create function total_is_fine(total numeric) returns boolean language sql immutable as 'select total >= 0';
create function place_order(customer uuid, qty integer default 1, variadic notes text[] default '{}') returns orders
  language plpgsql as $$ declare o orders; begin insert into orders (customer_id) values (customer) returning * into o; return o; end $$;
comment on function place_order is 'Orders something';
create function pair(inout a int, in b int, out c text) language sql stable strict as 'select a + b, ''x''';
create function order_totals(since date) returns table (day date, total numeric) language sql stable
  begin atomic select created_at::date, sum(total) from orders where created_at >= since group by 1; end;
create function overloaded(a int) returns int language sql immutable return a;
create function overloaded(a text) returns setof customers language sql stable as 'select * from customers where name = a';
create function full_name(c customers) returns text language sql stable security definer set search_path = tenant_template as 'select c.name';
create procedure close_day(inout closed int) language plpgsql as $$ begin closed := 1; end $$;
create aggregate product_of(int) (sfunc = int4mul, stype = int, initcond = '1');
create function foreign_types(a information_schema.sql_identifier, out b information_schema.yes_or_no[]) language sql as $$ select '{YES}'::information_schema.yes_or_no[] $$;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create function insert_sum() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger orders_touch before update on orders for each row when (old.total is distinct from new.total) execute function touch();
create trigger orders_off before insert on orders for each row execute function touch();
alter table orders disable trigger orders_off;
create trigger sums_insert instead of insert on editable_sums for each row execute function insert_sum();

alter table orders enable row level security;
alter table orders force row level security;
create policy own_orders on orders for select to tenant_users using (created_by = cognition.current_user_id());
create policy billing_orders on orders as restrictive to tenant_template_billing using (true) with check (total > 0);
create policy anybody_inserts on orders for insert with check (true);

grant select, update (name, nick) on customers to tenant_users;
grant all on customers to tenant_admins;
grant select (id, status), insert (customer_id) on orders to tenant_users;
grant usage on sequence invoice_numbers to tenant_users;
grant execute on function place_order to tenant_template_users;
grant execute on function order_totals to tenant_billing, application_admins;
grant select on open_orders to application_admins;
