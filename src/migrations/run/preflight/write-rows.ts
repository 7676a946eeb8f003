import { child, children, tagged, text } from '../../../catalog/ast.js';
import type { AstNode, Grammar } from '../../../parse/types.js';
import { quoteIdentifier } from '../../../postgres/quote.js';
import type { Asking } from './asking.js';
import { behind, splitList } from './command-texts.js';
import { tableName } from './find-table.js';
import { asked, layered, NotKnown, rowsOf, type Future, type FutureTable } from './future.js';
import { forget, relatives } from './relatives.js';

/** The table that a statement writes to, where what comes of it can be said; else all is lost, or its rows are. */
function written({ future, home }: Asking, ast: AstNode, unread: readonly string[]): FutureTable | null {
  const name = tableName(future, child(ast, 'relation'), home);
  const table = future.tables.get(name ?? '');
  if (table === undefined) return null;
  const family = relatives(future, table.name);
  const others = [table, ...family.flatMap((one) => future.tables.get(one) ?? [])];
  if (others.some(({ fact }) => fact.fires || fact.cascades) || 'withClause' in ast) {
    future.lost = `what else comes of a change of rows of ${table.name} is not known before it`;
    return null;
  }
  forget(future, family, changesRows);
  if (table.veiled || unread.some((field) => field in ast) || (family.length > 0 && child(ast, 'relation')?.['inh'] !== true)) {
    forget(future, [table.name], changesRows);
    return null;
  }
  return table;
}

const changesRows = (name: string): string => `an earlier step changes rows of ${name}`;

const aliasOf = (ast: AstNode): string => text(child(child(ast, 'relation'), 'alias'), 'aliasname') ?? text(child(ast, 'relation'), 'relname') ?? '';

/** A fill in batches, or at once: as if it had run. */
export function updateRows(asking: Asking, ast: AstNode, sql: string): void {
  const { future } = asking;
  const { grammar } = future;
  const table = written(asking, ast, ['fromClause']);
  if (table === null) return;
  const texts = splitList(grammar, behind(grammar, sql, 'set', ['where', 'returning']) ?? '');
  const targets = tagged(ast, 'targetList', 'ResTarget');
  const where = behind(grammar, sql, 'where', ['returning']);
  const replaced = new Map(targets.map((target, at): [string, string | null] => {
    const name = text(target, 'name') ?? '';
    const simple = targets.length === texts.length && !('indirection' in target) && !('MultiAssignRef' in (child(target, 'val') ?? {})) && !('SetToDefault' in (child(target, 'val') ?? {}));
    return [name, simple ? newValue(grammar, table, { name, text: texts[at] ?? '', where, alias: aliasOf(ast) }) : null];
  }));
  for (const { name, generated } of table.fact.columns) if (generated) replaced.set(name, null);
  future.tables.set(table.name, layered(future, table, { replaced, alias: aliasOf(ast) }));
}

interface Assignment {
  readonly name: string;
  /** `region = 'eu'` */
  readonly text: string;
  readonly where: string | null;
  readonly alias: string;
}

function newValue(grammar: Grammar, { fact }: FutureTable, { name, text: assignment, where, alias }: Assignment): string | null {
  const type = fact.columns.find((one) => one.name === name)?.type;
  const sign = grammar.scan(assignment).find((token) => token.text === '=');
  if (type === undefined || sign === undefined) return null;
  const value = `(${assignment.slice(sign.end).trim()})::${type}`;
  return where === null ? value : `case when (${where}) then ${value} else ${quoteIdentifier(alias)}.${quoteIdentifier(name)} end`;
}

export function deleteRows(asking: Asking, ast: AstNode, sql: string): void {
  const { future } = asking;
  const table = written(asking, ast, ['usingClause']);
  if (table === null) return;
  const where = behind(future.grammar, sql, 'where', ['returning']);
  future.tables.set(table.name, layered(future, table, { replaced: new Map(), where: where === null ? 'false' : `(${where}) is not true`, alias: aliasOf(ast) }));
}

/** Rows that come from VALUES or a query, behind those that are there. */
export function insertRows(asking: Asking, ast: AstNode, sql: string): void {
  const { future } = asking;
  const table = future.tables.get(tableName(future, child(ast, 'relation'), asking.home) ?? '');
  if (table === undefined) return;
  const family = relatives(future, table.name);
  forget(future, family, (name) => `an earlier step puts rows into ${name}`);
  if ([table, ...family.flatMap((one) => future.tables.get(one) ?? [])].some(({ fact }) => fact.fires)) future.lost = `what else comes of a change of rows of ${table.name} is not known before it`;
  try {
    future.tables.set(table.name, withRows(future, table, ast, sql));
  } catch (thrown) {
    if (!(thrown instanceof NotKnown)) throw thrown;
    future.tables.set(table.name, { ...table, unknown: `an earlier step puts rows into ${table.name}` });
  }
}

/** @throws NotKnown */
function withRows(future: Future, table: FutureTable, ast: AstNode, sql: string): FutureTable {
  const { grammar } = future;
  const word = /\b(?:values|select)\b/iu.exec(behind(grammar, sql, 'into') ?? '')?.[0].toLowerCase();
  const source = word === undefined ? null : behind(grammar, sql, word, ['returning']);
  const columns = table.fact.columns;
  const given = tagged(ast, 'cols', 'ResTarget').map((one) => text(one, 'name') ?? '');
  const named = given.length > 0 ? given : columns.map(({ name }) => name);
  if (word === undefined || source === null || 'onConflictClause' in ast || 'withClause' in ast || /\bdefault\b/iu.test(source) || table.unsure.size > 0) throw new NotKnown('');
  const missing = columns.filter((one) => !named.includes(one.name) && one.given);
  const known = columns.filter((one) => !missing.includes(one));
  const values = known.map(({ name, type }) => (named.includes(name) ? `pgcog_new.${quoteIdentifier(name)}::${type}` : `null::${type}`));
  const rows = asked({ ...future, tables: new Map([...future.tables].filter(([name]) => name !== table.name)) }, `${word} ${source}`);
  const width = widthOf(ast);
  const own = `select ${[...known.map(({ name }) => `pgcog_own.${quoteIdentifier(name)}`), 'pgcog_own.pgcog_key', 'pgcog_own.pgcog_table', 'pgcog_own.pgcog_ctid'].join(', ')} from (${rowsOf(table)}) pgcog_own`;
  const added = `select ${[...values, 'null::pg_catalog.jsonb', 'null::pg_catalog.oid', 'null::pg_catalog.tid'].join(', ')} from (${rows}) pgcog_new(${named.slice(0, width ?? named.length).map(quoteIdentifier).join(', ')})`;
  return { ...table, unsure: new Set(missing.map(({ name }) => name)), query: `${own} union all ${added}` };
}

/** Values in a row of VALUES; null where it is a query. */
function widthOf(ast: AstNode): number | null {
  const [first] = children(child(child(ast, 'selectStmt'), 'SelectStmt'), 'valuesLists');
  return first === undefined ? null : children(child(first, 'List'), 'items').length;
}
