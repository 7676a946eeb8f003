import { child, children, findAll, strings, tagged, text } from '../../../catalog/ast.js';
import type { AstNode, SqlStatement } from '../../../parse/types.js';
import { unquoteIdentifier } from '../../../parse/identifier.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { StepHome } from '../../types.js';
import { alterTable } from './alter-table.js';
import { alterDomain, alterType, createDomain, createEnum } from './change-types.js';
import { createTable } from './create-table.js';
import { findTable, tableName } from './find-table.js';
import { layered, NotKnown, rowsOf, type Future } from './future.js';
import { ofIndex } from './questions.js';
import { forget, relatives } from './relatives.js';
import { deleteRows, insertRows, updateRows } from './write-rows.js';
import type { Asking } from './asking.js';

/** Asks about a step, and takes down what it changes for those behind it. */
export function runStep(asking: Asking, { tag, ast, text: sql }: SqlStatement): void {
  const { future, home } = asking;
  switch (tag) {
    case 'AlterTableStmt': return alterTable(asking, ast, sql);
    case 'IndexStmt': return index(asking, ast, sql);
    case 'CreateStmt': return createTable(asking, ast, sql);
    case 'UpdateStmt': return updateRows(asking, ast, sql);
    case 'DeleteStmt': return deleteRows(asking, ast, sql);
    case 'InsertStmt': return insertRows(asking, ast, sql);
    case 'RenameStmt': return rename(future, ast, home);
    case 'DropStmt': return drop(future, ast, home);
    case 'CreateEnumStmt': return createEnum(asking, ast);
    case 'AlterEnumStmt': return alterType(asking, ast);
    case 'CreateDomainStmt': return createDomain(asking, ast, sql);
    case 'AlterDomainStmt': return alterDomain(asking, ast, sql);
    default: return others(future, { tag, ast, home });
  }
}

function index(asking: Asking, ast: AstNode, sql: string): void {
  const { future, home } = asking;
  const name = tableName(future, child(ast, 'relation'), home);
  asking.ask(`${name ?? 'a table'} is to have ${text(ast, 'idxname') ?? 'an index'}`, () => {
    if (ast['if_not_exists'] === true) throw new NotKnown('it may be there already');
    return ofIndex({ future, table: findTable(future, child(ast, 'relation'), home) }, ast, sql);
  });
  const table = future.tables.get(name ?? '');
  if (table !== undefined && ast['unique'] === true) future.tables.set(table.name, { ...table, fact: { ...table.fact, indexes: [...table.fact.indexes, sql] } });
}

function rename(future: Future, ast: AstNode, home: StepHome): void {
  const kind = text(ast, 'renameType');
  const to = text(ast, 'newname') ?? '';
  const table = future.tables.get(tableName(future, child(ast, 'relation'), home) ?? '');
  if (kind === 'OBJECT_TABLE' && table !== undefined) renameTable(future, table.name, to);
  else if (kind === 'OBJECT_COLUMN' && table !== undefined) renameColumn(future, table.name, text(ast, 'subname') ?? '', to);
  else if (kind === 'OBJECT_TYPE' || kind === 'OBJECT_DOMAIN') for (const name of [strings(child(child(ast, 'object'), 'List'), 'items').at(-1) ?? '', to]) future.types.set(home === 'shared' ? `shared.${name}` : name, { kind: 'other' });
  else if (kind === 'OBJECT_FUNCTION') for (const name of [strings(child(child(ast, 'object'), 'ObjectWithArgs'), 'objname').at(-1) ?? '', to]) future.routines.add(name);
}

function renameTable({ tables }: Future, from: string, to: string): void {
  const table = tables.get(from);
  const name = from.startsWith('shared.') ? `shared.${to}` : to;
  tables.delete(from);
  if (table !== undefined) tables.set(name, { ...table, name, query: table.unknown === null && !table.fact.hidden ? rowsOf(table) : null });
}

function renameColumn(future: Future, name: string, from: string, to: string): void {
  const table = future.tables.get(name);
  if (table === undefined) return;
  forget(future, relatives(future, name), (one) => `an earlier step changes columns of ${one}`);
  const named = (one: string): string => (one === from ? to : one);
  const columns = table.fact.columns.map((one) => ({ ...one, name: named(one.name) }));
  const next = layered(future, table, { replaced: new Map([[to, quoteIdentifier(from)]]), columns });
  // Texts of constraints and indexes name the column as it was.
  future.tables.set(name, { ...next, fact: { ...next.fact, key: table.fact.key.map(named), constraints: table.fact.constraints.filter((one) => !one.definition.includes(from)), indexes: table.fact.indexes.filter((one) => !one.includes(from)) }, stale: true });
}

/** One whose name the server has chosen may be any. */
function dropIndex({ tables }: Future, name: string): void {
  for (const table of tables.values()) {
    const indexes = table.fact.indexes.filter((one) => !indexName(one, name));
    if (indexes.length !== table.fact.indexes.length) tables.set(table.name, { ...table, fact: { ...table.fact, indexes } });
  }
}

/** `create unique index orders_email on ...`; without a name it may be that. */
function indexName(sql: string, name: string): boolean {
  const head = /^\s*create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?!on\b)("(?:[^"]|"")+"|[^\s"]+)/iu.exec(sql)?.[1];
  return head === undefined || unquoteIdentifier(head) === name;
}

/** What is gone cannot be asked about; what is made again is another. */
function drop(future: Future, ast: AstNode, home: StepHome): void {
  const kind = text(ast, 'removeType');
  for (const object of children(ast, 'objects')) {
    const words = [...strings(child(object, 'List'), 'items'), ...strings(child(object, 'TypeName'), 'names'), ...strings(child(object, 'ObjectWithArgs'), 'objname')];
    const [name = '', schema] = [...words].reverse();
    const key = tableName(future, { relname: name, ...(schema !== undefined && { schemaname: schema }) }, home) ?? '';
    if (kind === 'OBJECT_TABLE') {
      forget(future, relatives(future, key), (one) => `an earlier step drops rows of ${one}`);
      future.tables.delete(key);
    } else if (kind === 'OBJECT_INDEX') dropIndex(future, name);
    else if (kind === 'OBJECT_TYPE' || kind === 'OBJECT_DOMAIN') future.types.set(key, { kind: 'other' });
    else if (kind === 'OBJECT_FUNCTION' || kind === 'OBJECT_PROCEDURE' || kind === 'OBJECT_AGGREGATE') future.routines.add(name);
  }
}

const harmless = new Set(['CommentStmt', 'GrantStmt', 'GrantRoleStmt', 'CreateSeqStmt', 'AlterSeqStmt', 'ViewStmt', 'CreatePolicyStmt', 'AlterPolicyStmt', 'CreateStatsStmt', 'AlterStatsStmt', 'VacuumStmt', 'ReindexStmt', 'ClusterStmt', 'CreateExtensionStmt', 'AlterDefaultPrivilegesStmt', 'RefreshMatViewStmt', 'AlterOwnerStmt', 'AlterObjectDependsStmt']);

function others(future: Future, { tag, ast, home }: { readonly tag: string; readonly ast: AstNode; readonly home: StepHome }): void {
  if (harmless.has(tag)) return;
  const name = tableName(future, child(ast, 'relation'), home);
  const table = future.tables.get(name ?? '');
  if (tag === 'CreateFunctionStmt') future.routines.add(strings(ast, 'funcname').at(-1) ?? '');
  else if (tag === 'AlterFunctionStmt') future.routines.add(strings(child(ast, 'func'), 'objname').at(-1) ?? '');
  else if (tag === 'CreateTrigStmt' && table !== undefined) future.tables.set(table.name, { ...table, fact: { ...table.fact, fires: true } });
  else if (tag === 'CompositeTypeStmt') future.types.set(tableName(future, child(ast, 'typevar'), home) ?? '', { kind: 'other' });
  else if (tag === 'CreateRangeStmt') future.types.set(strings(ast, 'typeName').at(-1) ?? '', { kind: 'other' });
  else if (tag === 'CreateTableAsStmt') future.tables.delete(tableName(future, child(child(ast, 'into'), 'rel'), home) ?? '');
  else if (tag === 'TruncateStmt') truncate(future, ast, home);
  else if (tag !== 'SelectStmt' || !onlyKnownCalls(future, ast)) future.lost = `what ${words[tag] ?? 'an earlier step'} does is not known before it runs`;
}

const words: Readonly<Record<string, string>> = { DoStmt: 'a DO block', CallStmt: 'a CALL', SelectStmt: 'a query that calls a function', MergeStmt: 'a MERGE', RuleStmt: 'a rule' };

function truncate(future: Future, ast: AstNode, home: StepHome): void {
  for (const relation of tagged(ast, 'relations', 'RangeVar')) {
    const table = future.tables.get(tableName(future, relation, home) ?? '');
    if (table === undefined) continue;
    future.tables.set(table.name, { ...table, unknown: `an earlier step empties ${table.name}` });
  }
  if (text(ast, 'behavior') === 'DROP_CASCADE') future.lost = 'what a TRUNCATE ... CASCADE empties is not known before it runs';
}

/** `select setval(...)` changes no row. */
function onlyKnownCalls({ facts }: Future, ast: AstNode): boolean {
  const names = findAll(ast, 'FuncCall').map((call) => strings(call, 'funcname').at(-1) ?? '');
  return ast['intoClause'] === undefined && names.every((name) => /^(?:setval|currval|max|min|count|coalesce|pg_catalog\..*)$/u.test(name) && !facts.readers.has(name));
}
