import type { Action, FactBase } from '@supabase/pg-delta';
import { isNode } from '../../parse/tree.js';
import type { Grammar } from '../../parse/types.js';
import { readChange } from './read-change.js';
import type { Change } from './work.js';

/** Our own statements before and behind the engine's. */
export interface Statements {
  readonly first: readonly string[];
  readonly actions: readonly Action[];
  readonly last: readonly string[];
}

/** The engine's statements, read, in an order that PostgreSQL takes: an identity wants a column that is NOT NULL. */
export function mendOrder(grammar: Grammar, from: FactBase, { first, actions, last }: Statements): readonly Change[] {
  const ours = (sql: string): Bare => ({ sql, read: readChange(grammar, sql), action: null });
  const list = [...first.map(ours), ...actions.map((action) => ({ sql: action.sql, read: readChange(grammar, action.sql), action })), ...last.map(ours)];
  const ordered = tidy(keysGoLate(keysFirst(identityLast(labelsFirst(changedOnce(foreignKeysGoFirst(list, from))))), from), from);
  return ordered.reduceRight<readonly Change[]>((later, one) => [{ ...one, later }, ...later], []);
}

type Bare = Omit<Change, 'later'>;

function identityLast(list: readonly Bare[]): readonly Bare[] {
  const result = [...list];
  for (const one of list) {
    const command = one.read.commands[0];
    if (command?.subtype !== 'AT_AddIdentity') continue;
    const at = result.indexOf(one);
    const behind = result.findLastIndex(({ read }) => read.table?.name === one.read.table?.name && read.commands.some((other) => other.subtype === 'AT_SetNotNull' && other.name === command.name));
    if (behind > at) result.splice(behind, 0, ...result.splice(at, 1));
  }
  return result;
}

/** A foreign key may rest on a unique index alone: the engine does not see that. */
function keysFirst(list: readonly Bare[]): readonly Bare[] {
  const result = [...list];
  for (const one of list) {
    const target = one.read.commands[0]?.def['pktable'];
    if (!isNode(target)) continue;
    const at = result.indexOf(one);
    const behind = result.findLastIndex(({ read }) => read.tag === 'IndexStmt' && read.node['unique'] === true && read.table?.name === target['relname']);
    if (behind > at) result.splice(behind, 0, ...result.splice(at, 1));
  }
  return result;
}

/** A primary key that is made anew stays until it is, when columns are filled before: along what is there. */
function keysGoLate(list: readonly Bare[], from: FactBase): readonly Bare[] {
  const result = [...list];
  for (const one of list) {
    const table = one.read.table;
    const key = one.read.commands[0];
    if (table === null || key?.subtype !== 'AT_DropConstraint' || from.get({ kind: 'constraint', schema: table.schema, table: table.name, name: key.name })?.payload['type'] !== 'p') continue;
    const at = result.indexOf(one);
    const own = (other: Bare): boolean => other.read.table?.schema === table.schema && other.read.table.name === table.name;
    const again = result.findIndex((other, i) => i > at && own(other) && other.read.commands[0]?.def['contype'] === 'CONSTR_PRIMARY');
    const between = result.slice(at + 1, Math.max(again, 0)).filter(own).flatMap(({ read }) => read.commands.map(({ subtype }) => subtype));
    if (between.length > 0 && between.every((subtype) => subtype === 'AT_AddColumn' || subtype === 'AT_SetNotNull')) result.splice(again - 1, 0, ...result.splice(at, 1));
  }
  return result;
}

/**
 * A column that becomes an enum's which is made anew itself is changed twice by the engine: once is enough, with all that
 * belongs to it, when the new enum is there.
 */
function changedOnce(list: readonly Bare[]): readonly Bare[] {
  const about = (one: Bare, other: Bare): boolean => one.read.table?.name === other.read.table?.name && one.read.commands[0]?.name === other.read.commands[0]?.name;
  const isType = ({ read }: Bare): boolean => read.commands[0]?.subtype === 'AT_AlterColumnType';
  const twice = list.filter((one, at) => isType(one) && list.slice(0, at).some((other) => isType(other) && about(one, other)));
  return twice.reduce((all, rebuilt) => {
    const first = all.findIndex((one) => isType(one) && about(one, rebuilt));
    const at = all.indexOf(rebuilt);
    const moved = all.filter((one, i) => i >= first && i < at && about(one, rebuilt) && ['AT_AlterColumnType', 'AT_ColumnDefault'].includes(one.read.commands[0]?.subtype ?? ''));
    return all.flatMap((one) => (one === rebuilt ? moved : moved.includes(one) ? [] : [one]));
  }, list);
}

/** A default may want a label that is new: the engine sees no more than the type. */
function labelsFirst(list: readonly Bare[]): readonly Bare[] {
  const isLabel = ({ read, action }: Bare): boolean => action !== null && read.tag === 'AlterEnumStmt' && typeof read.node['newVal'] === 'string' && read.node['oldVal'] === undefined;
  const at = list.findIndex(({ action }) => action !== null);
  const rest = at < 0 ? [] : list.slice(at);
  return [...list.slice(0, list.length - rest.length), ...rest.filter(isLabel), ...rest.filter((one) => !isLabel(one))];
}

/** The engine does not know of the copies that a foreign key has for each partition: a partition is kept by them. */
function foreignKeysGoFirst(list: readonly Bare[], from: FactBase): readonly Bare[] {
  const isKey = ({ action, read }: Bare): boolean => read.commands[0]?.subtype === 'AT_DropConstraint' && action?.destroys.some((id) => from.get(id)?.payload['type'] === 'f') === true;
  const at = list.findIndex(({ read }) => read.tag === 'DropStmt' && read.objtype === 'OBJECT_TABLE');
  return at < 0 ? list : [...list.slice(0, at), ...list.slice(at).filter(isKey), ...list.slice(at).filter((one) => !isKey(one))];
}

/** Defaults that are not there are dropped by the engine, and others set twice. */
function tidy(list: readonly Bare[], from: FactBase): readonly Bare[] {
  const isDefault = ({ read }: Bare): boolean => read.commands.length === 1 && read.commands[0]?.subtype === 'AT_ColumnDefault';
  return list.filter((one, at) => {
    if (!isDefault(one) || one.read.table === null) return true;
    const before = list.slice(0, at).filter((other) => isDefault(other) && other.read.table?.name === one.read.table?.name && other.read.commands[0]?.name === one.read.commands[0]?.name);
    if (before.length > 0) return before.at(-1)?.sql !== one.sql;
    const id = { kind: 'column' as const, schema: one.read.table.schema, table: one.read.table.name, name: one.read.commands[0]?.name ?? '' };
    const drops = Object.keys(one.read.commands[0]?.def ?? {}).length === 0;
    return !drops || !from.has(id) || from.childrenOf(id).some((child) => child.id.kind === 'default');
  });
}
