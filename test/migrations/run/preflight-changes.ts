import { fc } from '../../support/property.js';

export const template = `
  create type state as enum ('open', 'closed');
  create domain short as varchar(4) check (value <> 'bad');
  create domain num as int;
  create domain low as num check (value < 100);
  create table regions (code text primary key, size int);
  create table pairs (a int, b int, primary key (a, b));
  create table log (at int);
  create function pick(n int) returns boolean language sql immutable as $$ select n <> 3 $$;
  create function noted(n int) returns boolean language plpgsql as $$ begin insert into log values (n); return n > 0; end $$;
  create table orders (id int primary key, a int, b int, t text, n numeric, s state, d num, l low, v varbit, k varchar(6), "Odd ""t" int);
  alter table orders add constraint late check (b < 4) not valid;
  create table lines (a int, x numeric unique, y int check (y < 6));
  create table parts (a int, t text) partition by list (a);
  create table parts_1 partition of parts for values in (1);
  create table parts_rest partition of parts default;
  create table spans (a int, b int) partition by range (a, b);
  create table spans_rest partition of spans default;
  create table loose (a int, b int)`;

const number = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -1, max: 5 }).map(String) }, { weight: 1, arbitrary: fc.constant('null') }, { weight: 1, arbitrary: fc.constantFrom('40000', '70000', '12') });
const word = fc.constantFrom('null', "''", "'1'", "'2'", "'x'", "'X'", "'bad'", "'too long'", "'ab   '", "'open'", "'closed'", "'1.5'", "'2020-01-01'");
const numeric = fc.constantFrom('null', '1', '1.2', '1.4', '2', '99.94', '99.96', '1000', '0');
const label = fc.constantFrom('null', "'open'", "'closed'");
const bits = fc.constantFrom('null', "B'101'", "B'1'", "B'1111'");
const short = fc.constantFrom('null', "'a'", "'abc'", "'abcdef'", "'ab    '");

const order = fc.tuple(number, number, word, numeric, label, number, number, bits, short, number);
const orders = fc.array(order, { maxLength: 4 }).map((rows) => rows.map((row, id) => `insert into orders values (${id}, ${row.map((value, at) => (at === 6 && Number(value) > 99 ? '5' : value)).join(', ')})`));
const pair = fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 4 }));

/** Rows of every table; the constraint that is not valid yet holds for none of them. */
export const rowsOfAll: fc.Arbitrary<string> = fc.tuple(orders, fc.subarray(["'1'", "'2'", "'x'", "''", "'a'"]), fc.uniqueArray(pair, { maxLength: 6, selector: String }),
  fc.array(fc.tuple(number, number), { maxLength: 3 }), fc.uniqueArray(fc.constantFrom('1', '1.2', '1.4', '2', '0'), { maxLength: 3 }), fc.array(fc.tuple(number, number), { maxLength: 3 }))
  .map(([one, regions, pairs, parts, lines, loose]) => [
    'alter table orders drop constraint late', ...one, 'alter table orders add constraint late check (b < 4) not valid',
    ...regions.map((code) => `insert into regions values (${code})`), ...pairs.map((two) => `insert into pairs values (${two.join(', ')})`),
    ...parts.flatMap(([a, b]) => [`insert into parts values (${a}, '${b}')`, `insert into spans values (${a}, ${b})`]),
    ...lines.map((x, n) => `insert into lines values (${n}, ${x}, ${n + 3})`), ...loose.map((two) => `insert into loose values (${two.join(', ')})`),
  ].join('; '));

const column = fc.constantFrom('a', 'b', 't', 'n', 's', 'd', 'v', 'k', '"Odd ""t"');
const always = (...steps: readonly string[]): fc.Arbitrary<readonly string[]> => fc.constant(steps);

/** One change each, some with steps before that it rests on. */
export const changes: Readonly<Record<string, fc.Arbitrary<readonly string[]>>> = {
  'not null': column.map((one) => [`alter table orders alter column ${one} set not null`]),
  'cast of text': fc.constantFrom('int using t::int', 'varchar(3)', 'varchar(3) using t::varchar(3)', 'char(2)', 'short', 'short using t::short', 'state using t::state', 'date using t::date', 'varchar(2)[] using array[t]', "int using (10 / nullif(length(t), 3))").map((to) => [`alter table orders alter column t type ${to}`]),
  'cast of a number': fc.constantFrom('numeric(3, 1)', 'int', 'smallint', 'text', 'varchar(3)', 'int using (n * 30)::int').map((to) => [`alter table orders alter n type ${to}`]),
  'cast of an integer': fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('smallint', 'numeric(4, 2)', 'num', 'low', 'int using 10 / id')).map(([name, to]) => [`alter table orders alter ${name} type ${to.replace('10 / id', `10 / ${name}`)}`]),
  'cast of bits': fc.constantFrom('bit(3)', 'varbit(3)', 'bit(3) using v::bit(3)').map((to) => [`alter table orders alter v type ${to}`]),
  'cast of a short text': fc.constantFrom('varchar(3)', 'char(4)', 'varchar(3)[] using array[k]', 'short').map((to) => [`alter table orders alter column k set data type ${to}`]),
  'two casts that see each other': always('alter table orders alter a type int using b, alter b type smallint using a'),
  'cast under a unique and a check': fc.constantFrom('x type int', 'x type int using x * 0', 'x type numeric(3, 1)', 'y type int using y * 2', 'y type text using y::text || chr(48)', 'a type int using x::int').map((to) => [`alter table lines alter ${to}`]),
  unique: fc.constantFrom('(a)', '(a, b)', '(lower(t))', '(a) where b > 1', '(t) nulls not distinct', '(t collate "C" desc)', '((10 / a))', '((a || t))', '(s, d)').map((on) => [`create unique index made on orders ${on}`]),
  'index that computes': fc.constantFrom('((10 / a))', '(a) where 10 / b > 1', '((t::int))', '(lower(t) text_pattern_ops)').map((on) => [`create index made on orders ${on}`]),
  key: fc.constantFrom('unique (a)', 'unique nulls not distinct (a, b)', 'unique (a) deferrable').map((one) => [`alter table orders add constraint made ${one}`]),
  'primary key': fc.constantFrom('(a)', '(a, b)', '(b, a)').map((one) => [`alter table loose add primary key ${one}`]),
  'foreign key': fc.constantFrom('(t) references regions', '(t) references regions (code)', '(a, b) references pairs', '(a, b) references pairs match full', '(a) references orders (id)', '(b, a) references pairs (a, b)').map((one) => [`alter table orders add constraint made foreign key ${one}`]),
  check: fc.constantFrom('a > b', '10 / a > 2', 'pick(b)', 'noted(a)', "t <> 'x' or a is null", 'a is not null').map((one) => [`alter table orders add constraint made check (${one})`]),
  'valid later': fc.constantFrom('late', 'made').map((one) => [...(one === 'made' ? ['alter table orders add constraint made check (a <> 2) not valid'] : []), `alter table orders validate constraint ${one}`]),
  exclusion: fc.constantFrom('using btree (a with =)', 'using hash (t with =)', 'using gist (int4range(a, b) with &&)', 'using gist (int4range(0, a) with &&) where (a > 0)', 'using btree (a with =, lower(t) with =)').map((one) => [`alter table orders add constraint made exclude ${one}`]),
  domain: fc.constantFrom('add constraint made check (value > 1)', 'set not null', 'add constraint made check (10 / value > 2)').map((one) => [`alter domain num ${one}`]),
  'domain later': always('alter domain num add constraint made check (value <> 2) not valid', 'alter domain num validate constraint made'),
  'new domain': fc.constantFrom('check (value <> 2)', 'not null', 'check (10 / value > 1)').map((one) => [`create domain made as int ${one}`, 'alter table orders alter a type made']),
  'domain that changes before': fc.constantFrom('a', 't').map((one) => ['alter domain short add constraint made check (length(value) > 1)', `alter table orders alter ${one} type short`]),
  'part of a list': fc.constantFrom('(2)', '(2, null)', '(null)', '(3, 4, 5)').map((one) => [`create table made partition of parts for values in ${one}`]),
  'part of ranges': fc.constantFrom('(0, 0) to (2, 2)', '(minvalue, minvalue) to (0, minvalue)', '(1, maxvalue) to (3, minvalue)', '(3, minvalue) to (maxvalue, maxvalue)').map((one) => [`create table made partition of spans for values from ${one}`]),
  'table as a part': fc.constantFrom('(0, 0) to (2, 2)', '(minvalue, minvalue) to (5, maxvalue)', '(1, minvalue) to (3, 4)').map((one) => [`alter table spans attach partition loose for values from ${one}`]),
  'column added': fc.constantFrom('made int not null', 'made int generated always as (10 / a) stored', 'made int unique default 1', 'made int check (made > a) default 3', "made text references regions default '1'", 'made int generated always as identity', 'made serial unique', 'made varchar(3) generated always as (t) stored', 'made int default 2 not null', 'made numeric generated always as (a) stored check (made < 4)').map((one) => [`alter table orders add column ${one}`]),
  'column added and filled': fc.constantFrom("a", '1', '10 / b', 'null', '(select max(code) from regions)').map((one) => ['alter table orders add column made text', `update orders set made = ${one} where made is null`, 'alter table orders alter made set not null']),
  'filled before': column.chain((one) => fc.constantFrom(`${one} is null`, 'a > 2').map((where) => [`update orders o set ${one} = (select x.${one} from orders x where x.${one} is not null order by x.id limit 1) where ${where}`, `alter table orders alter ${one} set not null`])),
  'filled and unique': fc.constantFrom('id', '1', 'b', 'a + id').map((one) => [`update orders set a = ${one} where a is null`, 'create unique index made on orders (a)']),
  'called otherwise': column.chain((one) => fc.constantFrom('set not null', 'type varchar(3)').map((how) => [`alter table orders rename column ${one} to made`, `alter table orders alter made ${how === 'set not null' ? how : 'type text using made::text'}`, 'alter table orders alter made set not null'])),
  'table called otherwise': fc.constantFrom('alter a set not null', 'add unique (b)', 'add check (a < 3)', 'add foreign key (t) references regions').map((one) => ['alter table orders rename to sales', `alter table sales ${one}`]),
  'cast, then unique': fc.constantFrom('n', 'k').map((one) => [`alter table orders alter ${one} type ${one === 'n' ? 'int' : 'char(2) using k::char(2)'}`, `alter table orders add unique (${one})`]),
  'rows deleted before': fc.constantFrom('a is null', 'a > 2', 't not in (select code from regions)').map((one) => [`delete from orders where ${one}`, 'alter table orders alter a set not null', 'alter table orders add foreign key (t) references regions']),
  'rows put in before': fc.constantFrom("values ('too long', 1)", "select distinct t, 1 from orders where t is not null and t not in (select code from regions)").map((one) => [`insert into regions (code, size) ${one}`, 'alter table orders add foreign key (t) references regions', 'alter table regions alter size set not null']),
  'new table': fc.constantFrom("insert into made values ('1'), ('x')", 'insert into made select distinct t from orders where t is not null', null).map((one) => ['create table made (code text primary key)', ...(one === null ? [] : [one]), 'alter table orders add foreign key (t) references made']),
  'enum without a label': fc.constantFrom("'open'", "'open', 'closed', 'lost'").map((one) => ['alter type state rename to state_old', `create type state as enum (${one})`, 'alter table orders alter s type state using s::text::state', 'drop type state_old']),
  'text to a new enum': fc.constantFrom('t::made', 't::text::made').map((one) => ["create type made as enum ('open', 'x', '1')", `alter table orders alter t type made using ${one}`, 'alter table orders alter t set not null']),
  'column dropped, another checked': always('alter table orders drop column a', 'alter table orders alter b set not null'),
  'nobody knows': fc.constantFrom('do $$ begin update orders set a = 1; end $$', 'truncate orders', 'create trigger made after update on orders for each row execute function suppress_redundant_updates_trigger()').map((one) => [one, 'update orders set b = 1', 'alter table orders alter a set not null']),
  'function made before': fc.constantFrom('> 1', '< 0').map((one) => [`create or replace function pick(n int) returns boolean language sql immutable as $$ select n ${one} $$`, 'alter table orders add check (pick(a))']),
};
