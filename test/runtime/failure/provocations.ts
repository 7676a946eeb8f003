import { quoteIdentifier as name, quoteLiteral as text } from '../../../src/postgres/quote.js';
import type { ErrorCode } from '../../../src/runtime/types.js';

/** Words that must never come back: each holds the run's marker, and what a caller may have put around it. */
export interface Words {
  readonly marker: string;
  readonly schema: string;
  readonly table: string;
  readonly value: string;
}

type Provocation = readonly [sqlstate: string, code: ErrorCode, sql: (words: Words) => string];

const at = ({ schema, table }: Words, suffix = ''): string => `${name(schema)}.${name(table + suffix)}`;
const own = ({ marker }: Words, suffix: string): string => name(marker + suffix);
const insert = (words: Words, columns: string, values: string): string => `insert into ${at(words)} (${columns}) values (${values})`;
const block = (body: string, declare = ''): string => `do ${text(`${declare} begin ${body} end`)}`;
const raise = (words: Words, options: string): string =>
  block(`raise exception using message = ${text(words.value)}, detail = ${text(words.value)}, hint = ${text(words.value)}, table = ${text(words.table)}, ${options};`);

/** A schema with something of each kind in it, all called by the words. */
export function setupSql(words: Words): string {
  const constraint = (suffix: string): string => `constraint ${own(words, suffix)}`;
  return `
    create schema ${name(words.schema)};
    create domain ${at(words, 'd')} as int ${constraint('_domain')} check (value > 0);
    create table ${at(words)} (id int ${constraint('_pk')} primary key, ${own(words, '_n')} int not null default 1, short varchar(3),
      email text ${constraint('_unique')} unique, kind text ${constraint('_check')} check (kind <> 'bad'),
      during int4range, ${constraint('_exclude')} exclude using gist (during with &&));
    create table ${at(words, 'r')} (id int ${constraint('_fk')} references ${at(words)});
    create table ${at(words, 'p')} (id text) partition by list (id);
    create view ${at(words, 'v')} as select * from ${at(words)} where id < 100 with check option;
    create sequence ${at(words, 's')} maxvalue 2;
    create sequence ${at(words, 'c')};
    create function ${at(words, 'f')}() returns int language plpgsql as ${text(`begin return ${at(words, 'f')}(); end`)};
    create function ${at(words, 'e')}() returns int language plpgsql as 'begin end';
    insert into ${at(words)} values (1, 1, 'a', ${text(words.value)}, null, '[1,5)');
    insert into ${at(words, 'r')} values (1);
    alter table ${at(words, 'r')} enable row level security`;
}

/** Each fails with its SQLSTATE when run alone, as a superuser. */
export const provocations: readonly Provocation[] = [
  ['0A000', 'internal', (w) => `select * from ${own(w, '1')}.${own(w, '2')}.${own(w, '3')}`],
  ['21000', 'internal', (w) => `select (select ${own(w, '_n')} from ${at(w)}, generate_series(1, 2))`],
  ['22001', 'invalid_input', (w) => `update ${at(w)} set short = ${text(w.value)}`],
  ['22003', 'invalid_input', (w) => `select 12345::numeric(3, 1) as ${own(w, '')}`],
  ['22004', 'invalid_input', () => "select format('%I', null)"],
  ['22007', 'invalid_input', (w) => `select ${text(w.marker)}::date`],
  ['22012', 'invalid_input', (w) => `select 1 / 0 as ${own(w, '')}`],
  ['22021', 'invalid_input', (w) => `select convert_from(convert_to(${text(w.value)}, 'UTF8') || '\\xff', 'UTF8')`],
  ['22023', 'invalid_input', (w) => `select set_config('work_mem', ${text(w.value)}, true)`],
  ['22030', 'invalid_input', (w) => `select json_object_agg_unique(${text(w.value)}, 1) from generate_series(1, 2)`],
  ['2200H', 'invalid_input', (w) => `select nextval(${text(at(w, 's'))}) from generate_series(1, 3)`],
  ['2201B', 'invalid_input', (w) => `select 'x' ~ (${text(w.marker)} || '(')`],
  ['2203A', 'invalid_input', (w) => `select jsonb_path_query('{}', 'strict $."${w.marker}"')`],
  ['22P02', 'invalid_input', (w) => `select ${text(w.value)}::int`],
  ['22P02', 'invalid_input', (w) => `select ${text(w.value)}::uuid`],
  ['22P02', 'invalid_input', (w) => `select ('{"a": ' || ${text(w.marker)} || '}')::jsonb`],
  ['23502', 'invalid_input', (w) => insert(w, `id, email, ${own(w, '_n')}`, `2, ${text(`${w.value} `)}, null`)],
  ['23503', 'conflict', (w) => `insert into ${at(w, 'r')} values (77)`],
  ['23503', 'conflict', (w) => `delete from ${at(w)}`],
  ['23505', 'conflict', (w) => insert(w, 'id, email', `2, ${text(w.value)}`)],
  ['23514', 'invalid_input', (w) => insert(w, 'id, kind, email', `2, 'bad', ${text(`${w.value} `)}`)],
  ['23514', 'invalid_input', (w) => `select (0)::${at(w, 'd')}`],
  ['23514', 'invalid_input', (w) => `insert into ${at(w, 'p')} values (${text(w.value)})`],
  ['23P01', 'conflict', (w) => insert(w, 'id, during', "2, '[2,3)'")],
  ['25001', 'internal', (w) => `begin; vacuum ${at(w)}`],
  ['25006', 'internal', (w) => `begin read only; ${insert(w, 'id', '2')}`],
  ['26000', 'internal', (w) => `execute ${own(w, '')}`],
  ['2BP01', 'internal', (w) => `drop table ${at(w)}`],
  ['2F005', 'internal', (w) => `select ${at(w, 'e')}()`],
  ['20000', 'internal', (w) => block(`case ${text(w.value)} when 'a' then null; end case;`)],
  ['34000', 'internal', (w) => `fetch from ${own(w, '')}`],
  ['3B001', 'internal', (w) => `begin; rollback to savepoint ${own(w, '')}`],
  ['3F000', 'internal', (w) => `create table ${own(w, '_none')}.x ()`],
  ['42501', 'not_authorized', (w) => `begin; set local role pg_monitor; select * from ${at(w)}`],
  ['42501', 'not_authorized', (w) => `begin; grant usage on schema ${name(w.schema)} to pg_monitor; set local role pg_monitor; select * from ${at(w)}`],
  ['42501', 'not_authorized', (w) =>
    `begin; grant usage on schema ${name(w.schema)} to pg_monitor; grant insert on ${at(w, 'r')} to pg_monitor; set local role pg_monitor; insert into ${at(w, 'r')} values (1)`],
  ['42601', 'internal', (w) => `selec ${own(w, '')}`],
  ['42701', 'internal', (w) => `create table ${at(w, 'x')} (${own(w, '')} int, ${own(w, '')} int)`],
  ['42703', 'internal', (w) => `select ${own(w, '_none')} from ${at(w)}`],
  ['42704', 'internal', (w) => `select null::${own(w, '_none')}`],
  ['42710', 'internal', (w) => `alter table ${at(w)} add constraint ${own(w, '_check')} check (true)`],
  ['42803', 'internal', (w) => `select ${own(w, '_n')}, count(*) from ${at(w)}`],
  ['42804', 'internal', (w) => `update ${at(w)} set ${own(w, '_n')} = ${text(w.value)} || ''`],
  ['42846', 'internal', (w) => `select 1::${name(w.schema)}.${name(w.table)}`],
  ['42883', 'internal', (w) => `select ${own(w, '_none')}(${text(w.value)})`],
  ['42P01', 'internal', (w) => `select * from ${at(w, 'none')}`],
  ['42P07', 'internal', (w) => `create table ${at(w)} ()`],
  ['44000', 'internal', (w) => `insert into ${at(w, 'v')} (id) values (100)`],
  ['54000', 'invalid_input', (w) => insert(w, 'id, email', `2, ${text(w.value)} || (select string_agg(md5(i::text), '') from generate_series(1, 500) i)`)],
  ['54011', 'internal', (w) => `create table ${at(w, 'x')} (${Array.from({ length: 1601 }, (_, i) => `${own(w, String(i))} int`).join(', ')})`],
  ['54023', 'internal', (w) => `select ${own(w, '')}(${Array.from({ length: 101 }, () => '1').join(', ')})`],
  ['55000', 'internal', (w) => `select currval(${text(at(w, 'c'))})`],
  ['57014', 'timeout', (w) => `begin; set local statement_timeout = 1; select pg_sleep(5) as ${own(w, '')}`],
  ['P0001', 'internal', (w) => raise(w, "errcode = 'P0001'")],
  ['P0002', 'not_found', (w) => block(`select id into strict i from ${at(w)} where id = 99;`, 'declare i int;')],
  ['P0003', 'internal', (w) => block(`select ${own(w, '_n')} into strict i from ${at(w)}, generate_series(1, 2);`, 'declare i int;')],
  ['P0004', 'internal', (w) => block(`assert false, ${text(w.value)};`)],
  ['XX000', 'internal', (w) => raise(w, "errcode = 'XX000'")],
  ['HV000', 'internal', (w) => raise(w, `errcode = 'HV000', constraint = 'customers_email_key'`)],
];
