/** Two schemas with objects that name the other one, lie on its objects, or have moved: what is where is not what depends on whom. */
export const sideBySide = `
create schema here; create schema there;
create type here.mood as enum ('ok'); create type there.mood as enum ('ok');
create type here.pair as (a int, b here.mood);
create domain here.small as int default 1 constraint small check (value < 10);
create domain here.named as text default 'there'::regnamespace::text; create domain there.named as text default 'here'::regnamespace::text;
create type here.span as range (subtype = int, multirange_type_name = there.spans); create type there.span as range (subtype = int, multirange_type_name = here.spans);
create type here.shell;
create table here.plain (id serial primary key, note text unique, m here.mood, p here.pair[], check (length(note) < 9));
create index on here.plain (lower(note)) where id > 0;
create table here.typed of here.pair; create table here.expressions (a oid default 'there'::regnamespace, b text);
create index on here.expressions ((a <> 'there'::regnamespace::oid)); create table there.expressions (b text, a oid check (a <> 'here'::regnamespace::oid));
create index on there.expressions ((a <> 'here'::regnamespace::oid));
create table there.parted (id int references here.plain, at date, primary key (id, at)) partition by range (at);
create table here.part partition of there.parted for values from ('2020-01-01') to ('2021-01-01');
create table here.parted (id int references here.plain, n int) partition by range (id);
create table there.part partition of here.parted for values from (1) to (9) partition by range (n); create table there.part_of_part partition of there.part for values from (1) to (9);
create table here.pointed (id int primary key) partition by range (id); create table there.pointed_part partition of here.pointed for values from (1) to (9);
create table here.points (id int references here.pointed); create table there.points (id int references here.pointed);
create table here.parent (id int not null, check (id > 0)); create table there.child () inherits (here.parent); create table here.child () inherits (there.child);
create view here.seen as select * from there.parted; create view there.seen as select *, 'here'::regnamespace as home from here.plain; create materialized view here.kept as select 1 as one; create index on here.kept (one);
create statistics here.plain_statistics on id, note from here.plain; create statistics here.of_there on a, (b || 'x') from there.expressions; create statistics there.of_here on id, n from here.parted;
create function here.touch() returns trigger language plpgsql as 'begin return new; end'; create function there.asks() returns regnamespace return 'here'::regnamespace; create function here.asks() returns regnamespace return 'here'::regnamespace;
create trigger touched before insert on here.plain for each row execute function here.touch(); create trigger touched before insert on there.parted for each row execute function here.touch();
create constraint trigger late after insert on here.plain deferrable for each row execute function here.touch();
create rule nothing as on delete to here.plain do instead nothing; create policy own on here.plain using (id > 0); create policy own on there.expressions using (a > 0);
create aggregate here.most (int) (sfunc = int4larger, stype = int); create procedure here.done() language sql as 'select 1';
create function here.same(int, text) returns bool language sql as 'select true'; create operator here.=== (leftarg = int, rightarg = text, function = here.same, commutator = operator(there.===));
create collation here.plain from "C"; create text search dictionary here.words (template = simple); create text search configuration here.words (copy = pg_catalog.simple);
create sequence here.numbers; alter default privileges in schema here grant select on tables to public; alter default privileges in schema there grant select on sequences to public;
create foreign data wrapper elsewhere; create server elsewhere foreign data wrapper elsewhere; create foreign table here.far (id int check (id > 0)) server elsewhere;
create table there.moved (id int generated always as identity primary key, at date unique, up int references here.plain); create view there.moved_view as select * from there.moved; create index on there.moved (up);
alter table there.moved set schema here; alter view there.moved_view set schema here;
create table here.left_us (id int primary key, m here.mood); alter table here.left_us set schema there; create function here.left_us() returns int return 1; alter function here.left_us() set schema there;
create domain there.came as int check (value > 0); alter domain there.came set schema here; create type there.both as (x here.mood); alter type there.both set schema here;`;

/** Every object that says of itself that it is in the schema of oid \`space\`, and what hangs on its relations. */
export const bySchema = `
with rel as (select c.oid from pg_class c where c.relnamespace = space)
select 1259::oid as class, oid as object from rel union all select 1255, p.oid from pg_proc p where p.pronamespace = space union all select 1247, t.oid from pg_type t where t.typnamespace = space
union all select 2617, o.oid from pg_operator o where o.oprnamespace = space union all select 3456, c.oid from pg_collation c where c.collnamespace = space
union all select 3602, c.oid from pg_ts_config c where c.cfgnamespace = space union all select 3600, d.oid from pg_ts_dict d where d.dictnamespace = space
union all select 3381, s.oid from pg_statistic_ext s where s.stxnamespace = space union all select 2606, k.oid from pg_constraint k where k.connamespace = space
union all select 2618, r.oid from rel join pg_rewrite r on r.ev_class = rel.oid union all select 2604, d.oid from rel join pg_attrdef d on d.adrelid = rel.oid
union all select 2620, g.oid from rel join pg_trigger g on g.tgrelid = rel.oid union all select 3256, p.oid from rel join pg_policy p on p.polrelid = rel.oid
union all select 826, d.oid from pg_default_acl d where d.defaclnamespace = space union all select 2615, space`;

/** How many types, functions and constraints a fingerprint tells of, extensions' own and what belongs to a type apart. */
export const countTold = (schema: string): string => `
with space as (select n.oid from pg_namespace n where n.nspname = '${schema}')
select (select count(*) from pg_type t join space s on s.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
    where (t.typtype in ('d', 'e', 'r', 'p') or (t.typtype = 'b' and t.typarray <> 0) or c.relkind = 'c') and not exists (select from pg_depend d where d.classid = 1247 and d.objid = t.oid and d.deptype = 'e'))
  + (select count(*) from pg_proc p join space s on s.oid = p.pronamespace where p.prokind in ('f', 'w') and not exists (select from pg_depend d where d.classid = 1255 and d.objid = p.oid and d.deptype in ('e', 'i')))
  + (select count(*) from pg_constraint k join space s on s.oid = k.connamespace where k.contype <> 't') as told`;
