import { beforeAll, expect, test } from 'vitest';
import { classify } from '../../src/parse/classify.js';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { parseFile } from '../../src/parse/parse-file.js';
import type { Grammar } from '../../src/parse/types.js';

let grammar: Grammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

test.each([
  ['create table t (a int)', 'ddl', 'run', null],
  ['create view v as select 1', 'ddl', 'run', null],
  ['select 1 as a into t', 'ddl', 'run', null],
  ['insert into t values (1)', 'data', 'run', null],
  ["select setval('s', 1)", 'query', 'run', null],
  ['do $$ begin end $$', 'do', 'run', null],
  ['create schema tenant_template', 'schema', 'run', null],
  ['create extension citext', 'extension', 'run', null],
  ["comment on extension citext is 'x'", 'extension', 'drop', null],
  ['set search_path = a', 'search path', 'drop', null],
  ["select pg_catalog.set_config('search_path', '', false)", 'search path', 'drop', null],
  ['reset search_path', 'search path', 'drop', null],
  ['set local search_path = a', 'search path', 'refuse', 'PGC106'],
  ['set statement_timeout = 0', 'setting', 'drop', null],
  ['set standard_conforming_strings = on', 'setting', 'drop', null],
  ["select set_config('row_security', 'off', false)", 'setting', 'drop', null],
  ["set timezone = 'UTC'", 'setting', 'refuse', 'PGC106'],
  ["select set_config('role', 'x', false)", 'role', 'refuse', 'PGC107'],
  ['set role x', 'role', 'refuse', 'PGC107'],
  ['set session authorization x', 'role', 'refuse', 'PGC107'],
  ['reset all', 'setting', 'drop', null],
  ['alter table t owner to x', 'owner', 'drop', 'PGC110'],
  ['alter table t owner to x, add a int', 'ddl', 'run', null],
  ['alter function f() owner to x', 'owner', 'drop', 'PGC110'],
  ['alter schema s owner to x', 'owner', 'drop', 'PGC110'],
  ['alter default privileges for role x grant select on tables to y', 'default privileges', 'drop', 'PGC111'],
  ['alter default privileges in schema s grant select on tables to y', 'default privileges', 'run', null],
  ['begin', 'transaction', 'refuse', 'PGC105'],
  ['savepoint x', 'transaction', 'refuse', 'PGC105'],
  ['set transaction isolation level serializable', 'transaction', 'refuse', 'PGC105'],
  ['create role x', 'role', 'refuse', 'PGC107'],
  ['create user x', 'role', 'refuse', 'PGC107'],
  ["alter role x set search_path = 'a'", 'role', 'refuse', 'PGC107'],
  ['drop role x', 'role', 'refuse', 'PGC107'],
  ['grant a to b', 'role', 'refuse', 'PGC107'],
  ['reassign owned by a to b', 'role', 'refuse', 'PGC107'],
  ['create database x', 'cluster', 'refuse', 'PGC108'],
  ['drop database x', 'cluster', 'refuse', 'PGC108'],
  ['alter system set a = 1', 'cluster', 'refuse', 'PGC108'],
  ["create tablespace x location '/tmp'", 'cluster', 'refuse', 'PGC108'],
  ['grant connect on database x to y', 'cluster', 'refuse', 'PGC108'],
  ['create event trigger e on ddl_command_end execute function f()', 'cluster', 'refuse', 'PGC108'],
  ['drop extension x', 'cluster', 'refuse', 'PGC108'],
  ["copy t from '/etc/passwd'", 'command', 'refuse', 'PGC109'],
  ['vacuum t', 'command', 'refuse', 'PGC109'],
  ['lock table t', 'command', 'refuse', 'PGC109'],
  ['create index concurrently i on t (a)', 'command', 'refuse', 'PGC112'],
  ['grant select on t to x', 'ddl', 'run', null],
  ['drop table if exists t', 'ddl', 'run', null],
])('%s', (text, kind, action, code) => {
  const [statement] = parseFile(grammar, { path: 'a.sql', text }).value;
  if (statement === undefined) throw new Error('not parsed');
  const found = classify(statement);
  expect([found.kind, found.action, found.diagnostics[0]?.code ?? null]).toEqual([kind, action, code]);
  expect(found.diagnostics.every((one) => (one.severity === 'error') === (action === 'refuse'))).toBe(true);
});
