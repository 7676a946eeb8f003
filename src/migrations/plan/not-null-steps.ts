import type { Fact, FactBase } from '@supabase/pg-delta';
import { strings } from '../../parse/tree.js';
import { quoteIdentifier, quoteQualified } from '../../postgres/quote.js';
import { columnId, keyOf, nameOf, ofKind, objectName, shownName } from './facts.js';
import { readChange, type TableName } from './read-change.js';
import { isForced, seenByOwner } from './seen-by-owner.js';
import { draft, isOld, isPartitioned, type Change, type Draft, type Work } from './work.js';

/** NOT NULL of a column that is there already: proven by a check first, so that no long lock is needed. */
export function notNullSteps(change: Change, work: Work): readonly Draft[] | null {
  const command = change.read.commands[0];
  const { table } = change.read;
  if (command?.subtype !== 'AT_SetNotNull' || table === null) return null;
  if (!isOld(work, table)) return [draft(change.sql)];
  const late = canWait(change, table);
  const shown = shownName(columnId(table, command.name), work.config.templateSchema);
  const fill = work.answers.fill[shown];
  work.used.add(`fill ${shown}`);
  return [...(fill === undefined ? [] : fillSteps(work, change, { table, column: command.name, value: fill })), ...provenNotNull(work, table, command.name, { filled: fill !== undefined, late })];
}

/** Whether nothing that comes behind wants the column NOT NULL. */
export function canWait({ later }: Change, table: TableName): boolean {
  return !later.some(({ read }) => isTable(read.table, table) && read.commands.some(needsNotNull));
}

function isTable(one: TableName | null, other: TableName): boolean {
  return one?.schema === other.schema && one.name === other.name;
}

function needsNotNull({ subtype, def }: { readonly subtype: string; readonly def: Readonly<Record<string, unknown>> }): boolean {
  return subtype === 'AT_AddIdentity' || (subtype === 'AT_AddConstraint' && def['contype'] === 'CONSTR_PRIMARY');
}

/** The steps that end with NOT NULL. `filled`: rows have been given a value by this migration. */
export function provenNotNull(work: Work, table: TableName, column: string, { filled, late }: { readonly filled: boolean; readonly late: boolean }): readonly Draft[] {
  const target = `ALTER TABLE ${quoteQualified(table.schema, table.name)}`;
  const check = quoteIdentifier(checkName(work, table, column));
  const name = quoteIdentifier(column);
  const object = objectName(columnId(table, column), work.config.templateSchema);
  return [
    draft(`${target} ADD CONSTRAINT ${check} CHECK (${name} IS NOT NULL) NOT VALID`, { late }),
    draft(`${target} VALIDATE CONSTRAINT ${check}`, { kind: 'alone', late, hazards: filled ? [] : [{ kind: 'may-fail', object }] }),
    draft(`${target} ALTER COLUMN ${name} SET NOT NULL`, { late }),
    draft(`${target} DROP CONSTRAINT ${check}`, { late }),
  ];
}

export interface Fill {
  readonly table: TableName;
  readonly column: string;
  /** An expression. */
  readonly value: string;
}

/** Gives rows without a value one, in stretches of the table's key where it has one then. What is there once is filled at once. */
export function fillSteps(work: Work, change: Change, { table, column, value }: Fill): readonly Draft[] {
  const name = quoteIdentifier(column);
  const late = canWait(change, table);
  const sql = `UPDATE ${quoteQualified(table.schema, table.name)} SET ${name} = ${value} WHERE ${name} IS NULL`;
  const key = isForced(work, table) ? [] : keyColumns(work, change, table);
  if (key.length === 0) return seenByOwner(work, table, [draft(sql, { late, hazards: [{ kind: 'long', object: objectName(columnId(table, column), work.config.templateSchema) }] })]);
  return [draft(sql, { kind: 'batched', batch: { table: table.name, key }, late })];
}

/** Of the primary key that is there when the rows are filled: it stays, or goes behind a fill that does not wait. None where there is none. */
function keyColumns(work: Work, change: Change, table: TableName): readonly string[] {
  if (isPartitioned(work, table) || table.schema !== work.config.templateSchema) return [];
  const key = primaryKey(work.from, table);
  if (key === undefined) return [];
  const stays = primaryKey(work.to, table)?.payload['def'] === key.payload['def'];
  const goesBehind = change.later.some(({ read }) => isTable(read.table, table) && read.commands.some(({ subtype, name }) => subtype === 'AT_DropConstraint' && name === nameOf(key.id)));
  if (!stays && (canWait(change, table) || !goesBehind)) return [];
  return strings(readChange(work.grammar, `alter table t add ${String(key.payload['def'])}`).commands[0]?.def['keys']);
}

/** Under whatever name: with a table that is renamed its key is, too. */
function primaryKey(base: FactBase, table: TableName): Fact | undefined {
  return ofKind(base, 'constraint').find((fact) => fact.payload['type'] === 'p' && fact.parent !== undefined && keyOf(fact.parent) === keyOf({ kind: 'table', ...table }));
}

/** A name that no constraint of the table has. */
function checkName({ from, to }: Work, { schema, name }: TableName, column: string): string {
  const taken = (one: string): boolean => [from, to].some((base) => base.has({ kind: 'constraint', schema, table: name, name: one }));
  const base = Buffer.from(`${column}_not_null`).subarray(0, 55).toString().replace(/\uFFFD+$/u, '');
  for (let n = 0; ; n++) {
    const wanted = `pgcog_${n === 0 ? '' : `${n}_`}${base}`.slice(0, 63);
    if (!taken(wanted)) return wanted;
  }
}
